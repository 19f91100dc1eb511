/** Brings publications to each publisher: a queue, batches, retries, and a spool on disk. Knows no sink. */
package org.bootagent.booter.publish.pipeline;
