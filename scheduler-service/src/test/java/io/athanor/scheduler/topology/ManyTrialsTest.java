package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.Point;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/// What a trial costs must not grow with the trials before it.
class ManyTrialsTest {
    private static final StudyId STUDY = new StudyId("many");
    private static final ExecutionId EXECUTION = new ExecutionId("e");
    private static final int TRIALS = 10_000;
    private static final int EPOCHS = 2;

    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private final Queue<TrialId> queue = new ArrayDeque<>();
    private final Random random = new Random(20261122L);
    private long sent;
    private long stored;

    /// @param sent records
    /// @param stored bytes that were put into the stores and got from them
    /// @param allocated bytes
    private record Work(long sent, long stored, long allocated) {}

    @Test
    void theTenThousandthTrialCostsWhatTheFirstOnesDid() {
        StudyProcessor processor = openProcessor();
        send(processor, new StudyCommand.CreateStudy("c", STUDY, spec(), List.of(), null));

        Work first = work(processor, 1_000);
        work(processor, TRIALS - 2_000);
        Work last = work(processor, 1_000);

        assertThat(queue).isEmpty();
        assertThat(first.sent()).isGreaterThan(1_000 * EPOCHS);
        assertThat(first.stored()).isPositive();
        assertThat(last.sent()).as("%s", first).isLessThan(first.sent() * 11 / 10);
        // Numbers of trials have more digits later.
        assertThat(last.stored()).as("%s", first).isLessThan(first.stored() * 11 / 10);
        // Maps and trees may grow within the thousand.
        assertThat(last.allocated()).as("%s", first).isLessThan(first.allocated() * 5 / 4);
    }

    private StudyProcessor openProcessor() {
        StudyStores.builders(SchedulerTopologyTest.JSON, this::counting)
                .forEach(builder -> {
                    StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
                    store.init(context.getStateStoreContext(), store);
                });
        context.setCurrentSystemTimeMs(1_500L);
        StudyProcessor processor =
                new StudyProcessor(
                        "me", 15, new Demands(() -> 16), new Timings(new SimpleMeterRegistry()));
        processor.init(context);
        return processor;
    }

    /// What so many trials cost, one after the other.
    private Work work(StudyProcessor processor, int trials) {
        long sentBefore = sent;
        long storedBefore = stored;
        long allocatedBefore = allocated();
        for (int i = 0; i < trials; i++) {
            train(processor, queue.remove());
        }
        return new Work(sent - sentBefore, stored - storedBefore, allocated() - allocatedBefore);
    }

    private void train(StudyProcessor processor, TrialId trial) {
        send(
                processor,
                new TrialEvent.TrialStarted(trial, 1, EXECUTION, new TrainerId("t"), "cpu", 0));
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            double accuracy = random.nextDouble();
            send(
                    processor,
                    new TrialEvent.EpochCompleted(
                            trial,
                            1,
                            EXECUTION,
                            new EpochMeasurement(
                                    epoch, 10 * epoch, 1, 0.5, 1, accuracy, 0.001, 1)));
        }
        send(processor, new TrialEvent.TrialCompleted(trial, 1, EXECUTION));
    }

    private void send(StudyProcessor processor, Object value) {
        processor.process(new Record<>(STUDY.value(), value, 1_000L));
        context.forwarded()
                .forEach(forwarded -> {
                    sent++;
                    if (forwarded.record().value() instanceof StartTrial start) {
                        queue.add(start.trial());
                    }
                });
        context.resetForwards();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static StudySpec spec() {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                new Budget(TRIALS, EPOCHS, 16),
                7,
                new SamplerSpec.Random(),
                new PrunerSpec.Asha(1, 3, 1),
                CurveRules.DEFAULT,
                EndWhen.NEVER,
                1,
                null,
                0,
                Point.of(Map.of()),
                Map.of("dropout", new ParameterSpace.FloatRange(0, 0.5, false, null, Map.of())));
    }

    /// A store in memory that counts what is put into it and got from it.
    private KeyValueBytesStoreSupplier counting(String name) {
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            @SuppressWarnings("unchecked")
            public KeyValueStore<Bytes, byte[]> get() {
                return (KeyValueStore<Bytes, byte[]>)
                        Proxy.newProxyInstance(
                                KeyValueStore.class.getClassLoader(),
                                new Class<?>[] {KeyValueStore.class},
                                (_, method, arguments) -> {
                                    Object result = method.invoke(store, arguments);
                                    Stream.concat(
                                                    Stream.ofNullable(result),
                                                    Stream.ofNullable(arguments)
                                                            .flatMap(Stream::of))
                                            .filter(byte[].class::isInstance)
                                            .forEach(bytes -> stored += ((byte[]) bytes).length);
                                    return result;
                                });
            }

            @Override
            public String metricsScope() {
                return "counting";
            }
        };
    }
}
