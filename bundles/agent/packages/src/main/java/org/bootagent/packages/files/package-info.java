/** File operations that fetching, unpacking and releases share: durable writes, deletion, and mapping of failures to error codes. */
package org.bootagent.packages.files;
