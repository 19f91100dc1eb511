/** Brings publications to whatever takes JSON over HTTP. */
package org.bootagent.booter.publish.http;
