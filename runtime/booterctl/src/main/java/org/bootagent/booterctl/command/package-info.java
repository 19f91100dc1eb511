/** Base classes and shared parts of the commands: the session, jobs that are asked for and followed, and fields of jobs. Has no command of its own. */
package org.bootagent.booterctl.command;
