/** Keeps the fleet in a relational database: embedded H2, by configuration any other that speaks the same SQL. */
package org.bootagent.booter.store.jdbc;
