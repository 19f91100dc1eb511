/** Processes: what the kernel and their own records say of them, their ends, and signals to them. Knows neither limits nor how a process is started. */
package org.bootagent.process.supervisor.proc;
