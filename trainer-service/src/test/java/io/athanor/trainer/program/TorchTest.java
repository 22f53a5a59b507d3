package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class TorchTest {

    @Test
    void namesDevicesAsItReadsThem() {
        assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
        assertThat(Torch.device("gpu")).isEqualTo(Device.gpu(0));
        assertThat(Torch.device("gpu:2")).isEqualTo(Device.gpu(2));
        assertThat(Torch.name(Torch.device("gpu:2"))).isEqualTo("gpu:2");
    }

    @Test
    void refusesADeviceThatItDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Torch.device("tpu"))
                .withMessageContaining("tpu")
                .withMessageContaining("gpu:1");
    }

    @Test
    void putsChannelsLastOnCpusOnly() {
        assertThat(Torch.arithmetic(Device.cpu()).channelsLast()).isTrue();
        assertThat(Torch.arithmetic(Device.gpu(0)).channelsLast()).isFalse();
    }

    @Test
    void computesInOneDnnsOrderOnX86Only() {
        assertThat(Torch.arithmetic(Device.cpu()).blocked())
                .isEqualTo(System.getProperty("os.arch").equals("amd64"));
        assertThat(Torch.arithmetic(Device.gpu(0)).blocked()).isFalse();
    }
}
