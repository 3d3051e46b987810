package dev.guestbook.magic;

/** One magic: how it is written, and what it does. */
interface Magic {
    Usage usage();

    /** Whether it reads its line itself, because Java or prose follows its name. */
    default boolean isRaw() {
        return false;
    }

    /** Whether it is written {@code %%name} with a body below. */
    default boolean takesBody() {
        return false;
    }

    /**
     * Runs on the cell's owner thread; what may take long or calls a guest goes through {@link
     * MagicContext#work}.
     *
     * @throws MagicException where the line is wrong; nothing has changed then
     * @throws Exception what the session or the user's own code threw
     */
    void run(MagicCall call, MagicContext context) throws Exception;
}
