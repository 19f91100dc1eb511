/** What fetching, unpacking and the releases all do with files: durable writes, deletion, and the decision what a failure means. */
package org.bootagent.packages.files;
