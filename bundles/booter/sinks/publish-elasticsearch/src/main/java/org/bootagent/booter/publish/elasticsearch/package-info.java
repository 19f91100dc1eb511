/** Publisher to Elasticsearch, OpenSearch, and others with their bulk interface. */
package org.bootagent.booter.publish.elasticsearch;
