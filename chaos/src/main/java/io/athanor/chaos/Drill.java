package io.athanor.chaos;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/// One way to break a running system, and to look afterwards for what it did. It throws nothing for
/// what it finds.
interface Drill {
    void run(Ground ground) throws IOException, InterruptedException, ExecutionException;
}
