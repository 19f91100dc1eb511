/** EasyAgent's management interface, {@code /api/v1}: what programs written for it ask becomes jobs of the fleet. */
package org.bootagent.booter.easyagent.api;
