/** Package files that operators push and hosts download: names, checksums, uploads, ranges. */
package org.bootagent.booter.http.api.packages;
