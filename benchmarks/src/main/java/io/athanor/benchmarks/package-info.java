/// Benchmarks of the whole system: packaged services in processes of their own, beside a real
/// broker. Each holds what it measured against a floor or a ceiling.
@NullMarked
package io.athanor.benchmarks;

import org.jspecify.annotations.NullMarked;
