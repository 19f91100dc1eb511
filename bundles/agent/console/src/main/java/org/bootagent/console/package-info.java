/** Console of the host agent: answers {@code bootagent status} and {@code bootagent agents} over a Unix socket. Changes nothing. */
package org.bootagent.console;
