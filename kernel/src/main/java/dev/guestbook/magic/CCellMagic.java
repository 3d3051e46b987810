package dev.guestbook.magic;

import dev.guestbook.display.SourceRejected;
import dev.guestbook.session.Guest;
import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code %%c}: the cell is C, compiled and loaded. */
record CCellMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = GuestWords.in(Usage.of(
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

    @Override
    public Usage usage() {
        return USAGE;
    }

    /** The line is clang's too, whose options are not ours to know. */
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
        List<Word> clangs = new ArrayList<>();
        List<Word> words = Word.split(line.rest());
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            Optional<Usage.Option> option = word.quoted() ? Optional.empty() : USAGE.option(word.text());
            if (option.isEmpty()) {
                clangs.add(word);
                continue;
            }
            boolean pair = !option.get().isSwitch() && i + 1 < words.size();
            ours.add(line.rest().substring(word.start(), pair ? words.get(i + 1).end() : word.end()));
            i += pair ? 1 : 0;
        }
        boolean named = !clangs.isEmpty() && !clangs.get(0).text().startsWith("-");
        MagicCall call = MagicCall.parse(USAGE, String.join(" ", ours), line.body(), line.line());
        LoadOptions given = new GuestWords(base).read(call);
        LoadOptions options = named ? given.withName(clangs.remove(0).text()) : given;
        List<String> arguments = clangs.stream().map(Word::text).toList();
        Elapsed elapsed = Elapsed.of(context.scope(), "compiling");
        Guest guest;
        try {
            guest = context.work(() -> session.c(call.body(), call.line() + 1, options, arguments));
        } catch (SourceRejected e) {
            throw new CodeFailed(e.failure(context.at().place(), call.line() + 1), true);
        } finally {
            elapsed.end();
        }
        context.show(guest);
    }
}
