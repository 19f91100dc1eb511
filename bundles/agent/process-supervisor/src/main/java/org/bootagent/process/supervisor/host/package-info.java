/** This host as the supervisor finds it: users, commands, directories of agents, the clock. Knows nothing of processes or of how agents are run. */
package org.bootagent.process.supervisor.host;
