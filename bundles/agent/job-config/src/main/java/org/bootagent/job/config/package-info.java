/** Actions on the host's own settings: servers, step, and reading the configuration again. */
package org.bootagent.job.config;
