package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values that a study may try for one hyperparameter. `when` makes it conditional: the
/// parameter is set only where each parameter it names has one of the listed values, and left at
/// its default elsewhere.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(ParameterSpace.FloatRange.class),
    @JsonSubTypes.Type(ParameterSpace.IntRange.class),
    @JsonSubTypes.Type(ParameterSpace.Categorical.class)
})
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public sealed interface ParameterSpace {
    Map<String, List<Object>> when();

    /// `low` to `high`, both included: uniform, uniform in the logarithm (`log`), or in steps from
    /// `low` (`step`); not both.
    @JsonTypeName("float")
    record FloatRange(
            double low,
            double high,
            boolean log,
            @Nullable Double step,
            Map<String, List<Object>> when)
            implements ParameterSpace {
        public FloatRange {
            when = when == null ? Map.of() : Map.copyOf(when);
        }
    }

    /// `low` to `high`, both included, in steps from `low`; or uniform in the logarithm (`log`,
    /// with `step` 1).
    @JsonTypeName("int")
    record IntRange(
            long low, long high, boolean log, @Nullable Long step, Map<String, List<Object>> when)
            implements ParameterSpace {
        public IntRange {
            when = when == null ? Map.of() : Map.copyOf(when);
        }

        public long stepOrOne() {
            return step == null ? 1 : step;
        }
    }

    /// One of `choices`: text, numbers or booleans; `ordered` when neighbours in the list are
    /// alike.
    @JsonTypeName("categorical")
    record Categorical(List<Object> choices, boolean ordered, Map<String, List<Object>> when)
            implements ParameterSpace {
        public Categorical(List<Object> choices, Map<String, List<Object>> when) {
            this(choices, false, when);
        }

        public Categorical {
            choices = List.copyOf(choices);
            when = when == null ? Map.of() : Map.copyOf(when);
        }
    }
}
