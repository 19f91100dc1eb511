/** Figures of Booter and of its JVM in the text format of Prometheus. */
package org.bootagent.booter.http.api.metrics;
