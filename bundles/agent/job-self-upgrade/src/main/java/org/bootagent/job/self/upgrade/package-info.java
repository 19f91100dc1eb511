/** BootAgent changes its own version, and comes back when the new one is no good. */
package org.bootagent.job.self.upgrade;
