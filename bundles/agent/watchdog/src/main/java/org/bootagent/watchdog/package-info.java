/** Shows the guard that the host agent is alive. */
package org.bootagent.watchdog;
