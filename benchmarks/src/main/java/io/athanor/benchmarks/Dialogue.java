package io.athanor.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A process that is told by lines what to do, and answers each with a line.
public final class Dialogue {
    private final Process process;
    private final BufferedReader answers;

    /// A process whose first line says that it is ready.
    ///
    /// @throws IllegalStateException when it ends instead
    Dialogue(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// What it says next.
    public String read() {
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the process %s ended".formatted(process.info()));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String ask(String line) {
        try {
            process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read();
    }

    /// Numbers, with blanks between them.
    public double[] numbers(String line) {
        String[] words = ask(line).split(" ", -1);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
    }

    /// Ends it.
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    public long pid() {
        return process.pid();
    }
}
