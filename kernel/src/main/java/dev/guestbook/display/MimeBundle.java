package dev.guestbook.display;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One output in several MIME types, as Jupyter's {@code display_data} carries it.
 *
 * <p>Values under a JSON MIME type are JSON-shaped objects ({@link Map}, {@link java.util.List},
 * numbers, booleans, strings, null); all others are strings, base64 where the type is binary. A
 * bundle always holds {@code text/plain}. Immutable.
 *
 * @param data MIME type to content, in the order it was given
 * @param metadata MIME type to metadata object; usually empty
 * @param amidst the same without its hint at the next step, for an output that others follow; empty where it has none
 */
public record MimeBundle(Map<String, Object> data, Map<String, Object> metadata, Optional<MimeBundle> amidst)
        implements Displayable {
    public static final String PLAIN = "text/plain";
    public static final String HTML = "text/html";
    public static final String MARKDOWN = "text/markdown";

    /** Copies both maps; throws {@link IllegalArgumentException} where {@code text/plain} is missing. */
    public MimeBundle {
        if (!data.containsKey(PLAIN)) {
            throw new IllegalArgumentException("A MIME bundle needs text/plain; this one has " + data.keySet() + ".");
        }
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** One that is the same wherever it stands. */
    public MimeBundle(Map<String, Object> data, Map<String, Object> metadata) {
        this(data, metadata, Optional.empty());
    }

    /** A bundle of {@code text/plain} alone. */
    public static MimeBundle plain(String text) {
        return new MimeBundle(Map.of(PLAIN, text), Map.of());
    }

    /** A bundle of {@code text/plain} and {@code text/html}. The HTML is taken as it is: escape what a guest named. */
    public static MimeBundle of(String plain, String html) {
        return plain(plain).with(HTML, html);
    }

    /** A copy of this bundle with one more type, or another content for one it has. */
    public MimeBundle with(String mimeType, Object content) {
        Map<String, Object> copy = new LinkedHashMap<>(data);
        copy.put(Objects.requireNonNull(mimeType), Objects.requireNonNull(content));
        return new MimeBundle(copy, metadata, amidst.map(brief -> brief.with(mimeType, content)));
    }

    /** A copy of this bundle that is {@code brief} where other outputs follow. */
    MimeBundle amidst(MimeBundle brief) {
        return new MimeBundle(data, metadata, Optional.of(brief));
    }

    /** The {@code text/plain} content. */
    public String plain() {
        return (String) data.get(PLAIN);
    }

    @Override
    public MimeBundle bundle() {
        return this;
    }

    @Override
    public String toString() {
        return plain();
    }
}
