package dev.guestbook.display;

/** What characters a terminal can show: the drawing and signs of our plain text are put into those. */
public enum Glyphs {
    UNICODE,
    /** A terminal without UTF-8, or one that says it can do nothing: rules, bars and signs in ASCII. Other text stays as it is. */
    ASCII;

    /** {@code text} as such a terminal shows it; a drawing keeps its columns. */
    public String of(String text) {
        if (this == UNICODE || text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '─' -> plain.append('-');
                case '│', '┤', '├' -> plain.append('|');
                case '█', '▓' -> plain.append('#');
                case '▒' -> plain.append('=');
                case '░' -> plain.append(':');
                case '·' -> plain.append('.');
                case '×' -> plain.append('x');
                case 'µ' -> plain.append('u');
                case '→' -> plain.append('>');
                case '…' -> plain.append("...");
                default -> plain.append(c);
            }
        }
        return plain.toString();
    }
}
