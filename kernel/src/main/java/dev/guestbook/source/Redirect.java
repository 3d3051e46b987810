package dev.guestbook.source;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;

/** Where an answer over http or https may lead: to http and https, and never from https to http. */
final class Redirect {
    private Redirect() {}

    /** Whether an answer of this status says where else to ask. */
    static boolean isOne(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /**
     * @param location what the answer said, relative to {@code from} or whole
     * @throws IOException where it leads to what must not be asked
     */
    static URI target(URI from, String location) throws IOException {
        URI to;
        try {
            to = from.resolve(location.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("it redirects to what is no address", e);
        }
        String scheme = scheme(to);
        if (to.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IOException("it redirects to what is neither http nor https");
        }
        if (scheme.equals("http") && scheme(from).equals("https")) {
            throw new IOException("it redirects from https to http, where anybody on the way can change it");
        }
        return to;
    }

    /** Whether scheme, host and port are the same, so that what is told to one may be told to the other. */
    static boolean isSameOrigin(URI one, URI other) {
        return scheme(one).equals(scheme(other))
                && one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static String scheme(URI address) {
        return address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : scheme(address).equals("https") ? 443 : 80;
    }
}
