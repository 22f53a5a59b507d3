package io.athanor.trainer.program;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Parameter;
import io.athanor.trainer.data.Normalisation;
import io.athanor.trainer.data.Subset;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.network.StartingValues;
import io.athanor.trainer.program.ParameterGroups.Group;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A network on a device with all that its training needs there: weights, the optimizer's state,
/// the losses, and the program that works on them. For one thread, prepared by
/// [Torch#prepareThread].
public final class TrainingProgram implements AutoCloseable {
    /// Images that are evaluated at once. With 250 or 500 it is 2 to 3 % faster, and a first
    /// layer's output needs four times the memory that it needs in training: where the allocator's
    /// heap has no gap of that size left, it grows by it.
    private static final int EVALUATION_BATCH = 100;

    /// Kinds of jitters, whose order is drawn anew in each step.
    static final int JITTERS = 4;

    /// Names of tensors in checkpoints.
    private static final String TOTALS = "epoch.totals";

    private static final String LOSSES = "epoch.losses";

    private final NDManager memory;
    private final TrialImages data;
    private final ProgramPool programs;
    private final ProgramPool.Loaded program;
    private final Map<String, List<NDArray>> tensors = new HashMap<>();
    private final List<Parameter> parameters;
    private final List<Parameter> buffers;
    private final ParameterGroups groups;

    /// The same memory as the tensors `batch` and `numbers`: set here, read by the program.
    private final ByteBuffer batch = ByteBuffer.allocateDirect(72).order(ByteOrder.nativeOrder());

    private final ByteBuffer numbers = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
    private final NDArray losses;
    private final NDArray totals;

    /// The evaluation's: an epoch that is interrupted there goes on with its own.
    private final NDArray measured;

    private final Method step;
    private final Method evaluate;
    private final Method copy;
    private final Method measure;
    private final StartingValues start;
    private final List<String> lists;
    private final NDList test;
    private final Optional<NDList> validation;
    private NDArray order;
    private NDList training;

    /// @param programs of the device where it trains; what it takes there, [#close] gives back
    /// @param random for the weights that the network starts from
    public TrainingProgram(
            ProgramPool programs,
            Layer network,
            Hyperparameters hyperparameters,
            TrialImages data,
            Arithmetic arithmetic,
            SplittableRandom random) {
        this.data = data;
        this.parameters = network.parameters();
        this.buffers = network.buffers();
        this.programs = programs;
        this.memory = programs.device().newSubManager();
        try {
            this.groups = ParameterGroups.of(parameters, hyperparameters.pretrained());
            boolean coloured = data.dataSet().image().channels() == 3;
            ProgramText text =
                    new ProgramText(network, hyperparameters, groups, coloured, arithmetic);
            this.step = text.step();
            this.evaluate = text.evaluate();
            this.lists = text.lists();
            this.copy = text.copy();
            this.measure = text.measure();
            this.start = new StartingValues(hyperparameters.initialisation());
            for (Method method : List.of(copy, measure)) {
                tensors.put(method.argument(), List.of(memory.create(0f)));
            }
            this.losses = put("losses", new Shape(data.train().size()), DataType.FLOAT32);
            this.totals = put("totals", new Shape(3), DataType.FLOAT64);
            this.measured = memory.zeros(new Shape(3), DataType.FLOAT64);
            tensors.put("batch", List.of(share(batch, new Shape(9), DataType.INT64)));
            tensors.put("numbers", List.of(share(numbers, new Shape(3), DataType.FLOAT64)));
            createWeights(random);
            groups.trained().forEach(group -> createState(group, text.lists()));
            Normalisation normalisation = data.dataSet().normalisation();
            tensors.put("mean", List.of(channels(normalisation.mean())));
            tensors.put("deviation", List.of(channels(normalisation.deviation())));
            this.order = memory.create(data.train().numbers());
            this.training = call(step, data.train(), order);
            this.test = evaluation(data.test());
            this.validation =
                    data.validation().isEmpty()
                            ? Optional.empty()
                            : Optional.of(evaluation(data.validation()));
            // Last: what breaks above leaves none to give back.
            this.program =
                    programs.borrow(step.text() + evaluate.text() + copy.text() + measure.text());
        } catch (RuntimeException | OutOfMemoryError e) {
            memory.close();
            throw e;
        }
    }

    /// Starts an epoch.
    ///
    /// @param positions of the training images in their order: each from 0 once
    public void shuffle(long[] positions) {
        order.close();
        order = memory.create(data.train().inOrder(positions));
        training = call(step, data.train(), order);
    }

    /// Trains on a batch: the images from `start` to before `end` in the epoch's order.
    ///
    /// @param number of the batch in its epoch, from 0; `start` is 0 for the first and for no other
    /// @param dropout seed of the network's random numbers in this step
    /// @param augmentation seed of what is done to the images by chance
    public void step(int number, int start, int end, Rate rate, long dropout, long augmentation) {
        batch.putLong(0, number).putLong(8, start).putLong(16, end);
        batch.putLong(24, dropout).putLong(32, augmentation);
        jitters(new SplittableRandom(augmentation));
        numbers.putDouble(0, rate.learningRate())
                .putDouble(8, rate.begins() ? 1 : 0)
                .putDouble(16, rate.sgd() ? 1 : 0);
        run(training);
    }

    /// The losses of batches of this epoch, from number `from` to before `to`. Waits until the
    /// device has computed them.
    public float[] losses(int from, int to) {
        try (NDArray block = losses.get("{}:{}", from, to)) {
            return block.toFloatArray();
        }
    }

    /// What the epoch's steps came to, each image as it was trained on.
    public Totals trained() {
        return totals(totals, data.train().size());
    }

    /// Measures the test images by batches.
    ///
    /// @param keepOn asked before each batch
    /// @return empty when it was not to keep on
    public Optional<Totals> evaluate(BooleanSupplier keepOn) {
        return evaluate(test, data.test().size(), keepOn);
    }

    /// Measures the validation images by batches.
    ///
    /// @param keepOn asked before each batch
    /// @return empty when there are none or it was not to keep on
    public Optional<Totals> validate(BooleanSupplier keepOn) {
        return validation.flatMap(call -> evaluate(call, data.validation().size(), keepOn));
    }

    private Optional<Totals> evaluate(NDList call, int count, BooleanSupplier keepOn) {
        for (int start = 0; start < count; start += EVALUATION_BATCH) {
            if (!keepOn.getAsBoolean()) {
                return Optional.empty();
            }
            batch.putLong(8, start).putLong(16, Math.min(start + EVALUATION_BATCH, count));
            run(call);
        }
        return Optional.of(totals(measured, count));
    }

    @Override
    public void close() {
        memory.close();
        programs.giveBack(program);
    }

    /// The trained tensors and the buffers, by their PyTorch names.
    Map<String, NDArray> state() {
        Map<String, NDArray> state = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            state.put(parameters.get(i).name(), values().get(i));
        }
        for (int i = 0; i < buffers.size(); i++) {
            state.put(
                    buffers.get(i).name(), tensors.getOrDefault("statistics[]", List.of()).get(i));
        }
        return state;
    }

    /// The network's tensors, by their PyTorch names, as they are now.
    public List<HostTensor> model() {
        List<HostTensor> copies = new ArrayList<>();
        parameters.forEach(parameter -> copies.add(copy(parameter.name(), stateOf(parameter))));
        buffers.forEach(buffer -> copies.add(copy(buffer.name(), stateOf(buffer))));
        return copies;
    }

    /// What is needed besides the network's tensors to go on: the optimizer's, and of the epoch in
    /// progress the losses of its first `batches` and its sums.
    public List<HostTensor> training(int batches) {
        List<HostTensor> copies = new ArrayList<>();
        optimizer().forEach((name, tensor) -> copies.add(copy(name, tensor)));
        copies.add(copy(TOTALS, totals));
        if (batches > 0) {
            try (NDArray some = losses.get("{}:{}", 0, batches)) {
                copies.add(copy(LOSSES, some));
            }
        }
        return copies;
    }

    /// Goes on from what [#model] and [#training] gave.
    ///
    /// @throws IllegalArgumentException when something is missing or has another shape
    public void restore(Map<String, HostTensor> saved) {
        Map<String, NDArray> targets = new LinkedHashMap<>(state());
        targets.putAll(optimizer());
        targets.put(TOTALS, totals);
        targets.forEach((name, target) -> set(name, target, saved.get(name)));
        HostTensor block = saved.get(LOSSES);
        if (block != null) {
            try (NDArray some = losses.get("{}:{}", 0, block.shape().getFirst())) {
                set(LOSSES, some, block);
            }
        }
    }

    /// Takes over the network's tensors that `model` has in the same shape, and leaves the others.
    ///
    /// @return the names of those it took
    public Set<String> adopt(Map<String, HostTensor> model) {
        Set<String> taken = new HashSet<>();
        for (var tensor : state().entrySet()) {
            HostTensor source = model.get(tensor.getKey());
            if (source != null && source.fits(shapeOf(tensor.getKey(), tensor.getValue()))) {
                set(tensor.getKey(), tensor.getValue(), source);
                taken.add(tensor.getKey());
            }
        }
        return taken;
    }

    /// The names of the tensors that are not trained.
    public List<String> frozen() {
        return parameters.subList(0, groups.frozen()).stream().map(Parameter::name).toList();
    }

    /// The trained tensors as they are now.
    public List<ParameterStatistics> weights() {
        List<NDArray> values = values();
        float[] rows;
        try (NDArray measured = result(measure.call(tensors))) {
            rows = measured.toFloatArray();
        }
        List<ParameterStatistics> statistics = new ArrayList<>();
        boolean first = true;
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            int row = i * WeightStatistics.COLUMNS;
            boolean filters = first && WeightStatistics.isConvolution(parameter);
            first &= !filters;
            statistics.add(
                    WeightStatistics.of(
                            parameter,
                            start.deviation(parameter),
                            Arrays.copyOfRange(rows, row, row + WeightStatistics.COLUMNS),
                            filters ? values.get(i).toFloatArray() : null));
        }
        return statistics;
    }

    private List<NDArray> values() {
        return tensors.getOrDefault("values[]", List.of());
    }

    private Map<String, NDArray> optimizer() {
        Map<String, NDArray> named = new LinkedHashMap<>();
        for (Group group : groups.trained()) {
            for (String list : lists) {
                if (!list.equals("trained[]")) {
                    List<NDArray> state = tensors.getOrDefault(group.name() + list, List.of());
                    for (int i = 0; i < state.size(); i++) {
                        String name = parameters.get(group.from() + i).name();
                        named.put("optimizer.%s.%s".formatted(list, name), state.get(i));
                    }
                }
            }
        }
        return named;
    }

    private NDArray stateOf(Parameter parameter) {
        return Objects.requireNonNull(state().get(parameter.name()));
    }

    private static HostTensor copy(String name, NDArray tensor) {
        HostTensor shape = shapeOf(name, tensor);
        ByteBuffer bytes = tensor.toByteBuffer(false);
        return new HostTensor(name, shape.type(), shape.shape(), bytes);
    }

    private static HostTensor shapeOf(String name, NDArray tensor) {
        List<Long> shape = Arrays.stream(tensor.getShape().getShape()).boxed().toList();
        return new HostTensor(name, tensor.getDataType(), shape, ByteBuffer.allocate(0));
    }

    /// In place: the program's other names of this memory must see it.
    private void set(String name, NDArray target, @Nullable HostTensor source) {
        if (source == null || !source.fits(shapeOf(name, target))) {
            throw new IllegalArgumentException("tensor %s: %s".formatted(name, source));
        }
        try (NDArray values =
                        memory.create(
                                source.bytes().duplicate(), target.getShape(), source.type());
                NDArray alias = alias(target)) {
            tensors.put("target", List.of(alias));
            tensors.put("source", List.of(values));
            run(copy.call(tensors));
        }
    }

    private void createWeights(SplittableRandom random) {
        List<NDArray> weights = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (Parameter parameter : parameters) {
            NDArray weight = create(parameter, start.of(parameter, random));
            weight.setRequiresGradient(weights.size() >= groups.frozen());
            weights.add(weight);
            values.add(alias(weight));
        }
        tensors.put("weights[]", weights);
        tensors.put("values[]", values);
        tensors.put(
                "statistics[]", buffers.stream().map(b -> create(b, start.of(b, random))).toList());
    }

    private NDArray create(Parameter parameter, float[] values) {
        return memory.create(values, shape(parameter));
    }

    private void createState(Group group, List<String> lists) {
        List<NDArray> trained = values().subList(group.from(), group.to());
        for (String list : lists) {
            tensors.put(
                    group.name() + list,
                    switch (list) {
                        case "trained[]" -> trained.stream().map(this::alias).toList();
                        case "steps[]" ->
                                Collections.nCopies(group.size(), memory.zeros(new Shape()));
                        default -> trained.stream().map(NDArray::zerosLike).toList();
                    });
        }
    }

    /// The same memory under another name: a call takes a tensor's name from the tensor.
    private NDArray alias(NDArray tensor) {
        return JniUtils.detachGradient((PtNDArray) tensor);
    }

    private static Shape shape(Parameter parameter) {
        return new Shape(
                parameter.shape().sizes().stream().mapToLong(Integer::longValue).toArray());
    }

    private NDArray put(String name, Shape shape, DataType type) {
        NDArray tensor = memory.zeros(shape, type);
        tensors.put(name, List.of(tensor));
        return tensor;
    }

    /// A tensor over the memory of `buffer`. On the host whatever the device: the program needs
    /// these numbers before it asks the device for anything.
    private NDArray share(ByteBuffer buffer, Shape shape, DataType type) {
        PtNDManager host = (PtNDManager) memory.newSubManager(Device.cpu());
        return host.create(buffer, shape, type);
    }

    private NDList evaluation(Subset images) {
        tensors.put("totals", List.of(measured));
        NDList call = call(evaluate, images, memory.create(images.numbers()));
        tensors.put("totals", List.of(totals));
        return call;
    }

    private NDList call(Method method, Subset images, NDArray numbers) {
        tensors.put("images", List.of(images.split().images()));
        tensors.put("labels", List.of(images.split().labels()));
        tensors.put("order", List.of(numbers));
        tensors.computeIfAbsent(method.argument(), _ -> List.of(memory.create(0f)));
        return method.call(tensors);
    }

    /// Of the shape `channels x 1 x 1`.
    private NDArray channels(List<Double> numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        return memory.create(values, new Shape(values.length, 1, 1));
    }

    /// The order of the augmentation's jitters in this step.
    private void jitters(SplittableRandom random) {
        for (int i = 0; i < JITTERS; i++) {
            int other = random.nextInt(i + 1);
            batch.putLong(40 + 8 * i, batch.getLong(40 + 8 * other));
            batch.putLong(40 + 8 * other, i);
        }
    }

    /// The engine attaches the result to the manager of the call's first tensor.
    private void run(NDList call) {
        result(call).close();
    }

    private NDArray result(NDList call) {
        return IValueUtils.forward(program.module(), call, true).singletonOrThrow();
    }

    private static Totals totals(NDArray tensor, int count) {
        double[] sums = tensor.toDoubleArray();
        return new Totals(sums[0] / sums[2], sums[1] / count);
    }
}
