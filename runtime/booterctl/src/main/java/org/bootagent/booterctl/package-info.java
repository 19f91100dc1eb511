/** The operator's command line: its entry point and the root command with the options that all commands share. The commands are in packages by noun. */
package org.bootagent.booterctl;
