/** Starts an agent's process, with what it inherits, and finds it again after a restart of the host agent. Decides neither when an agent starts nor what follows its end. */
package org.bootagent.process.supervisor.launch;
