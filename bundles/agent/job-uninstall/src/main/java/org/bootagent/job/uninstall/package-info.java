/** Action {@code uninstall}: removes an agent with its releases and data. */
package org.bootagent.job.uninstall;
