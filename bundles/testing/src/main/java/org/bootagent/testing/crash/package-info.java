/**
 * A process watched by strace: what it did to files, where it can be killed while it does that, and what a disk may hold of it after a power loss. For the tests
 * of whoever claims to be durable.
 */
package org.bootagent.testing.crash;
