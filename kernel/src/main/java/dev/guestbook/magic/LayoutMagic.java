package dev.guestbook.magic;

import dev.guestbook.session.Session;
import java.util.ArrayList;
import java.util.List;

/** {@code %layout} on a line, and {@code %%layout} with the fields below it, as a header has them. */
record LayoutMagic(Session session, boolean takesBody) implements Magic {
    private static final String PACKED = "--packed";

    @Override
    public Usage usage() {
        Usage usage = takesBody
                ? Usage.of(
                                "%layout",
                                "NAME", 1, 2, "Defines how a C struct stands in memory, its fields on the lines below.")
                        .example("%%layout pair\nint32_t i;\nint32_t j;\nuint8_t tag[4];")
                : Usage.of(
                                "layout",
                                "NAME [{ TYPE FIELD; ... }]",
                                1,
                                99,
                                "Defines how a C struct stands in memory, by wasm32's C ABI; a NAME alone is shown.")
                        .example("%layout pair { i32 i; i32 j; u8 tag[4]; ptr next; }");
        return usage.option(PACKED, "", "no padding between the fields")
                .java("wasm.layout(\"pair\", \"{ i32 i; i32 j; u8 tag[4]; ptr next; }\")");
    }

    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String line = call.rest();
        int open = line.indexOf('{');
        int close = line.lastIndexOf('}');
        boolean braces = open >= 0 && close > open;
        String around = braces ? line.substring(0, open) + " " + line.substring(close + 1) : line;
        List<String> words = new ArrayList<>(List.of(around.strip().split("\\s+")));
        boolean packed = words.removeIf(PACKED::equals);
        if (words.size() != 1 || words.get(0).isEmpty() || (takesBody && braces)) {
            throw new MagicException("A layout has one name, and its fields "
                    + (takesBody ? "on the lines below" : "in braces") + ". Usage: "
                    + usage().synopsis());
        }
        String name = words.get(0);
        if (takesBody || braces) {
            context.show(session.layout(name, takesBody ? call.body() : line.substring(open, close + 1), packed));
        } else {
            context.show(session.layout(name));
        }
    }
}
