package org.bootagent.booterctl;

/** The operator's command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Booterctl.run(args, System.in, System.out, System.err));
    }
}
