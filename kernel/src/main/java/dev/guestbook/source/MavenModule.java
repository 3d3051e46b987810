package dev.guestbook.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A module in a Maven artifact, or one that is the artifact itself. The jar is read in memory, and none of its code
 * runs.
 *
 * @param file path inside the jar; where empty, it must hold one module only
 */
record MavenModule(Coordinates coordinates, Optional<String> file) {
    private static final String SCHEME = "maven:";
    private static final int MOST_FILES = 20_000;

    static MavenModule of(Spec spec) throws SourceException {
        String text = spec.text().substring(SCHEME.length());
        int mark = text.indexOf("!/");
        Coordinates coordinates = Coordinates.of(mark < 0 ? text : text.substring(0, mark));
        if (coordinates.version().isEmpty()) {
            throw new SourceException("`" + coordinates + "` names no version, so a guest could change from one load to"
                    + " the next; write maven:GROUP:ARTIFACT:VERSION!/FILE.");
        }
        return new MavenModule(coordinates, mark < 0 ? Optional.empty() : Optional.of(text.substring(mark + 2)));
    }

    /** The file's name, or the artifact's. */
    String shortName() {
        return file.map(path -> path.substring(path.lastIndexOf('/') + 1)).orElse(coordinates.artifact());
    }

    /** The module's bytes; of several the one with the digest. */
    byte[] fetch(Settings settings, Optional<String> digest) throws SourceException {
        Path artifact = new MavenLibraries(settings.maven()).file(coordinates);
        String holder = "maven artifact " + coordinates;
        try {
            if (Files.size(artifact) > ModuleSources.LARGEST) {
                throw new SourceException(holder + " is larger than 64 MiB, the most that is loaded.");
            }
            byte[] bytes = Files.readAllBytes(artifact);
            if (file.isEmpty() && EmbeddedModules.isModule(bytes)) {
                return bytes;
            }
            return new PackagedModules(holder, SCHEME + coordinates + "!/FILE", file, digest, files(artifact)).choose();
        } catch (IOException e) {
            throw new SourceException(holder + " cannot be read: " + ModuleSources.reason(e) + ".", e);
        }
    }

    private static Map<String, byte[]> files(Path jar) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        long left = ModuleSources.LARGEST;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && !entry.getName().endsWith(".class")) {
                    byte[] bytes;
                    try (InputStream in = zip.getInputStream(entry)) {
                        bytes = in.readNBytes((int) left + 1);
                    }
                    left -= bytes.length;
                    if (left < 0 || files.size() > MOST_FILES) {
                        throw new IOException("it unpacks to more than 64 MiB or 20,000 files");
                    }
                    files.put(entry.getName(), bytes);
                }
            }
        }
        return files;
    }
}
