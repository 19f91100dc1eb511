/** Brings publications to whatever takes OpenTelemetry's metrics. */
package org.bootagent.booter.publish.otlp;
