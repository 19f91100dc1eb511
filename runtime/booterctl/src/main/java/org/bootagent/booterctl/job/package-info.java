/** Commands on jobs: list, follow, cancel, run any action, run a script and show its output. */
package org.bootagent.booterctl.job;
