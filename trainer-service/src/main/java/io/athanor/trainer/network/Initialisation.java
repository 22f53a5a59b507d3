package io.athanor.trainer.network;

import java.util.Arrays;
import java.util.SplittableRandom;

/// How a tensor starts.
public sealed interface Initialisation {

    /// The starting values, in the tensor's order.
    float[] values(int count, SplittableRandom random);

    record Constant(float value) implements Initialisation {
        @Override
        public float[] values(int count, SplittableRandom random) {
            float[] values = new float[count];
            Arrays.fill(values, value);
            return values;
        }
    }

    /// Evenly between `-bound` and `bound`.
    record Uniform(double bound) implements Initialisation {

        /// PyTorch's default for the weights (Kaiming, a = sqrt 5) and for the biases of
        /// convolutions and linear layers alike.
        static Uniform kaiming(int fanIn) {
            return new Uniform(1 / Math.sqrt(fanIn));
        }

        @Override
        public float[] values(int count, SplittableRandom random) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) random.nextDouble(-bound, bound);
            }
            return values;
        }
    }
}
