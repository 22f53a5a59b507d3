package io.athanor.broker;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// `broker PORT DATA PARTITIONS`: a broker with the topics on it, until the process is told to end.
/// Prints `READY host:port` once clients can connect.
public final class Main {
    /// Held, because a logger that nobody holds forgets its level.
    private static final Logger ROOT = Logger.getLogger("");

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            System.err.println("usage: broker PORT DATA PARTITIONS");
            System.exit(2);
        }
        ROOT.setLevel(Level.WARNING); // At INFO it prints its whole configuration, several times.
        Broker broker = Broker.start(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "shutdown"));
        Topics.declare(broker.bootstrapServers(), Integer.parseInt(arguments[2]));
        System.out.println("READY " + broker.bootstrapServers());
        Thread.currentThread().join();
    }
}
