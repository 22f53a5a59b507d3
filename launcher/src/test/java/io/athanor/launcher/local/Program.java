package io.athanor.launcher.local;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A process for the tests: says READY and stays, unless it is told otherwise.
final class Program {
    private static final String CHATTER = "\nand so on".repeat(100_000);

    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
        String behaviour = arguments[0];
        CountDownLatch never = new CountDownLatch(1);
        switch (behaviour) {
            case "stays", "chatters" -> {}
            case "breaks" -> {
                System.out.println("out of luck");
                System.exit(3);
            }
            case "lingers" ->
                    Runtime.getRuntime()
                            .addShutdownHook(
                                    new Thread(() -> {
                                        try {
                                            never.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    }));
            default -> throw new IllegalArgumentException(behaviour);
        }
        System.out.println("READY" + (behaviour.equals("chatters") ? CHATTER : ""));
        never.await();
    }

    static List<String> command(String behaviour, String... options) {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx32m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", "target/test-classes", Program.class.getName(), behaviour));
        return command;
    }
}
