package dev.guestbook.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDK that can run Guestbook.
 *
 * @param home its folder, absolute
 * @param version as in {@code java -version}, e.g. {@code 17.0.13}
 */
record Jdk(Path home, String version) {
    private static final int FLOOR = 17;
    private static final Pattern FEATURE = Pattern.compile("(?:1\\.)?(\\d+).*");

    /** The JDK this process runs on. */
    static Jdk running() {
        return new Jdk(Path.of(System.getProperty("java.home")), System.getProperty("java.version"));
    }

    /**
     * The JDK in a folder, by its {@code release} file; nothing of it is run.
     *
     * @throws InstallException where it is none, too old, or lacks {@code jdk.jshell}
     */
    static Jdk at(Path folder) throws InstallException {
        Path home = folder.toAbsolutePath().normalize();
        if (!Files.isExecutable(java(home))
                && !Files.isExecutable(home.resolve("bin").resolve("java.exe"))) {
            throw new InstallException("There is no bin/java in " + home + "; give the folder of a JDK 17 or later.");
        }
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            throw new InstallException(home + " has no file \"release\"; give the folder of a JDK 17 or later.", e);
        }
        String version = unquoted(release.getProperty("JAVA_VERSION", ""));
        if (feature(version) < FLOOR) {
            throw new InstallException(
                    "The Java in " + home + " is " + (version.isEmpty() ? "of unknown version" : version)
                            + ", and Guestbook needs a JDK 17 or later; give the folder of one.");
        }
        if (!hasJShell(home, unquoted(release.getProperty("MODULES", "")))) {
            throw new InstallException("The Java in " + home + " has no module jdk.jshell (a JRE has none);"
                    + " give the folder of a full JDK 17 or later.");
        }
        return new Jdk(home, version);
    }

    /** The first number of its version, e.g. 17. */
    int feature() {
        return feature(version);
    }

    private static int feature(String version) {
        Matcher feature = FEATURE.matcher(version);
        return feature.matches() ? Integer.parseInt(feature.group(1)) : 0;
    }

    /** The program that starts it. */
    Path java() {
        return java(home);
    }

    private static Path java(Path home) {
        Path bin = home.resolve("bin");
        return Files.exists(bin.resolve("java.exe")) ? bin.resolve("java.exe") : bin.resolve("java");
    }

    private static boolean hasJShell(Path home, String modules) {
        return modules.isEmpty()
                ? Files.exists(home.resolve("jmods").resolve("jdk.jshell.jmod"))
                        || Files.exists(home.resolve("bin").resolve("jshell"))
                : (" " + modules + " ").contains(" jdk.jshell ");
    }

    private static String unquoted(String value) {
        return value.replace("\"", "").strip();
    }
}
