package io.athanor.trainer.training;

import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.Preparation.LayerSummary;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Summary;
import io.athanor.trainer.data.Normalisation;
import io.athanor.trainer.data.TrialImages;
import java.util.List;

/// What a reader of a model's weights must know: the file `network.json` beside them.
///
/// @param normalisation of pixels from 0 to 1, before the network
/// @param layers in order
record ModelDescription(
        TrialId trial,
        String dataset,
        ImageShape image,
        int classes,
        Normalisation normalisation,
        List<LayerSummary> layers,
        Hyperparameters hyperparameters) {

    static ModelDescription of(StartTrial trial, TrialImages data, Layer network) {
        ImageShape image = data.dataSet().image();
        return new ModelDescription(
                trial.trial(),
                trial.dataset(),
                image,
                data.classes(),
                data.dataSet().normalisation(),
                Summary.of(network, image),
                trial.hyperparameters());
    }
}
