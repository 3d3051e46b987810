package dev.guestbook.source;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was typed after {@code %wasm load}, taken apart.
 *
 * @param text without the digest
 * @param digest after {@code #sha256=}, in lower case
 */
record Spec(Scheme scheme, String text, Optional<String> digest) {
    enum Scheme {
        FILE,
        NPM,
        HTTPS,
        MAVEN
    }

    private static final Pattern DIGEST = Pattern.compile("(.*)#sha256=(.*)", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);

    static Spec of(String source) throws SourceException {
        Matcher matcher = DIGEST.matcher(source.strip());
        if (!matcher.matches()) {
            return of(source.strip(), Optional.empty());
        }
        String digest = matcher.group(2).toLowerCase(Locale.ROOT);
        if (!Digest.isOne(digest)) {
            throw new SourceException("After #sha256= there must be 64 hexadecimal digits.");
        }
        return of(matcher.group(1), Optional.of(digest));
    }

    private static Spec of(String text, Optional<String> digest) throws SourceException {
        Matcher matcher = SCHEME.matcher(text);
        if (text.isEmpty()) {
            throw new SourceException("There is no source; give a file or npm:PACKAGE@VERSION.");
        }
        if (!matcher.matches()) {
            return new Spec(Scheme.FILE, text, digest);
        }
        Scheme scheme = switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "npm" -> Scheme.NPM;
            case "https" -> Scheme.HTTPS;
            case "maven" -> Scheme.MAVEN;
            case "http" ->
                throw new SourceException("http is not loaded from, as anybody on the way can change it;"
                        + " use https and end it in #sha256=DIGEST.");
            default ->
                throw new SourceException("`" + matcher.group(1)
                        + ":` is no source; give a file, npm:PACKAGE@VERSION or an https address.");
        };
        return new Spec(scheme, text, digest);
    }

    /** As it was typed. */
    String whole() {
        return text + digest.map(hex -> "#sha256=" + hex).orElse("");
    }
}
