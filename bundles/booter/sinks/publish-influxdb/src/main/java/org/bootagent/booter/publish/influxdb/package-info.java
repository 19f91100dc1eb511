/** Publishes to InfluxDB. */
package org.bootagent.booter.publish.influxdb;
