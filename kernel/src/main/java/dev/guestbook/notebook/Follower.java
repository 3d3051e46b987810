package dev.guestbook.notebook;

/** Is told how far the run of one notebook is. */
interface Follower {
    /** Cell {@code count}, from 1, runs now; those before it have run. */
    void begins(int count);

    /** The cell that runs has failed, and was not allowed to. */
    void fails();
}
