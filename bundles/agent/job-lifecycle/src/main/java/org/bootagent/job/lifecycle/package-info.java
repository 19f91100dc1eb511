/** Actions {@code start}, {@code stop} and {@code restart} of an installed agent. */
package org.bootagent.job.lifecycle;
