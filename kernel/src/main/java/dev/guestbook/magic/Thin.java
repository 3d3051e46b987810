package dev.guestbook.magic;

import dev.guestbook.display.Displayable;

/** A magic that is one call on the session, shown. */
record Thin(Usage usage, Call call) implements Magic {
    @FunctionalInterface
    interface Call {
        Displayable on(MagicCall call) throws Exception;
    }

    @Override
    public void run(MagicCall magicCall, MagicContext context) throws Exception {
        context.show(context.work(() -> call.on(magicCall)));
    }
}
