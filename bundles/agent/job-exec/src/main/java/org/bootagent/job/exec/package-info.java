/** Action {@code exec}: a script or command on the host, or as an agent. */
package org.bootagent.job.exec;
