/** Actions {@code upgrade} and {@code rollback} of an agent. BootAgent's own upgrade is elsewhere. */
package org.bootagent.job.upgrade;
