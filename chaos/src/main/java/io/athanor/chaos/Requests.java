package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Sends the scheduler and the metrics service requests that nobody should send. Each is refused
/// with a reason, or done because it happened to be valid; nothing is left of what was refused.
final class Requests implements Drill {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_GROWTH = 48 << 20;

    /// What the HTTP server itself refuses before anything of ours sees it.
    private static final Set<Integer> BY_THE_SERVER = Set.of(400, 413, 414, 431);

    private final int each;
    private final Map<Integer, Integer> statuses = new TreeMap<>();

    /// @param each requests to each service
    Requests(int each) {
        this.each = each;
    }

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        String study = ground.name("known");
        Load.JUDGED.post(ground.api(), study, ground.seed());
        ground.api().awaitEnd(study);
        ground.expectHealthy();
        JsonNode before = ground.api().study(study);
        Map<String, String> known = Map.of("study", study, "trial", study + "-1");
        send(ground, ground.parts().scheduler(), ground.parts().api(), known);
        send(ground, ground.parts().metrics(), ground.parts().metricsApi(), known);
        ground.findings().expect(study, "state", before, ground.api().study(study));
        ground.expectHealthy();
    }

    private void send(Ground ground, Part part, URI server, Map<String, String> known)
            throws IOException, InterruptedException {
        RawHttp.Answer openApi =
                RawHttp.send(
                        server,
                        new RawHttp.Request(
                                "GET", "/q/openapi?format=json", List.of(), new byte[0]));
        Demands demands = new Demands(ground.seed(), JSON.readTree(openApi.body()), known);
        Set<String> studies = ground.api().studies();
        statuses.clear();
        for (int i = 0; i < each / 3; i++) {
            one(ground, server, demands.next(), studies);
        }
        Vitals warm = Vitals.of(part);
        for (int i = each / 3; i < each; i++) {
            one(ground, server, demands.next(), studies);
        }
        Vitals after = Vitals.of(part);
        if (after.heap() - warm.heap() > MOST_GROWTH || after.threads() - warm.threads() > 40) {
            ground.findings().add("%s grew: %s, then %s".formatted(part.name(), warm, after));
        }
        ground.findings()
                .expect(part.name(), "studies", studies, new TreeSet<>(ground.api().studies()));
        ground.say(
                "%s: %d requests to %d operations, by status: %s; %s, then %s"
                        .formatted(part.name(), each, demands.operations(), statuses, warm, after));
    }

    private void one(Ground ground, URI server, RawHttp.Request request, Set<String> studies)
            throws InterruptedException {
        RawHttp.Answer answer;
        try {
            answer = RawHttp.send(server, request);
        } catch (IOException e) {
            ground.findings().add("%s: %s".formatted(request, e));
            return;
        }
        int status = answer.status();
        statuses.merge(status, 1, Integer::sum);
        if (status / 100 == 2) {
            cancelCreated(ground, answer, studies);
        } else if (status / 100 != 4 || !explains(request, answer)) {
            ground.findings()
                    .add(
                            "%s: %d %s %s"
                                    .formatted(
                                            request,
                                            status,
                                            answer.type(),
                                            answer.body()
                                                    .substring(
                                                            0,
                                                            Math.min(
                                                                    300, answer.body().length()))));
        }
    }

    private static boolean explains(RawHttp.Request request, RawHttp.Answer answer) {
        if (request.method().equals("HEAD")) {
            return true;
        }
        if (!answer.type().startsWith("application/problem+json")) {
            // `*` is the server, not something of ours.
            return (BY_THE_SERVER.contains(answer.status()) || request.target().equals("*"))
                    && answer.body().isEmpty();
        }
        try {
            JsonNode problem = JSON.readTree(answer.body());
            return problem.path("status").asInt() == answer.status()
                    && !problem.path("detail").asText().isBlank();
        } catch (IOException e) {
            return false;
        }
    }

    /// A study that was created as asked trains nothing here.
    private static void cancelCreated(Ground ground, RawHttp.Answer answer, Set<String> studies)
            throws InterruptedException {
        String location = answer.headers().getOrDefault("location", "");
        if (answer.status() != 201 || location.isEmpty()) {
            return;
        }
        try {
            String created =
                    location.replaceFirst("/api/v1/studies/", "")
                            .replaceFirst("/api/v1/trials/(.*)-\\d+$", "$1");
            ground.api().cancel(created);
            studies.add(created);
        } catch (IOException e) {
            ground.findings().add("%s: created, but not cancelled: %s".formatted(location, e));
        }
    }
}
