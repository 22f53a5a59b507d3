/// What people and the scheduler ask over HTTP.
@NullMarked
package io.athanor.metrics.http;

import org.jspecify.annotations.NullMarked;
