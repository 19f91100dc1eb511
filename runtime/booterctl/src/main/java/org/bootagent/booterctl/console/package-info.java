/** Standard input and output of the command line: tables, progress and text that a terminal does not obey. Nothing here knows the server. */
package org.bootagent.booterctl.console;
