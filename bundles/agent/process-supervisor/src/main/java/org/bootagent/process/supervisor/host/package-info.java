/** The supervisor's host: users, commands, directories of agents, the clock. Independent of processes and of how agents are run. */
package org.bootagent.process.supervisor.host;
