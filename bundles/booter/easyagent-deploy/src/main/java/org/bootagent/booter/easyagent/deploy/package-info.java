/** EasyAgent's {@code /api/v1/deploy}: how a bare host gets BootAgent. */
package org.bootagent.booter.easyagent.deploy;
