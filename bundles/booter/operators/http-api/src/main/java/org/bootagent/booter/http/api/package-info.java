/** Management interface {@code /api/v2}, the package store, {@code /metrics} and {@code /health}. */
package org.bootagent.booter.http.api;
