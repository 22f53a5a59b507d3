package io.athanor.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Summary;
import io.athanor.trainer.data.DataSet;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.program.Torch;
import java.util.Map;

/// What trials of this process were computed with.
public final class Provenance {
    private final String device;
    private final int threads;
    private final Map<String, String> versions;

    /// To be made once the engine has started.
    ///
    /// @param version of Athanor
    public Provenance(Device device, String version) {
        this.device = Torch.name(device);
        this.threads = JniUtils.getNumThreads();
        this.versions =
                Map.of(
                        "athanor", version,
                        "djl", Engine.getDjlVersion(),
                        "libtorch", Engine.getEngine("PyTorch").getVersion(),
                        "java", Runtime.version().toString());
    }

    Preparation of(StartTrial trial, TrialImages images, Layer network, int batchSize) {
        DataSet data = images.dataSet();
        int count = images.train().size();
        return new Preparation(
                batchSize,
                Math.ceilDiv(count, batchSize),
                count,
                Summary.of(network, data.image()),
                trial.seed(),
                data.name(),
                data.hash(),
                device,
                threads,
                versions);
    }
}
