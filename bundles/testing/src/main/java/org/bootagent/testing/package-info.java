/** A simulated host for tests of actions, with faults on request. Not part of any distribution. */
package org.bootagent.testing;
