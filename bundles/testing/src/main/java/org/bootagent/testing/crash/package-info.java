/**
 * Traces a process with strace: its file operations, the points at which it can be killed, and the possible states of the disk after a power loss. For tests of
 * durability.
 */
package org.bootagent.testing.crash;
