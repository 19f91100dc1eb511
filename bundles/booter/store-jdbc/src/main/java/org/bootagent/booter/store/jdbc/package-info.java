/** Stores the fleet in a relational database: embedded H2, or by configuration another with the same SQL. */
package org.bootagent.booter.store.jdbc;
