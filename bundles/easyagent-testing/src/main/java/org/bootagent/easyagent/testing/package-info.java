/**
 * Recorded traffic of the original EasyAgent as fixtures, and peers that replay it. For tests only: nothing here is part of a distribution.
 *
 * <p>The fixtures are made from a directory of recordings: {@code mvn -pl bundles/easyagent-testing -Deasyagent.recording=DIRECTORY -Deasyagent.fixtures=write
 * test -Dtest=FixturesTest}.
 */
package org.bootagent.easyagent.testing;
