package org.bootagent.packages;

import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/** Hostile debs and their parts. */
final class HostileDebs {
    private final HostileArchives hostile;

    HostileDebs(HostileArchives hostile) {
        this.hostile = hostile;
    }

    void debs() throws IOException {
        String control = "Package: x\nVersion: 1\n";
        byte[] data = new Tars().file("./a", "x").bytes();
        hostile.bad(
                "deb: parent", Debs.with(new Tars().file("./../escaped", "x").bytes()), "'..'");
        hostile.bad(
                "deb: absolute",
                Debs.with(new Tars().file(hostile.victim() + "/escaped", "x").bytes()),
                "absolute");
        hostile.bad(
                "deb: symbolic link out",
                Debs.with(new Tars().symbolicLink("./a", "../../x").bytes()),
                "outside");
        hostile.bad(
                "deb: symbolic link to an absolute path out",
                Debs.with(new Tars().symbolicLink("./a", "/../../x").bytes()),
                "outside");
        hostile.bad(
                "deb: symbolic link and a file through it",
                Debs.with(new Tars()
                        .symbolicLink("./a", hostile.victim())
                        .file("./a/escaped", "x")
                        .bytes()),
                "no directory");
        hostile.bad(
                "deb: device",
                Debs.with(new Tars()
                        .special("./dev/null", TarArchiveEntry.LF_CHR, "")
                        .bytes()),
                "device");
        hostile.bad("deb: no data", new Debs().version("2.0\n").control(control).bytes(), "data.tar");
        hostile.bad(
                "deb: no control",
                new Debs().version("2.0\n").member("data.tar", data).bytes(),
                "control.tar");
        hostile.bad(
                "deb: control without a control file",
                new Debs()
                        .version("2.0\n")
                        .member("control.tar", data)
                        .member("data.tar", data)
                        .bytes(),
                "control");
        hostile.bad(
                "deb: control leads out",
                new Debs()
                        .version("2.0\n")
                        .member(
                                "control.tar",
                                new Tars().file("../escaped", control).bytes())
                        .member("data.tar", data)
                        .bytes(),
                "'..'");
        hostile.bad(
                "deb: no version",
                new Debs().control(control).member("data.tar", data).bytes(),
                "debian-binary");
        hostile.bad(
                "deb: later version",
                new Debs()
                        .version("3.0\n")
                        .control(control)
                        .member("data.tar", data)
                        .bytes(),
                "version");
        hostile.bad(
                "deb: size lies",
                new Debs()
                        .version("2.0\n")
                        .control(control)
                        .member("data.tar", "9999999999", data)
                        .bytes(),
                "cut short");
        hostile.bad(
                "deb: size is no number",
                new Debs()
                        .version("2.0\n")
                        .control(control)
                        .member("data.tar", "-1", data)
                        .bytes(),
                "size");
        byte[] cut = Debs.with(data);
        hostile.bad("deb: cut in a header", Arrays.copyOf(cut, 90), "damaged");
        hostile.bad("deb: only a beginning", Arrays.copyOf(cut, 8), "debian-binary");
    }
}
