/** Publishes to Kafka. */
package org.bootagent.booter.publish.kafka;
