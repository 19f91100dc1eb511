/** Starts a distribution's bundles in Felix, and the command line of the host agent. */
package org.bootagent.launcher;
