/** Publisher to OpenTelemetry collectors, as metrics over HTTP. */
package org.bootagent.booter.publish.otlp;
