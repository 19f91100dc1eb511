/** Actions that install, update, remove and list action bundles, and go back when one does not become active. */
package org.bootagent.job.bundle;
