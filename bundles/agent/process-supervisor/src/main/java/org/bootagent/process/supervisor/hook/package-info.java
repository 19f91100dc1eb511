/** Commands that run beside an agent: its hooks and the commands of its health checks. Scripts of jobs are not among them. */
package org.bootagent.process.supervisor.hook;
