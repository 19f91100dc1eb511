package org.bootagent.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Blocks of a PEM file. Text around them, as OpenSSL writes it, is skipped. */
final class Pem {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([^-]+)-----");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z-]+: .*|\\s.*");

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param line of its beginning
     * @param encrypted whether its headers say so, as those of OpenSSL's old keys do
     * @param text in Base64
     */
    record Block(String label, int line, boolean encrypted, String text) {
        byte[] der() {
            return Base64.getDecoder().decode(text);
        }

        boolean isCertificate() {
            return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
        }

        boolean isKey() {
            return label.endsWith("PRIVATE KEY");
        }
    }

    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    private int at;

    private Pem(byte[] content) {
        this.lines = new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::stripTrailing)
                .toList();
    }

    static boolean isPem(byte[] content) {
        return BEGIN.matcher(new String(content, StandardCharsets.ISO_8859_1)).find();
    }

    static List<Block> blocks(byte[] content) throws BadContentException {
        var pem = new Pem(content);
        pem.read();
        return pem.blocks;
    }

    /** Formats the labels and lines of blocks, for messages. */
    static String describe(List<Block> blocks) {
        return blocks.stream()
                .map(block -> block.label() + " in line " + block.line())
                .collect(Collectors.joining(", "));
    }

    private void read() throws BadContentException {
        while (at < lines.size()) {
            var begin = BEGIN.matcher(lines.get(at++));
            if (begin.matches()) {
                blocks.add(block(begin.group(1)));
            }
        }
    }

    private Block block(String label) throws BadContentException {
        int line = at;
        boolean encrypted = skipHeaders();
        var text = new StringBuilder();
        String end = "-----END " + label + "-----";
        while (at < lines.size() && !lines.get(at).equals(end)) {
            String next = lines.get(at++);
            if (!BASE64.matcher(next).matches()) {
                throw new BadContentException("line " + at + " is not Base64, in the " + label + " that begins in line "
                        + line + "; copy the file anew");
            }
            text.append(next);
        }
        if (at++ == lines.size()) {
            throw new BadContentException(
                    "the " + label + " that begins in line " + line + " has no end; copy the file anew");
        }
        var block = new Block(label, line, encrypted, text.toString());
        try {
            var unused = block.der();
            return block;
        } catch (IllegalArgumentException e) {
            throw new BadContentException(
                    "the " + label + " in line " + line + " is damaged: " + e.getMessage() + "; copy the file anew", e);
        }
    }

    private boolean skipHeaders() {
        boolean encrypted = false;
        while (at < lines.size()
                && (lines.get(at).isEmpty() || HEADER.matcher(lines.get(at)).matches())) {
            encrypted |= lines.get(at++).endsWith("ENCRYPTED");
        }
        return encrypted;
    }
}
