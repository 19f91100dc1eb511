/** Jobs on BootAgent itself: changes its version together with the guard, and returns to the old one when the new one fails. */
package org.bootagent.job.self.upgrade;
