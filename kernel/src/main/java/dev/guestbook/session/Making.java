package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.toolchain.ToolchainException;
import java.time.Duration;

/**
 * What a compiler made of a text.
 *
 * @param made the result
 * @param took the step and its time, for the guest's card
 */
record Making<T>(T made, String took) {
    /** A run of a compiler. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws ToolchainException, InterruptedException;
    }

    /**
     * Runs it and takes its time.
     *
     * @param step what it does, in words
     * @throws Refused where it could not do its work or was interrupted
     */
    static <T> Making<T> of(String step, Step<T> compiler) {
        long start = System.nanoTime();
        try {
            T made = compiler.run();
            return new Making<>(made, step + " " + Numbers.duration(Duration.ofNanos(System.nanoTime() - start)));
        } catch (ToolchainException e) {
            throw new Refused(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("The compiler was interrupted; the guest that was there stays.", e);
        }
    }

    /** What a guest was made from: the language, and how long the text is. */
    static String origin(String language, String text) {
        long lines = text.lines().count();
        return language + ", " + (lines == 1 ? "1 line" : lines + " lines");
    }
}
