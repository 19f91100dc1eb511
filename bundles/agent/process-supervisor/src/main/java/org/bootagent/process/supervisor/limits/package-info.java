/** Holds agents to their limits by cgroups or polling, and ends what has left its process group. Neither starts agents nor decides what follows a kill. */
package org.bootagent.process.supervisor.limits;
