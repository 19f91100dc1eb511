/** One agent: its definition, the state of its process, and all that changes either. Code that spans several agents is in the package above. */
package org.bootagent.process.supervisor.state;
