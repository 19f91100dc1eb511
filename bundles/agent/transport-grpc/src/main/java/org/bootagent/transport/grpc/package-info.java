/** Transport over EasyAgent's stream: our own messages at a Booter, the original's at an EasyAgent server. */
package org.bootagent.transport.grpc;
