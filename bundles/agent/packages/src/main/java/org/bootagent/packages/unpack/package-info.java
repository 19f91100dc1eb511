/** Unpacks a verified package file into a tree that stays inside its directory. */
package org.bootagent.packages.unpack;
