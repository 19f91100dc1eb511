/** Keeps results, events and output of jobs until the server has confirmed them. Sends nothing itself. */
package org.bootagent.report.outbox;
