package dev.guestbook.magic;

import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Session;
import java.nio.file.Path;

/** {@code %%wat}: the cell is a module in WebAssembly's text format. */
record WatCell(Session session, Path base) implements Magic {
    private static final Usage USAGE = GuestWords.in(Usage.of(
                    "%wat",
                    "[NAME]",
                    0,
                    1,
                    "Assembles WebAssembly's text format and loads it as NAME, else as (module $NAME calls itself;"
                            + " a guest of that name is replaced."))
            .example("%%wat adder\n(module\n  (func $add (export \"add\") (param $a i32) (param $b i32) (result i32)\n"
                    + "    local.get $a\n    local.get $b\n    i32.add))")
            .java("Guest g = wasm.wat(\"adder\", \"(module (func (export \\\"one\\\") (result i32) i32.const 1))\");");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        LoadOptions given = new GuestWords(base).read(call);
        LoadOptions options =
                call.optional(0).map(name -> given.withName(name.text())).orElse(given);
        CompiledCell.load(call, context, "assembling", progress -> session.wat(call.body(), options, progress));
    }
}
