package dev.guestbook.toolchain;

import dev.guestbook.display.Diagnostic;
import java.util.List;

/**
 * What a compilation came to.
 *
 * @param module the bytes
 * @param remarks the compiler's warnings with their notes, in its order
 * @param preprocessed the text after the preprocessor, with its line markers
 * @param by the compiler
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Compiled(byte[] module, List<Diagnostic> remarks, String preprocessed, Compiler by) {
    public Compiled {
        remarks = List.copyOf(remarks);
    }
}
