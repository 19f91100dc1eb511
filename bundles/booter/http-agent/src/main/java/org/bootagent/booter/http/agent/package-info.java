/** Where hosts register and report: {@code POST /agent/register} and {@code POST /agent/status}. */
package org.bootagent.booter.http.agent;
