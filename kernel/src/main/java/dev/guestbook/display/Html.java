package dev.guestbook.display;

/** Writes HTML that needs no script, fits light and dark themes, and still reads where styles are stripped. */
public final class Html {
    /**
     * Colours come from the front end's own variables, else are mid tones that stand out on light and dark pages
     * alike. Those of text are mixed with the colour of the text around them: darker on a light page, lighter on a
     * dark one.
     */
    private static final String STYLE =
            """
            <style>
            .gb{font-size:13px;line-height:1.45;max-width:100%;overflow-x:auto;margin:2px 0;font-variant-numeric:tabular-nums}
            .gb table{border-collapse:collapse;margin:4px 0 8px;font-size:inherit;border:0;table-layout:auto}
            .gb caption,.gb .gb-t{font-weight:600;text-align:left;padding:2px 0;caption-side:top;color:inherit;font-size:inherit;white-space:nowrap;contain:inline-size}
            .gb .gb-t{white-space:normal;contain:none}
            .gb th,.gb td{padding:2px 12px 2px 0;border:0;border-bottom:1px solid rgba(128,128,128,.3);vertical-align:top;background:none;white-space:nowrap;max-width:none}
            .gb td.gb-w{white-space:normal;min-width:16em}
            .gb td.gb-f{white-space:normal;overflow-wrap:anywhere}
            .gb th{font-weight:600}
            .gb p{margin:4px 0}
            .gb pre{margin:4px 0;padding:0;border:0;background:none;color:inherit;font-size:12px;line-height:1.4;white-space:pre}
            .gb code{padding:0;border:0;background:none;color:inherit;font-size:12px;white-space:inherit}
            .gb code,.gb pre{font-family:var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace))}
            .gb strong{font-weight:600}
            .gb .gb-d{opacity:.75}
            .gb .gb-g{color:#2e8540;color:color-mix(in srgb,currentColor 40%,var(--jp-success-color1,#2e8540))}
            .gb .gb-e{color:#d43f3a;color:color-mix(in srgb,currentColor 40%,var(--jp-error-color1,#d43f3a))}
            .gb mark{background:rgba(255,170,0,.35);color:inherit;padding:0;margin:0}
            .gb .gb-l{text-decoration:underline 2px;text-underline-offset:3px}
            .gb .gb-l1{text-decoration-style:dotted}
            .gb .gb-l2{text-decoration-style:dashed}
            .gb .gb-l3{text-decoration-style:double}
            .gb .gb-0{--gb:var(--jp-brand-color1,var(--vscode-charts-blue,#3f7fbf))}
            .gb .gb-1{--gb:var(--jp-warn-color1,var(--vscode-charts-orange,#c9731a))}
            .gb .gb-2{--gb:var(--jp-success-color1,var(--vscode-charts-green,#2e8b57))}
            .gb .gb-3{--gb:var(--vscode-charts-purple,#9467bd)}
            .gb .gb-l{text-decoration-color:var(--gb)}
            .gb svg{display:block;color:inherit}
            .gb svg text{fill:currentColor;font:11px system-ui,sans-serif}
            .gb svg .gb-s{fill:var(--gb);stroke:var(--gb)}
            .gb td svg{width:100%;max-width:200px;height:16px}
            .gb figure{margin:4px 0}
            .gb summary{cursor:pointer;display:list-item}
            @media (max-width:600px){.gb caption{white-space:normal}}
            @media print{.gb{overflow:visible;font-size:11px}.gb pre{white-space:pre-wrap}.gb code,.gb pre{font-size:10px}.gb th,.gb td{white-space:normal}}
            </style>""".replace(".gb ", ".gb.gb.gb "); // stronger than front ends' own styles of tables and code

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

    /** A heading of what follows. */
    static String heading(String html) {
        return "<div class=\"gb-t\"><strong>" + html + "</strong></div>";
    }

    /** A heading as the caption of a table, or nothing. */
    static String caption(String html) {
        return html.isEmpty() ? "" : "<caption style=\"text-align:left\"><strong>" + html + "</strong></caption>";
    }
}
