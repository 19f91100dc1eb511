/** Commands on agents, and the options that tell how an agent is run. */
package org.bootagent.booterctl.agent;
