/** EasyAgent's management interface, {@code /api/v1}: turns the requests of its programs into jobs of the fleet. */
package org.bootagent.booter.easyagent.api;
