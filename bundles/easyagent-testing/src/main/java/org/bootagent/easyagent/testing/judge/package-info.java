/** Replays every recorded scenario at one of our ends, and compares the result with the recording. */
package org.bootagent.easyagent.testing.judge;
