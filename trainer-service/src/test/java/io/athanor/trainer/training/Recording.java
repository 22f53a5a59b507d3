package io.athanor.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

/// Checks on the way that no iteration is missing or told twice.
class Recording implements Progress {
    final List<Integer> started = new ArrayList<>();
    final List<Preparation> preparations = new ArrayList<>();
    final List<Float> losses = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();
    final List<EpochMeasurement> epochs = new ArrayList<>();
    final Map<Integer, List<ParameterStatistics>> weights = new TreeMap<>();
    final List<Integer> saved = new CopyOnWriteArrayList<>();
    int first = 1;
    int samples;

    @Override
    public void prepared(Preparation preparation, int classes, int firstIteration) {
        preparations.add(preparation);
        started.add(classes);
        started.add(preparation.iterationsPerEpoch());
        started.add(firstIteration);
        first = firstIteration;
    }

    @Override
    public void iterations(int from, Losses block, int blockSamples, double learningRate) {
        assertThat(from).isEqualTo(first + losses.size());
        for (float loss : block.toArray()) {
            losses.add(loss);
        }
        samples += blockSamples;
        rates.add(learningRate);
    }

    @Override
    public void epoch(EpochMeasurement measurement) {
        epochs.add(measurement);
    }

    @Override
    public void weights(int epoch, List<ParameterStatistics> parameters) {
        weights.put(epoch, parameters);
    }

    @Override
    public List<Future<?>> published() {
        return List.of();
    }

    @Override
    public void saved(int epoch, int iterations) {
        saved.add(iterations);
    }

    /// The last iteration that was told.
    int iterations() {
        return first + losses.size() - 1;
    }
}
