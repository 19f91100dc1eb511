/** An imagined host for the tests of actions: it breaks where it is told. Not part of any distribution. */
package org.bootagent.testing;
