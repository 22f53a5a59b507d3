package io.athanor.launcher.api;

import com.fasterxml.jackson.databind.node.ArrayNode;

/// The first items of a list.
///
/// @param total items of the whole list
public record Listing(ArrayNode items, int total) {}
