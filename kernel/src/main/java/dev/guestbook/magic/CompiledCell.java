package dev.guestbook.magic;

import dev.guestbook.display.SourceRejected;
import dev.guestbook.session.Guest;
import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code %%c} and {@code %%rust}: the cell is compiled and loaded.
 *
 * @param compile what makes a guest of the text
 */
record CompiledCell(Usage usage, Path base, Compile compile) implements Magic {
    private static final Usage C = GuestWords.withCompiler(Usage.of(
                    "%c",
                    "[NAME] [CLANG ARGS...]",
                    0,
                    Integer.MAX_VALUE,
                    "Compiles the cell as C and loads it as NAME, guest otherwise; a guest of that name is replaced once all"
                            + " of it went well. The prototypes of what it exports become its contract. Every other"
                            + " argument is clang's. With --wasi there is a C library, where one is installed."))
            .example(
                    "%%c adder -O3\n#include <guestbook.h>\n\nEXPORT(add) int add(int a, int b) {\n    return a + b;\n}")
            .java(
                    "Guest g = wasm.c(\"adder\", \"__attribute__((export_name(\\\"one\\\"))) int one(void) { return 1; }\");");

    private static final Usage RUST = GuestWords.withCompiler(Usage.of(
                    "%rust",
                    "[NAME] [RUSTC ARGS...]",
                    0,
                    Integer.MAX_VALUE,
                    "Compiles the cell as Rust and loads it as NAME, guest otherwise; a guest of that name is replaced once"
                            + " all of it went well. The extern \"C\" functions that it exports become its contract. Needs a rustc"
                            + " on the PATH with the target wasm32-unknown-unknown."
                            + " Every other argument is rustc's."))
            .example("%%rust adder\n#[no_mangle]\npub extern \"C\" fn add(a: i32, b: i32) -> i32 {\n    a + b\n}")
            .java("Guest g = wasm.rust(\"adder\", \"#[no_mangle] pub extern \\\"C\\\" fn one() -> i32 { 1 }\");");

    /** From a text to a guest, loaded. */
    @FunctionalInterface
    interface Compile {
        Guest guest(String text, int firstLine, LoadOptions options, List<String> arguments, Consumer<String> progress);
    }

    static CompiledCell c(Session session, Path base) {
        return new CompiledCell(C, base, session::c);
    }

    static CompiledCell rust(Session session, Path base) {
        return new CompiledCell(RUST, base, session::rust);
    }

    /** The line is the compiler's too, whose options are not ours to know. */
    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall line, MagicContext context) throws Exception {
        List<String> ours = new ArrayList<>();
        List<Word> theirs = new ArrayList<>();
        List<Word> words = Word.split(line.rest());
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            Optional<Usage.Option> option = word.quoted() ? Optional.empty() : usage.option(word.text());
            if (option.isEmpty()) {
                theirs.add(word);
                continue;
            }
            boolean pair = !option.get().isSwitch() && i + 1 < words.size();
            ours.add(line.rest().substring(word.start(), pair ? words.get(i + 1).end() : word.end()));
            i += pair ? 1 : 0;
        }
        boolean named = !theirs.isEmpty() && !theirs.get(0).text().startsWith("-");
        MagicCall call = MagicCall.parse(usage, String.join(" ", ours), line.body(), line.line());
        LoadOptions given = new GuestWords(base).readWithCompiler(call);
        LoadOptions options = named ? given.withName(theirs.remove(0).text()) : given;
        List<String> arguments = theirs.stream().map(Word::text).toList();
        load(
                call,
                context,
                "compiling",
                progress -> compile.guest(call.body(), call.line() + 1, options, arguments, progress));
    }

    /**
     * Shows the guest that a cell's text becomes.
     *
     * @param doing what is said to go on meanwhile
     * @param making makes it; given words for what begins later
     * @throws CodeFailed where the text is wrong, at the cell's own lines
     */
    static void load(MagicCall call, MagicContext context, String doing, Function<Consumer<String>, Guest> making)
            throws Exception {
        Elapsed elapsed = Elapsed.of(context.scope(), doing);
        Guest guest;
        try {
            guest = context.work(() -> making.apply(elapsed::now));
        } catch (SourceRejected e) {
            throw new CodeFailed(e.failure(context.at().place(), call.line() + 1), true);
        } finally {
            elapsed.end();
        }
        context.show(guest);
    }
}
