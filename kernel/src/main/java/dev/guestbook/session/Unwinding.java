package dev.guestbook.session;

/** On its way from {@link HostArguments#unwind} through the guest to the last {@link HostArguments#invoke}; no failure where there is one. */
final class Unwinding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unwinding(String function) {
        super("Host function `" + function + "` ended what the guest did up to the last invoke(), and there was none.");
    }
}
