/** Actions for EasyAgent's operations: agents that scripts install, their configuration files, and requests to the host. */
package org.bootagent.job.script;
