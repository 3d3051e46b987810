package dev.guestbook.magic;

import dev.guestbook.display.Show;

/** {@code %%html}. */
record HtmlCell() implements Magic {
    private static final Usage USAGE = Usage.of("%html", "", 0, 0, "Shows the cell as HTML.");

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
        context.show(Show.html(call.body()));
    }
}
