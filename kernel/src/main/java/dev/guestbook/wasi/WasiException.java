package dev.guestbook.wasi;

/** A call that the guest gets an error number for. */
final class WasiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    WasiException(Errno errno) {
        this(errno, null);
    }

    /** @param cause what the host ran into, where it did */
    WasiException(Errno errno, Throwable cause) {
        super(errno.toString(), cause, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }
}
