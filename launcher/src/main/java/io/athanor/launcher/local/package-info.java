/// The broker and the services as child processes of this one.
@NullMarked
package io.athanor.launcher.local;

import org.jspecify.annotations.NullMarked;
