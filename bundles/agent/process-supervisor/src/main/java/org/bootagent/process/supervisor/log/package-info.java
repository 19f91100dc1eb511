/** Keeps the log files of agents at their size, and reads their ends. Does not know who writes to them. */
package org.bootagent.process.supervisor.log;
