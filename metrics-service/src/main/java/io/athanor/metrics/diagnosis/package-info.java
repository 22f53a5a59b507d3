/// What a curve says of its trial, in the words of people who tune networks. Pure.
@NullMarked
package io.athanor.metrics.diagnosis;

import org.jspecify.annotations.NullMarked;
