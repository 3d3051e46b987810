package dev.guestbook.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The modules among the files of a package.
 *
 * @param holder what messages call the package
 * @param form how one of its files is asked for
 * @param file the file that is asked for; where empty, the package must hold one module only
 * @param digest the module that is asked for; where empty, or not among them, the file must hold one module only
 * @param files the package's files by path
 */
record PackagedModules(
        String holder, String form, Optional<String> file, Optional<String> digest, Map<String, byte[]> files) {
    private static final int LISTED = 12;
    private static final int LISTED_DIGESTS = 4;

    /** A file by itself. */
    static PackagedModules in(Path file, byte[] content, Optional<String> digest) {
        String name = file.getFileName().toString();
        return new PackagedModules(file.toString(), "", Optional.empty(), digest, Map.of(name, content));
    }

    /** A module and where it was found. */
    private static final class Found {
        private final byte[] module;
        private final List<String> places = new ArrayList<>();

        Found(byte[] module) {
            this.module = module;
        }
    }

    /** @throws SourceException where the file is not there, or the module is none or one of several */
    byte[] choose() throws SourceException {
        if (file.isPresent() && !files.containsKey(file.get())) {
            throw new SourceException(
                    holder + " has no file " + file.get() + ". " + listed(candidates(files.keySet())));
        }
        List<String> searched = file.map(List::of).orElseGet(() -> List.copyOf(files.keySet()));
        Map<String, Found> found = candidates(searched);
        if (digest.isPresent() && found.containsKey(digest.get())) {
            return found.get(digest.get()).module;
        }
        if (found.isEmpty()) {
            throw new SourceException("No wasm module is in "
                    + file.map(path -> "file " + path + " of ").orElse("") + holder
                    + ", neither as a file nor embedded in JavaScript.");
        }
        if (found.size() > 1 && searched.size() == 1) {
            throw new SourceException(file.map(path -> "File " + path + " of ").orElse("") + holder + " holds "
                    + found.size() + " different modules; name one by its digest. " + digests(found));
        }
        if (found.size() > 1) {
            throw new SourceException(file.map(path -> "file " + path + " of ").orElse("") + holder + " holds "
                    + found.size() + " different modules; name one as " + form + ". " + listed(found));
        }
        return found.values().iterator().next().module;
    }

    /** Each module in the files and where it stands; equal bytes count once. */
    private Map<String, Found> candidates(Iterable<String> paths) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (String path : paths) {
            for (byte[] module : EmbeddedModules.in(path, files.get(path))) {
                found.computeIfAbsent(Digest.of(module), digest -> new Found(module))
                        .places
                        .add(path);
            }
        }
        return found;
    }

    /** Those named like the file that was asked for come first. */
    private String listed(Map<String, Found> found) {
        if (found.isEmpty()) {
            return "It holds no module at all.";
        }
        String wanted = file.map(PackagedModules::last).orElse("");
        return found.values().stream()
                .sorted(Comparator.comparing(one -> !last(one.places.get(0)).equalsIgnoreCase(wanted)))
                .limit(LISTED)
                .map(one -> one.places.get(0) + " (" + String.format(Locale.ROOT, "%,d", one.module.length) + " bytes)")
                .collect(Collectors.joining(", ", "It has ", found.size() > LISTED ? " and more." : "."));
    }

    private static String digests(Map<String, Found> found) {
        return found.entrySet().stream()
                .limit(LISTED_DIGESTS)
                .map(one -> String.format(
                        Locale.ROOT, "#sha256=%s (%,d bytes)", one.getKey(), one.getValue().module.length))
                .collect(Collectors.joining(", ", "It has ", found.size() > LISTED_DIGESTS ? " and more." : "."));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
