/** Scripts that jobs run on the host, with their output and leftovers. Hooks of agents are not among them. */
package org.bootagent.process.supervisor.script;
