package dev.guestbook.wasi;

import java.util.regex.Pattern;

/** Names that Windows takes for something else than a file of that name in its folder. */
final class WindowsName {
    /** Devices, in every folder and whatever extension follows; the digits may be superscript ones. */
    private static final Pattern DEVICE = Pattern.compile(
            "(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])[ ]*+(?:\\..*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private WindowsName() {}

    /**
     * Whether a component of a path is a device, has a character that separates, names a stream or is none of a name's,
     * or ends in a dot or blank, which Windows drops.
     */
    static boolean isSpecial(String component) {
        return component.chars().anyMatch(c -> c < ' ' || "\\/:*?\"<>|".indexOf(c) >= 0)
                || component.endsWith(".")
                || component.endsWith(" ")
                || DEVICE.matcher(component).matches();
    }
}
