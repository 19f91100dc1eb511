package org.bootagent.packages.unpack;

import java.util.Locale;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;
import org.bootagent.packages.tree.Refusal;

/**
 * A machine's architecture, as the kernel spells it.
 *
 * @param name such as {@code x86_64}; {@code unknown}: nothing is checked
 */
public record Architecture(String name) {
    private static final Map<String, String> KERNEL_NAMES =
            Map.of("amd64", "x86_64", "x64", "x86_64", "arm64", "aarch64", "ppc64el", "ppc64le");
    private static final Map<Integer, String> ELF_MACHINES = Map.of(
            3, "i386", 8, "mips", 21, "ppc64", 22, "s390x", 40, "arm", 62, "x86_64", 183, "aarch64", 243, "riscv64");
    private static final int ELF_BYTE_ORDER = 5;
    private static final int ELF_MACHINE = 18;

    /** Bytes of a program that suffice to tell its machine. */
    public static final int ELF_HEAD = 20;

    public Architecture {
        String lower = name.toLowerCase(Locale.ROOT);
        name = KERNEL_NAMES.getOrDefault(lower, lower);
    }

    /** Refuses a package whose label names another machine. */
    void checkLabel(String label) throws JobFault {
        var other = new Architecture(label);
        boolean any = other.name.equals("all") || other.name.equals("any") || other.name.equals("noarch");
        if (!any) {
            check(other.name, "the package");
        }
    }

    /** Refuses an ELF program of another machine; other files pass. */
    public void checkProgram(byte[] head, String what) throws JobFault {
        if (Magic.ELF.matches(head) && head.length >= ELF_HEAD) {
            boolean little = head[ELF_BYTE_ORDER] != 2;
            int low = head[ELF_MACHINE + (little ? 0 : 1)] & 0xff;
            int high = head[ELF_MACHINE + (little ? 1 : 0)] & 0xff;
            int machine = (high << 8) | low;
            check(ELF_MACHINES.getOrDefault(machine, "ELF machine " + machine), what);
        }
    }

    private void check(String other, String what) throws JobFault {
        // A newer level of the same machine, such as x86_64_v3, is for the kernel to refuse.
        if (!name.equals("unknown") && !other.equals(name) && !other.startsWith(name + "_v")) {
            throw new JobFault(
                    ErrorCode.WRONG_ARCHITECTURE,
                    what + " is built for " + Refusal.shown(other) + ", this host is " + name + "; use the package for "
                            + name);
        }
    }
}
