/** Takes in what hosts report. Internal to this bundle. */
package org.bootagent.booter.fleet.intake;
