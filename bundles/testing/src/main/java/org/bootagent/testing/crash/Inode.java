package org.bootagent.testing.crash;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A file, a directory or a link: its state in the kernel, and its state on the disk. */
final class Inode {
    final Map<String, Inode> names = new HashMap<>();
    final Map<String, Inode> durableNames = new HashMap<>();
    int mode;

    private final Kind kind;
    private final String target;
    private byte[] content;
    private byte[] durable;
    private int lastFrom;

    private enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /** Content that may be found of a file that was not synced. */
    enum Survival {
        /** Content at the last sync; nothing, if it never was synced. */
        OLD,
        /** The length, with zeros. */
        ZEROS,
        /** Half of it. */
        TORN,
        WHOLE
    }

    private Inode(Kind kind, int mode, byte[] content, String target) {
        this.kind = kind;
        this.mode = mode;
        this.content = content;
        this.durable = content;
        this.target = target;
    }

    static Inode file(byte[] content, int mode) {
        return new Inode(Kind.FILE, mode, content, null);
    }

    static Inode directory(int mode) {
        return new Inode(Kind.DIRECTORY, mode, new byte[0], null);
    }

    static Inode link(String target) {
        return new Inode(Kind.LINK, 0777, new byte[0], target);
    }

    boolean isFile() {
        return kind == Kind.FILE;
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    String target() {
        return target;
    }

    int length() {
        return content.length;
    }

    boolean isDirty() {
        return isFile() && !Arrays.equals(content, durable);
    }

    void write(int at, byte[] bytes) {
        lastFrom = isDirty() ? Math.min(lastFrom, at) : at;
        var longer = Arrays.copyOf(content, Math.max(content.length, at + bytes.length));
        System.arraycopy(bytes, 0, longer, at, bytes.length);
        content = longer;
    }

    boolean truncate(int length) {
        boolean changed = content.length != length;
        lastFrom = Math.min(lastFrom, length);
        content = Arrays.copyOf(content, length);
        return changed;
    }

    void sync() {
        durable = content;
    }

    byte[] surviving(Survival how) {
        if (!isDirty()) {
            return content;
        }
        return switch (how) {
            case OLD -> durable;
            case ZEROS -> zeros();
            case TORN -> Arrays.copyOf(content, lastFrom + (content.length - lastFrom) / 2);
            case WHOLE -> content;
        };
    }

    private byte[] zeros() {
        var zeros = content.clone();
        Arrays.fill(zeros, Math.min(lastFrom, zeros.length), zeros.length, (byte) 0);
        return zeros;
    }
}
