package dev.guestbook.source;

import java.util.List;

/**
 * A library as Maven names it: {@code GROUP:ARTIFACT:VERSION}, {@code GROUP:ARTIFACT:EXTENSION:VERSION} or
 * {@code GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION}.
 *
 * @param extension {@code jar} where none is written
 * @param classifier empty where none is written
 * @param version empty where none is written, which asks for the versions there are
 */
public record Coordinates(String group, String artifact, String extension, String classifier, String version) {
    private static final String PART = "[A-Za-z0-9_][A-Za-z0-9_.+-]*";

    /** @throws SourceException where {@code text} is not written so */
    public static Coordinates of(String text) throws SourceException {
        List<String> parts = List.of(text.strip().split(":", -1));
        int count = parts.size();
        boolean named = count >= 2 && count <= 5 && parts.stream().allMatch(part -> part.matches(PART));
        if (!named) {
            throw new SourceException("`" + text.strip() + "` is no Maven coordinate; it reads GROUP:ARTIFACT:VERSION,"
                    + " or GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION.");
        }
        return new Coordinates(
                parts.get(0),
                parts.get(1),
                count > 3 ? parts.get(2) : "jar",
                count > 4 ? parts.get(3) : "",
                count > 2 ? parts.get(count - 1) : "");
    }

    /** All but the version: two libraries of one key exclude each other. */
    public String key() {
        String name = group + ":" + artifact;
        return classifier.isEmpty()
                ? name + (extension.equals("jar") ? "" : ":" + extension)
                : name + ":" + extension + ":" + classifier;
    }

    @Override
    public String toString() {
        return version.isEmpty() ? key() : key() + ":" + version;
    }
}
