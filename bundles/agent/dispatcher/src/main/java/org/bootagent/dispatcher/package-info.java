/** Accepts jobs, records them, orders them, and hands each to the handler of its action. Knows no action but the cancelling of jobs. */
package org.bootagent.dispatcher;
