/** Commands on the packages that the server keeps, and the options that locate one. */
package org.bootagent.booterctl.packages;
