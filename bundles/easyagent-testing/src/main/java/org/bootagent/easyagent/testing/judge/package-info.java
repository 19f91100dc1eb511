/** The judge: replays every recorded scenario at one of our ends and compares what comes with what came in the recording. */
package org.bootagent.easyagent.testing.judge;
