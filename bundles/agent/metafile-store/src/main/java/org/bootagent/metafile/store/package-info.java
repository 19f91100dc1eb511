/** Keeps the durable state of a host in one atomic, checked file. Knows nothing of the sections in it. */
package org.bootagent.metafile.store;
