package dev.guestbook.magic;

import dev.guestbook.display.MimeBundle;
import java.io.PrintWriter;
import java.io.StringWriter;

/** {@code %trace}. */
record TraceMagic() implements Magic {
    private static final Usage USAGE =
            Usage.of("trace", "", 0, 0, "Shows the last error in full, with every frame and cause.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        Throwable thrown =
                context.lastThrown().orElseThrow(() -> new MagicException("No cell has failed with an exception yet."));
        String text = context.work(() -> {
            StringWriter full = new StringWriter();
            thrown.printStackTrace(new PrintWriter(full, true));
            return full.toString();
        });
        context.show(MimeBundle.plain(text));
    }
}
