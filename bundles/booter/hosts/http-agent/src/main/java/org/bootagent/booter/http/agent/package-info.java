/** Endpoints for hosts that register and report over HTTP: {@code POST /agent/register}, {@code POST /agent/status} and {@code POST /agent/output}. */
package org.bootagent.booter.http.agent;
