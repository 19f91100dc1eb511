/** EasyAgent's stream: hosts connect, and get their jobs at once. */
package org.bootagent.booter.easyagent;
