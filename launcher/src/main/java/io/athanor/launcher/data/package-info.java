/// The data sets that can be downloaded, and whether they are there.
@NullMarked
package io.athanor.launcher.data;

import org.jspecify.annotations.NullMarked;
