package io.athanor.scheduler.api;

import java.util.List;
import java.util.function.Function;

/// A part of a list.
///
/// @param page which part, counts from 1
/// @param size items of a full page
/// @param total items of all pages
record Page<T>(List<T> items, int page, int size, int total) {

    static <T, V> Page<V> of(List<T> all, int page, int size, Function<T, V> view) {
        List<V> items = all.stream().skip((page - 1L) * size).limit(size).map(view).toList();
        return new Page<>(items, page, size, all.size());
    }
}
