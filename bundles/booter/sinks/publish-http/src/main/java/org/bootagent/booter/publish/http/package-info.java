/** Publisher to any HTTP server that takes JSON. */
package org.bootagent.booter.publish.http;
