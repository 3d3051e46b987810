package dev.guestbook.session;

/** Refuses null where something is needed, before anything is done. */
final class Required {
    private Required() {}

    /** @param what as a sentence begins: {@code An export's name} */
    static <T> T notNull(T given, String what) {
        if (given == null) {
            throw new Refused(what + " is needed, not null; nothing has changed.");
        }
        return given;
    }
}
