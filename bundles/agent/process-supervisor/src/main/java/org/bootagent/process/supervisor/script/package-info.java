/** Scripts that jobs run on the host, with their output and what is left of them. Hooks of agents are not among them. */
package org.bootagent.process.supervisor.script;
