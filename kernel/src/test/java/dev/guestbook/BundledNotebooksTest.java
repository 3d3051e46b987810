package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each bundled notebook as {@code guestbook run} does and compares what it shows with what is committed.
 * {@code install/notebooks} writes the committed outputs anew.
 *
 * <p>A notebook that loads from the network is run with {@code -Dguestbook.network=true} only, one that compiles C where
 * there is a compiler.
 */
class BundledNotebooksTest {
    private static final Path NOTEBOOKS =
            Path.of("../notebooks").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    static List<String> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(NOTEBOOKS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void shows_what_is_committed(String name) throws IOException {
        JsonNode committed = JSON.readTree(NOTEBOOKS.resolve(name).toFile());
        String source = committed.path("cells").toString();
        assumeTrue(
                !source.contains("%wasm load npm:") || Boolean.getBoolean("guestbook.network"),
                "it loads from npm; -Dguestbook.network=true runs it");
        assumeTrue(!source.contains("\"%%c") || hasCompiler(), "there is no clang with wasm-ld on the PATH");

        Path now = folder.resolve(name);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(shown, true, StandardCharsets.UTF_8);
        int code = Main.run(
                new String[] {
                    "run",
                    "--timeout",
                    "120s",
                    "--out",
                    now.toString(),
                    NOTEBOOKS.resolve(name).toString()
                },
                new ByteArrayInputStream(new byte[0]),
                stream,
                stream);
        assertEquals(0, code, () -> shown.toString(StandardCharsets.UTF_8));

        JsonNode cells = JSON.readTree(now.toFile()).path("cells");
        List<Executable> checks = new ArrayList<>();
        for (int at = 0; at < cells.size(); at++) {
            JsonNode before = committed.path("cells").get(at);
            JsonNode after = cells.get(at);
            checks.add(() -> assertEquals(
                    lasting(before),
                    lasting(after),
                    "a cell of " + name + " shows something else; if that is right, install/notebooks commits it"));
        }
        assertAll(checks);
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void is_committed_as_it_was_run(String name) throws IOException {
        Path file = NOTEBOOKS.resolve(name);
        int count = 0;
        for (JsonNode cell : JSON.readTree(file.toFile()).path("cells")) {
            if (cell.path("cell_type").asText().equals("code")) {
                count++;
                assertEquals(count, cell.path("execution_count").asInt(), "executions are counted in order");
            }
            if (!isMeantToFail(cell)) {
                cell.path("outputs")
                        .forEach(output -> assertFalse(
                                output.path("output_type").asText().equals("error"), () -> "an error: " + output));
            }
        }
        assertTrue(count > 0);
        for (String place : List.of(System.getProperty("java.io.tmpdir"), System.getProperty("user.home") + "/")) {
            assertFalse(Files.readString(file).contains(place), () -> place + " is a place of one machine");
        }
    }

    private static boolean isMeantToFail(JsonNode cell) {
        return tags(cell).contains("raises-exception");
    }

    private static Set<String> tags(JsonNode cell) {
        Set<String> tags = new HashSet<>();
        cell.path("metadata").path("tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    /** A cell as text: its source, and all its outputs without what varies. */
    private static String lasting(JsonNode cell) {
        Lasting lasting = new Lasting(tags(cell));
        StringBuilder text =
                new StringBuilder("[" + cell.path("execution_count").asText() + "] ");
        text.append(joined(cell.path("source"))).append('\n');
        for (JsonNode output : cell.path("outputs")) {
            String kind = output.path("output_type").asText();
            JsonNode data = output.path("data");
            if (Lasting.isProgress(joined(data.path("text/plain")))) {
                continue;
            }
            text.append("--- ")
                    .append(kind)
                    .append(' ')
                    .append(output.path("name").asText());
            section(text, "", lasting.of(joined(output.path("text"))));
            section(
                    text,
                    "error",
                    lasting.of(output.path("ename").asText() + " "
                                    + output.path("evalue").asText() + " " + joined(output.path("traceback")))
                            .strip());
            data.properties().forEach(each -> {
                String value =
                        each.getValue().isContainerNode() && !each.getValue().isArray()
                                ? each.getValue().toString()
                                : joined(each.getValue());
                section(
                        text,
                        each.getKey(),
                        each.getKey().equals("text/html") || each.getKey().endsWith("svg+xml")
                                ? lasting.ofHtml(value)
                                : lasting.of(value));
            });
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String name, String content) {
        if (!content.isEmpty()) {
            text.append(name).append('\n').append(content).append('\n');
        }
    }

    private static String joined(JsonNode text) {
        if (text.isArray()) {
            StringBuilder all = new StringBuilder();
            text.forEach(line -> all.append(line.asText()));
            return all.toString();
        }
        return text.asText();
    }

    private static boolean hasCompiler() {
        return isOnPath("clang") && isOnPath("wasm-ld");
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}
