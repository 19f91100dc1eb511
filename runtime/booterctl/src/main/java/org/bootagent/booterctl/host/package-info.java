/** Commands on hosts: their list, events, configuration and action bundles. */
package org.bootagent.booterctl.host;
