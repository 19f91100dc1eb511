package org.bootagent.job.bundle;

/**
 * Parameters of bundle jobs, beside the package; named as on the wire.
 *
 * @param bundle symbolic name; needed to remove one, otherwise what the fetched jar must be, or null
 * @param healthWindow seconds within which the bundle must be active, 1 to 3600; null: the host's default
 */
record BundleParameters(String bundle, Integer healthWindow) {
    BundleParameters {
        if (bundle != null && !JarFacts.isName(bundle)) {
            throw new IllegalArgumentException("bundle must be a symbolic name such as org.example.action.ping");
        }
        if (healthWindow != null && (healthWindow < 1 || healthWindow > 3600)) {
            throw new IllegalArgumentException("healthWindow must be 1 to 3600 seconds");
        }
    }
}
