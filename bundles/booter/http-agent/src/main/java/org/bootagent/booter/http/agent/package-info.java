/** Where hosts register and report: {@code POST /agent/register}, {@code POST /agent/status} and {@code POST /agent/output}. */
package org.bootagent.booter.http.agent;
