/** Transport over short HTTP connections: BootAgent's REST protocol, spoken by the host. */
package org.bootagent.transport.http;
