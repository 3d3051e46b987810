package dev.guestbook.source;

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
 * @param files the package's files by path
 */
record PackagedModules(String holder, String form, Optional<String> file, Map<String, byte[]> files) {
    private static final int LISTED = 12;

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
        Map<String, Found> found = candidates(file.map(List::of).orElseGet(() -> List.copyOf(files.keySet())));
        if (found.isEmpty()) {
            throw new SourceException("No wasm module is in "
                    + file.map(path -> "file " + path + " of ").orElse("") + holder
                    + ", neither as a file nor embedded in JavaScript.");
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

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
