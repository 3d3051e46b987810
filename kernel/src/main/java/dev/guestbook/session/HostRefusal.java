package dev.guestbook.session;

/** A refusal on its way out of a host function through the guest that called it, which may be half way through something. */
final class HostRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refused refused;

    HostRefusal(Refused refused) {
        super(refused.getMessage(), refused);
        this.refused = refused;
    }

    Refused refused() {
        return refused;
    }
}
