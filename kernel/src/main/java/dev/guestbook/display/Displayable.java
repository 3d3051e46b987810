package dev.guestbook.display;

/** A value that knows how it looks in a notebook and in a terminal. */
public interface Displayable {
    /** This value as a MIME bundle; never null. */
    MimeBundle bundle();
}
