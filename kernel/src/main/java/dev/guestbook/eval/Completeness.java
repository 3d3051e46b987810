package dev.guestbook.eval;

/**
 * Whether a front end should run a text or ask for another line.
 *
 * @param indent what to put before the next line where the status is {@link Status#INCOMPLETE}, else empty
 */
public record Completeness(Status status, String indent) {
    public enum Status {
        COMPLETE,
        INCOMPLETE,
        INVALID,
        UNKNOWN
    }
}
