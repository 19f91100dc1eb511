/** Action {@code install}: a new agent from a package, or new options of an installed one. Leaves nothing behind when it fails. */
package org.bootagent.job.install;
