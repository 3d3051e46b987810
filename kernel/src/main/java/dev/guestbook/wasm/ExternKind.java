package dev.guestbook.wasm;

/** What an import or export is. */
public enum ExternKind {
    FUNCTION("function"),
    TABLE("table"),
    MEMORY("memory"),
    GLOBAL("global"),
    TAG("tag");

    private final String label;

    ExternKind(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
