/** Looking at the health of agents. Knows nothing of how they are run. */
package org.bootagent.process.supervisor.health;
