/** Requests to Booter over {@code /api/v2}, and how a command ends when one fails. Nothing here prints. */
package org.bootagent.booterctl.client;
