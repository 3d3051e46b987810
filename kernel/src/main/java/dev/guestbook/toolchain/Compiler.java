package dev.guestbook.toolchain;

import java.nio.file.Path;

/**
 * A C compiler that makes WebAssembly, with its linker.
 *
 * @param clang the program
 * @param linker {@code wasm-ld}
 * @param version as it says itself, e.g. {@code 20.1.7}
 * @param why how it was chosen
 */
public record Compiler(Path clang, Path linker, String version, Why why) {
    /** Why a compiler is the one that is used; in the order of what is tried. */
    public enum Why {
        TOLD("GUESTBOOK_CLANG names it"),
        PATH("it is on the PATH"),
        USUAL("it is where its installer puts it"),
        KIT("it is the kit in Guestbook's cache");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    @Override
    public String toString() {
        return "clang " + version + " (" + clang + ")";
    }
}
