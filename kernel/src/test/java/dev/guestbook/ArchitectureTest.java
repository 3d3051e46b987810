package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may use which of ours, and which library it may see. A new package needs a row here. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/guestbook");

    /** What a package may use. */
    private record Row(Set<String> ours, Set<String> libraries) {}

    private static final String CHICORY = "com.dylibso.chicory";
    private static final String JACKSON = "com.fasterxml.jackson";

    private static final Map<String, Row> TABLE = Map.ofEntries(
            row("display", Set.of(), Set.of()),
            row("wasm", Set.of("wasm.code"), Set.of(CHICORY)),
            // ASM: the engine's compiler copies a helper class, whose bodies are replaced
            row("wasm.code", Set.of(), Set.of(CHICORY, "org.objectweb.asm")),
            // plexus: the elements of Maven's own settings and POMs
            row("source", Set.of(), Set.of("org.eclipse.aether", "org.apache.maven", "org.codehaus.plexus.util.xml")),
            row("wasi", Set.of("wasm"), Set.of()),
            row("session", Set.of("contract", "wasm", "wasi", "source", "toolchain", "display"), Set.of()),
            // Jackson: rustc tells its complaints in JSON
            row("toolchain", Set.of("source", "display"), Set.of(JACKSON)),
            row("contract", Set.of("display"), Set.of()),
            row("harden", Set.of("contract"), Set.of()),
            row("eval", Set.of("display"), Set.of("jdk.jshell", "com.sun.source", "org.objectweb.asm")),
            row(
                    "magic",
                    Set.of("contract", "eval", "session", "wasm", "source", "toolchain", "harden", "display"),
                    Set.of()),
            row("cell", Set.of("magic", "eval", "display"), Set.of()),
            row("protocol", Set.of(), Set.of(JACKSON)),
            row("channel", Set.of("protocol"), Set.of()),
            row("channel.zmq", Set.of("channel", "protocol"), Set.of("org.zeromq", "zmq")),
            // eval: the answers of CellRunner, such as Completion
            row("kernel", Set.of("cell", "eval", "display", "channel", "channel.zmq", "protocol"), Set.of()),
            row("notebook", Set.of("cell", "eval", "display"), Set.of(JACKSON, "org.commonmark")),
            row("console", Set.of("cell", "eval", "display"), Set.of("org.jline")),
            row("install", Set.of("protocol"), Set.of(JACKSON)));

    private static Map.Entry<String, Row> row(String name, Set<String> ours, Set<String> libraries) {
        return Map.entry(name, new Row(ours, libraries));
    }

    private static final Pattern OURS = Pattern.compile("\\bdev\\.guestbook((?:\\.[a-z]\\w*)+)\\.[A-Z*]");
    private static final Pattern LIBRARY =
            Pattern.compile("(?<![\\w.])(?:com|org|io|run|jdk|sun|zmq|net)\\.[a-z]\\w*(?:\\.[a-z]\\w*)*\\.[A-Z]");
    private static final Pattern NOT_CODE = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

    @Test
    void packagesUseWhatTheirRowAllows() throws IOException {
        List<String> breaches = new ArrayList<>();
        for (Path file : files()) {
            String owner = packageOf(file);
            if (owner.isEmpty()) {
                continue; // Main wires them all
            }
            Row row = TABLE.get(owner);
            if (row == null) {
                breaches.add(owner + " has no row");
                continue;
            }
            String code = NOT_CODE.matcher(Files.readString(file)).replaceAll(" ");
            names(OURS, code, 1)
                    .map(name -> name.substring(1))
                    .filter(used -> !used.equals(owner) && !row.ours.contains(used))
                    .forEach(used -> breaches.add(file.getFileName() + " in " + owner + " uses " + used));
            names(LIBRARY, code, 0)
                    .filter(used -> row.libraries.stream().noneMatch(known -> used.startsWith(known + ".")))
                    .forEach(used -> breaches.add(file.getFileName() + " in " + owner + " sees " + used));
        }
        assertEquals(List.of(), breaches.stream().distinct().toList());
    }

    @Test
    void packagesFormNoCircle() {
        TABLE.keySet().forEach(name -> assertTrue(!reachable(name).contains(name), name + " uses itself in the end"));
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Set<String> packages = new TreeSet<>();
        files().forEach(file -> packages.add(packageOf(file)));
        packages.remove("");
        assertTrue(packages.size() > 5, packages::toString);
        for (String name : packages) {
            Path info = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
            assertTrue(Files.isRegularFile(info), name + " has no package-info.java");
            assertTrue(Files.readString(info).strip().startsWith("/**"), name + " has an empty package-info.java");
        }
    }

    private static Stream<String> names(Pattern pattern, String code, int group) {
        return pattern.matcher(code).results().map((MatchResult found) -> found.group(group));
    }

    private static Set<String> reachable(String from) {
        Set<String> all = new TreeSet<>();
        List<String> next = new ArrayList<>(TABLE.get(from).ours);
        while (!next.isEmpty()) {
            String name = next.remove(0);
            if (all.add(name)) {
                next.addAll(TABLE.get(name).ours);
            }
        }
        return all;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static String packageOf(Path file) {
        return SOURCES.relativize(file.getParent())
                .toString()
                .replace(file.getFileSystem().getSeparator(), ".");
    }
}
