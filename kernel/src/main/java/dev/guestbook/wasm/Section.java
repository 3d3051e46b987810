package dev.guestbook.wasm;

/**
 * A section of a module's bytes.
 *
 * @param name the standard's name, or {@code custom} followed by the name the module gave it; escape before showing
 * @param offset of its contents from the module's start, bytes
 * @param length of its contents, bytes
 */
public record Section(int id, String name, int offset, int length) {
    static final int CUSTOM = 0;
    static final int TYPE = 1;
    static final int IMPORT = 2;
    static final int FUNCTION = 3;
    static final int TABLE = 4;
    static final int MEMORY = 5;
    static final int GLOBAL = 6;
    static final int EXPORT = 7;
    static final int ELEMENT = 9;
    static final int CODE = 10;
    static final int DATA = 11;

    private static final String[] NAMES = {
        "custom",
        "type",
        "import",
        "function",
        "table",
        "memory",
        "global",
        "export",
        "start",
        "element",
        "code",
        "data",
        "data count",
        "tag"
    };

    static String standardName(int id) {
        return id >= 0 && id < NAMES.length ? NAMES[id] : "section " + id;
    }
}
