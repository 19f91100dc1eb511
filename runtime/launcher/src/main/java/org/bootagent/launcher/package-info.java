/** Starts a distribution's bundles in Felix, and implements the command line of the host agent. */
package org.bootagent.launcher;
