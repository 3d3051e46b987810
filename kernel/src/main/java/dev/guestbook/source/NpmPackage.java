package dev.guestbook.source;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A module in an npm package. The npm client fetches the archive, by the user's own settings; it is read in
 * memory, and none of its code runs.
 *
 * @param name by npm's grammar, with its scope
 * @param version exact
 * @param file path inside the package; where empty, the package must hold one module only
 */
record NpmPackage(String name, String version, Optional<String> file) {
    private static final Pattern SOURCE = Pattern.compile(
            "npm:((?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*)@([^/@]+)(?:/(.+))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern EXACT =
            Pattern.compile("\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Pattern ERROR_CODE = Pattern.compile("npm (?:error|ERR!) code (\\w+)");
    private static final Pattern ERROR_LINE = Pattern.compile("npm (?:error|ERR!) (?!code )(\\S.*)");
    private static final int LONGEST_NAME = 214;
    private static final int SECONDS = 120;

    static NpmPackage of(Spec spec) throws SourceException {
        Matcher matcher = SOURCE.matcher(spec.text());
        if (!matcher.matches()
                || !matcher.group(1).equals(matcher.group(1).toLowerCase(Locale.ROOT))
                || matcher.group(1).length() > LONGEST_NAME) {
            throw new SourceException("`" + spec.text()
                    + "` is no npm source; it reads npm:PACKAGE@VERSION or npm:PACKAGE@VERSION/FILE.");
        }
        if (!EXACT.matcher(matcher.group(2)).matches()) {
            throw new SourceException(
                    "`" + matcher.group(2) + "` is no exact version; npm sources name one, such as 1.2.3.");
        }
        return new NpmPackage(matcher.group(1), matcher.group(2), Optional.ofNullable(matcher.group(3)));
    }

    /** The name without its scope. */
    String shortName() {
        return name.substring(name.indexOf('/') + 1);
    }

    private String spelled() {
        return name + "@" + version;
    }

    /** The module's bytes; of several the one with the digest. */
    byte[] fetch(Settings settings, Optional<String> digest) throws SourceException {
        return new PackagedModules(
                        "npm package " + spelled(), "npm:" + spelled() + "/FILE", file, digest, archive(settings))
                .choose();
    }

    private Map<String, byte[]> archive(Settings settings) throws SourceException {
        Path npm = program(settings);
        Path work = null;
        try {
            work = Files.createTempDirectory("guestbook-npm");
            Path empty = Files.createDirectory(work.resolve("empty"));
            Path log = work.resolve("log");
            run(npm, empty, log);
            try (Stream<Path> packed = Files.list(empty)) {
                Path archive = packed.filter(path -> path.toString().endsWith(".tgz"))
                        .findFirst()
                        .orElseThrow(() -> new SourceException("npm packed nothing for " + spelled() + "."));
                return TarGz.read(archive, "package/");
            }
        } catch (InterruptedIOException e) {
            throw new SourceException("Fetching " + spelled() + " was interrupted.", e);
        } catch (IOException e) {
            throw new SourceException(
                    "npm package " + spelled() + " cannot be read: " + ModuleSources.reason(e) + ".", e);
        } finally {
            delete(work);
        }
    }

    private static Path program(Settings settings) throws SourceException {
        String name = settings.windows() ? "npm.cmd" : "npm";
        return settings.path().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new SourceException("npm is not on the PATH, so no npm package can be fetched;"
                        + " install Node.js, or give the module itself with --from FILE or GUESTBOOK_SOURCES=DIR."));
    }

    private void run(Path npm, Path empty, Path log) throws SourceException, IOException {
        Process process = new ProcessBuilder(npm.toString(), "pack", "--ignore-scripts", "--", spelled())
                .directory(empty.toFile())
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new SourceException("npm did not answer for " + spelled() + " within " + SECONDS + " seconds.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("Fetching " + spelled() + " was interrupted.", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failed(Files.readString(log, StandardCharsets.ISO_8859_1));
        }
    }

    private SourceException failed(String log) {
        String code = first(ERROR_CODE, log).orElse("no code");
        String why = switch (code) {
            case "E404" -> "npm knows no package " + spelled() + ".";
            case "ETARGET" -> "npm package " + name + " has no version " + version + ".";
            case "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTCACHED" ->
                "npm cannot reach its registry for "
                        + spelled() + " (" + code
                        + "); without a network, give the module with --from FILE or GUESTBOOK_SOURCES=DIR.";
            default ->
                "npm failed for " + spelled() + " (" + code + "): "
                        + first(ERROR_LINE, log).orElse("it said nothing") + ".";
        };
        return new SourceException(why);
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftBehind) {
            // A temporary folder that cannot be deleted harms nobody; the system clears it.
        }
    }
}
