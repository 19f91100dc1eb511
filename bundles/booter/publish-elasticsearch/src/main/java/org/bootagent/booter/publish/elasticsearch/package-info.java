/** Brings publications to Elasticsearch, and to what speaks its bulk interface. */
package org.bootagent.booter.publish.elasticsearch;
