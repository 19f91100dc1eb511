/** Processes: the kernel's view, their own records, their ends, and signals to them. Independent of limits and of starting processes. */
package org.bootagent.process.supervisor.proc;
