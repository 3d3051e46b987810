package dev.guestbook.magic;

import dev.guestbook.display.MimeBundle;
import java.util.function.Function;

/** {@code %%html} and {@code %%markdown}: the cell itself is what is shown. */
record RichCell(Usage usage, Function<String, MimeBundle> reading) implements Magic {
    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) {
        context.show(reading.apply(call.body()));
    }
}
