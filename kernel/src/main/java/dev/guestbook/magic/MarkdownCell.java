package dev.guestbook.magic;

import dev.guestbook.display.Show;

/** {@code %%markdown}. */
record MarkdownCell() implements Magic {
    private static final Usage USAGE = Usage.of("%markdown", "", 0, 0, "Shows the cell as Markdown.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) {
        context.show(Show.markdown(call.body()));
    }
}
