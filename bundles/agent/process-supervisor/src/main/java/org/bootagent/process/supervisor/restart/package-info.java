/** Decides from an agent's exits whether and when it starts again. Pure rules: no process, no thread, no clock of their own. */
package org.bootagent.process.supervisor.restart;
