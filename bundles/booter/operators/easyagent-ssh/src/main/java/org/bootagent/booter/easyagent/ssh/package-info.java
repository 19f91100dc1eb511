/** EasyAgent's {@code /api/v1/ssh}: commands on machines that run no host agent yet. */
package org.bootagent.booter.easyagent.ssh;
