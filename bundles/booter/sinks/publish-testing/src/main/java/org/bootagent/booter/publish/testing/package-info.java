/** Sinks and publications for the tests of publishers. */
package org.bootagent.booter.publish.testing;
