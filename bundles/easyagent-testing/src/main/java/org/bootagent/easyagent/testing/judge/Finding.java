package org.bootagent.easyagent.testing.judge;

/**
 * One difference between an original and ours.
 *
 * @param end which of our ends differs
 * @param scenario of the recording
 * @param place message and part of it
 * @param original value of the original, empty for nothing
 * @param ours our value, empty for nothing
 */
public record Finding(End end, String scenario, String place, String original, String ours) {
    private static final int LONGEST = 300;

    /** One of our programs in place of an original. */
    public enum End {
        /** Booter, in the place of the server. */
        BOOTER,
        /** BootAgent, in the place of the sidecar. */
        BOOTAGENT,
        /** A BootAgent behind a Booter, in the place of both. */
        BOTH,
        /** Booter's callbacks and publishers. */
        PUBLISHER
    }

    public Finding {
        original = shortened(original);
        ours = shortened(ours);
    }

    private static String shortened(String text) {
        String line = text.replace("\n", "\\n");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    @Override
    public String toString() {
        return place + ": original " + (original.isEmpty() ? "nothing" : original) + ", ours "
                + (ours.isEmpty() ? "nothing" : ours);
    }
}
