package dev.guestbook.display;

/** Writes HTML that needs no script, fits light and dark themes, and still reads where styles are stripped. */
public final class Html {
    /**
     * Colours come from the front end's own variables, else are mid tones, and are mixed with the colour of the
     * text around them: darker on a light page and lighter on a dark one, they can be read on both.
     */
    private static final String STYLE = """
            <style>
            .gb{font-size:13px;line-height:1.45;max-width:100%;overflow-x:auto;margin:2px 0}
            .gb table{border-collapse:collapse;margin:4px 0;font-size:inherit;border:0}
            .gb caption,.gb .gb-t{font-weight:600;text-align:left;padding:2px 0;caption-side:top;color:inherit}
            .gb th,.gb td{padding:2px 12px 2px 0;border:0;border-bottom:1px solid rgba(128,128,128,.3);text-align:left;vertical-align:top;background:none;white-space:nowrap}
            .gb td.gb-w{white-space:normal;min-width:16em}
            .gb th{font-weight:600}
            .gb .gb-r{text-align:right}
            .gb p{margin:4px 0}
            .gb pre{margin:4px 0;background:none;font-size:12px;line-height:1.4}
            .gb .gb-m,.gb pre{font-family:var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace))}
            .gb .gb-b{font-weight:600}
            .gb .gb-d{opacity:.75}
            .gb .gb-g{color:#2e8540;color:color-mix(in srgb,currentColor 40%,var(--jp-success-color1,#2e8540));font-weight:600}
            .gb .gb-e{color:#d43f3a;color:color-mix(in srgb,currentColor 40%,var(--jp-error-color1,#d43f3a));font-weight:600}
            .gb mark{background:rgba(255,170,0,.35);color:inherit;padding:0;margin:0}
            .gb .gb-l{text-decoration:underline;text-decoration-color:rgba(128,128,128,.7);text-underline-offset:2px}
            </style>""";

    private Html() {}

    /** {@code text} with the five characters that mean something in HTML escaped. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** The outermost element of an output, with the styles it needs. */
    static String wrap(String inner) {
        return "<div class=\"gb\">" + STYLE + inner + "</div>";
    }
}
