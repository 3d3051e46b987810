package dev.guestbook.protocol;

/** Something a peer sent breaks the protocol's rules; the message is one clause, safe to log. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    public Malformed(String reason) {
        super(reason);
    }

    /** A name that a peer chose, made safe to log: quoted, controls and marks as {@code \\u{..}}, cut at 80. */
    public static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        name.codePoints().limit(80).forEach(c -> {
            if (Character.isLetterOrDigit(c) || (c >= ' ' && c < 0x7f)) {
                text.appendCodePoint(c);
            } else {
                text.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        });
        return text.append(name.codePointCount(0, name.length()) > 80 ? "...\"" : "\"")
                .toString();
    }
}
