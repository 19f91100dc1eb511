/** The operator's command line: commands over {@code /api/v2}, and the tables that it prints. */
package org.bootagent.booterctl;
