/** Limits agents by cgroups or polling, and ends processes that left their group. Neither starts agents nor decides about a kill's consequences. */
package org.bootagent.process.supervisor.limits;
