/** This host as the stream describes it: its system, its addresses, and what it and its agents use. Knows neither the stream nor the dialects. */
package org.bootagent.transport.grpc.host;
