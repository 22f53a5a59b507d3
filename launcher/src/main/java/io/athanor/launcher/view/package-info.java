/// What people see while a study runs, and when it has ended.
@NullMarked
package io.athanor.launcher.view;

import org.jspecify.annotations.NullMarked;
