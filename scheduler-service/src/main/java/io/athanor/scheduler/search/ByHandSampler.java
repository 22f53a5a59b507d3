package io.athanor.scheduler.search;

/// Proposes nothing: people enqueue the points.
record ByHandSampler() implements Sampler {

    @Override
    public Suggestion suggest(int number, History history) {
        return new Suggestion.Wait();
    }
}
