/** Checks the health of agents. Independent of how they are run. */
package org.bootagent.process.supervisor.health;
