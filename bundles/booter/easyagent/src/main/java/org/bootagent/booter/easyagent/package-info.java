/** EasyAgent's stream: hosts connect, and are told at once what is asked of them. */
package org.bootagent.booter.easyagent;
