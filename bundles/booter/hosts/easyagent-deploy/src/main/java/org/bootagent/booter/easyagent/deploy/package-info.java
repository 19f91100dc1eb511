/** EasyAgent's {@code /api/v1/deploy}: installs BootAgent on a bare host. */
package org.bootagent.booter.easyagent.deploy;
