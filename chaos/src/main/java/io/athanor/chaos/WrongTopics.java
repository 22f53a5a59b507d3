package io.athanor.chaos;

import io.athanor.contracts.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// Starts the services while topics are missing, and while topics have other partitions than they
/// must. None may say that it is ready, each must say in its log what is wrong, and all must begin
/// by themselves once it is mended.
final class WrongTopics implements Drill {
    private static final String CLOCK = Topic.SCHEDULER_CLOCK.topicName();
    private static final String QUEUE = Topic.TRIAL_QUEUE.topicName();
    private static final String LETTERS = Topic.TRIAL_CURVES.deadLetterName();
    private static final int MANY = 5;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException, ExecutionException {
        ground.expectHealthy();
        for (Part part : ground.parts().services()) {
            part.terminate();
        }
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", ground.parts().bootstrapServers()))) {
            int partitions =
                    admin.describeTopics(List.of(CLOCK)).allTopicNames().get().values().stream()
                            .mapToInt(topic -> topic.partitions().size())
                            .sum();
            admin.deleteTopics(List.of(CLOCK, QUEUE, LETTERS)).all().get();
            for (Part part : ground.parts().services()) {
                part.start();
            }
            ground.say("three topics are missing");
            Part trainer = ground.parts().trainers().getFirst();
            expectSays(ground, trainer, "topic %s is missing".formatted(QUEUE));
            expectSays(ground, ground.parts().scheduler(), CLOCK);
            expectSays(ground, ground.parts().metrics(), LETTERS);

            create(admin, CLOCK, MANY);
            create(admin, QUEUE, MANY);
            ground.say("two of them are there, with %d partitions each".formatted(MANY));
            String queue = "topic %s has %d partitions, and must have 1".formatted(QUEUE, MANY);
            expectSays(ground, trainer, queue);
            expectSays(ground, ground.parts().scheduler(), queue);
            expectSays(
                    ground,
                    ground.parts().scheduler(),
                    "topics must have as many partitions as each other: study-commands has %d, trial-events has %d, scheduler-clock has %d"
                            .formatted(partitions, partitions, MANY));
            for (Part part : ground.parts().services()) {
                ground.findings().expect(part.name(), "ready", false, part.isReady());
                ground.findings().expect(part.name(), "alive", true, part.isAlive());
            }

            admin.deleteTopics(List.of(CLOCK, QUEUE)).all().get();
            create(admin, CLOCK, partitions);
            create(admin, QUEUE, 1);
            create(admin, LETTERS, 1);
        }
        ground.say("all are as they must be");
        ground.expectHealthy();
        String study = ground.name("after-the-topics");
        Load.SINGLE.post(ground.api(), study, ground.seed());
        ground.api().awaitEnd(study);
        new Audit(ground.api(), ground.findings()).study(study, Load.SINGLE);
    }

    private static void create(Admin admin, String topic, int partitions)
            throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
    }

    private static void expectSays(Ground ground, Part part, String text)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        boolean said = false;
        while (!said && System.nanoTime() < deadline) {
            Pause.of(100);
            said = Files.readString(part.log(), StandardCharsets.ISO_8859_1).contains(text);
        }
        ground.findings().expect(part.name(), "says: " + text, true, said);
    }
}
