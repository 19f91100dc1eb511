/** Shows the guard in front of this process that the host agent is alive. */
package org.bootagent.watchdog;
