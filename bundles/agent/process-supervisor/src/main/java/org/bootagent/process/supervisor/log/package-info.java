/** Keeps the log files of agents at their size, and reads their ends. Independent of the writers. */
package org.bootagent.process.supervisor.log;
