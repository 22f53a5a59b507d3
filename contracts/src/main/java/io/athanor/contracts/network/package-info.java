/// The networks that a trial may ask for as trees of layers: their shapes, their tensors and how
/// people name them. Arithmetic only, so that a network that images cannot go through is refused
/// before any trainer sees it; what a layer computes, the trainer writes.
@NullMarked
package io.athanor.contracts.network;

import org.jspecify.annotations.NullMarked;
