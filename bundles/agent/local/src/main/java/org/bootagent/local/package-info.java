/** Runs the agents of a YAML file, and follows its changes, on a host without a server. */
package org.bootagent.local;
