package dev.guestbook.wasi;

/** The three streams of a guest. Called on the guest's thread. */
public interface Stdio {
    /**
     * Takes what the guest wrote.
     *
     * @param error whether it is standard error
     */
    void write(boolean error, byte[] bytes);

    /** The next line with its end, or null where the input has ended or there is none. Blocks; an interrupt ends it. */
    byte[] read();
}
