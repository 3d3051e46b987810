package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guestbook run} from the outside: arguments in; exit code, streams and files out. Each notebook gets a JVM. */
class RunCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private record Run(int code, String out, String err) {}

    private Run run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = EchoMain.run(
                args,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String notebook(String name, String... cells) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode list = root.putArray("cells");
        for (String source : cells) {
            ObjectNode cell = list.addObject();
            cell.put("cell_type", "code");
            cell.putNull("execution_count");
            cell.put("id", "c" + list.size());
            cell.putObject("metadata");
            cell.putArray("outputs");
            cell.put("source", source);
        }
        root.putObject("metadata");
        root.put("nbformat", 4);
        root.put("nbformat_minor", 5);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, JSON.writeValueAsString(root));
        return file.toString();
    }

    @Test
    void showsEachCellWithItsOutputsAndResult() throws IOException {
        Run run = run("run", notebook("a b.ipynb", "say hello\n= 42", "warn careful"));
        assertEquals("", run.err());
        assertEquals(0, run.code());
        String[] lines = run.out().replaceAll("in [0-9.]+ s", "in T").split("\n");
        assertEquals(
                List.of(
                        folder.resolve("a b.ipynb").toString(),
                        "[1] say hello  ... 1 more line",
                        "hello",
                        "42",
                        "[2] warn careful",
                        "careful",
                        folder.resolve("a b.ipynb") + ": 2 cells in T"),
                List.of(lines));
    }

    @Test
    void aFailedCellEndsTheRunAndIsNamed() throws IOException {
        String file = notebook("x.ipynb", "say one", "fail no more ink", "say never");
        Run run = run("run", file);
        assertEquals(1, run.code());
        assertEquals(file + ": cell [2] failed: EchoError: no more ink\n", run.err());
        assertFalse(run.out().contains("never"));
        assertFalse(run.out().contains("\u001b"), "no colours without a terminal");
    }

    @Test
    void allowErrorsGoesOnAndSucceedsButNamesTheCell() throws IOException {
        String file = notebook("x.ipynb", "fail once", "say after");
        Run run = run("run", "--allow-errors", file);
        assertEquals(0, run.code());
        assertTrue(run.out().contains("after"), run.out());
        assertEquals(file + ": cell [1] failed: EchoError: once\n", run.err());
    }

    @Test
    void pathsInCellsBeginAtTheNotebook() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("one")).resolve("data.txt"), "of one");
        Files.writeString(Files.createDirectories(folder.resolve("two")).resolve("data.txt"), "of two");
        String one = notebook("one/n.ipynb", "read data.txt");
        String two = notebook("two/n.ipynb", "read data.txt");
        Run run = run("run", one, two);
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().indexOf("of one") < run.out().indexOf("of two"), run.out());
        assertTrue(run.out().contains("of one"), run.out());
    }

    @Test
    void severalAtOnceKeepEachNotebooksOutputTogether() throws IOException {
        String one = notebook("one.ipynb", "say 1a", "say 1b");
        String two = notebook("two.ipynb", "fail 2");
        String three = notebook("three.ipynb", "say 3a", "say 3b");
        Path out = folder.resolve("results");
        Run run = run("run", "--jobs", "3", "--out", out.toString(), "--html", out.toString(), one, two, three);
        assertEquals(1, run.code());
        assertEquals(two + ": cell [1] failed: EchoError: 2", withoutProgress(run));
        assertTrue(run.out().contains("[1] say 1a\n1a\n[2] say 1b\n1b\n"), run.out());
        assertTrue(run.out().contains("[1] say 3a\n3a\n[2] say 3b\n3b\n"), run.out());
        for (String name : List.of("one", "two", "three")) {
            assertTrue(Files.exists(out.resolve(name + ".ipynb")), name);
            assertTrue(Files.exists(out.resolve(name + ".html")), name);
        }
    }

    private static final Pattern PROGRESS = Pattern.compile("[0-9]+/[0-9]+ notebooks, .*");

    private static String withoutProgress(Run run) {
        return run.err()
                .lines()
                .filter(line -> !PROGRESS.matcher(line).matches())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void severalHaveOneProgressInLinesWhereThereIsNoTerminal() throws IOException {
        String one = notebook("one.ipynb", "say 1a", "say 1b");
        String two = notebook("two.ipynb", "fail 2", "say left out", "");
        String three = notebook("three.ipynb", "say 3");
        Run run = run("run", one, two, three);
        assertEquals(
                List.of(
                        "0/3 notebooks, 0/5 cells, T: one [0/2]",
                        "1/3 notebooks, 2/5 cells, T: two [0/2]",
                        two + ": cell [1] failed: EchoError: 2",
                        "2/3 notebooks, 4/5 cells, 1 failed, T: three [0/1]",
                        "3/3 notebooks, 5/5 cells, 1 failed, T"),
                run.err().replaceAll("[0-9]+\\.[0-9] s", "T").lines().toList());
    }

    @Test
    void severalHaveOneBarOnATerminalAndNoneOfTheirOwn() throws IOException {
        String one = notebook("a/n.ipynb", "say 1a", "say 1b");
        String two = notebook("b/n.ipynb", "fail 2");
        for (String jobs : List.of("1", "2")) {
            Run run = onTerminal("run", "--jobs", jobs, "--allow-errors", one, two);
            assertEquals(0, run.code());
            assertTrue(run.err().contains("\r\u001b[K░░░░░░░░░░░░░░░░ 0/2 notebooks, 0/3 cells, "), run.err());
            assertFalse(run.err().contains("\u001b[K░░░░░░░░░░░░░░░░ 0/2 cells"), run.err());
            String last = run.err().substring(run.err().lastIndexOf('\r') + 1);
            assertTrue(last.matches("(?s).*2/2 notebooks, 3/3 cells, 1 failed, [0-9.]+ s\n"), last);
            for (String drawn : run.err().split("\r")) {
                assertTrue(drawn.lines().findFirst().orElse("").length() < 90, drawn);
            }
        }
    }

    private Run onTerminal(String... args) {
        System.setProperty("guestbook.terminal", "err,80");
        try {
            return run(args);
        } finally {
            System.clearProperty("guestbook.terminal");
        }
    }

    @Test
    void theWrittenNotebookHoldsOutputsInNbformatsShape() throws IOException {
        String file = notebook("x.ipynb", "say a\nsay b\nwarn c\nshow d old\nhtml <b>e</b>\n= f", "update d new", "");
        Path out = folder.resolve("out/deep.ipynb");
        Run run = run("run", file, "--out=" + out);
        assertEquals(0, run.code(), run.err());
        JsonNode cells = JSON.readTree(out.toFile()).path("cells");
        assertEquals(JSON.readTree("""
                        [{"name": "stdout", "output_type": "stream", "text": ["a\\n", "b\\n"]},
                         {"name": "stderr", "output_type": "stream", "text": ["c\\n"]},
                         {"data": {"text/plain": ["new"]}, "metadata": {}, "output_type": "display_data"},
                         {"data": {"text/plain": ["(html)"], "text/html": ["<b>e</b>"]}, "metadata": {},
                          "output_type": "display_data"},
                         {"data": {"text/plain": ["f"]}, "execution_count": 1, "metadata": {},
                          "output_type": "execute_result"}]"""), cells.path(0).path("outputs"));
        assertEquals(1, cells.path(0).path("execution_count").asInt());
        assertEquals(2, cells.path(1).path("execution_count").asInt());
        assertTrue(cells.path(2).path("execution_count").isNull(), "an empty cell is not run");
        assertTrue(run.out().contains("[2] update d new\nnew\n"), "an update is shown at its cell's end: " + run.out());
    }

    @Test
    void aCellThatTakesTooLongIsInterruptedAndTheNextOneRuns() throws IOException {
        String file = notebook("x.ipynb", "wait", "say next");
        Run run = run("run", "--allow-errors", "--timeout", "50ms", file);
        assertEquals(0, run.code());
        assertTrue(run.err().contains("cell [1] failed: Timeout: The cell ran longer than 50 ms"), run.err());
        assertTrue(run.out().contains("next"), run.out());
    }

    @Test
    void aCellThatEndsTheJvmIsAFailure() throws IOException {
        Run run = run("run", notebook("x.ipynb", "say before", "exit"));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("cell [2] failed: it ended the JVM"), run.err());
    }

    @Test
    void aTagAllowsACellToFail() throws IOException {
        Path file = Path.of(notebook("x.ipynb", "fail as planned", "say after"));
        ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) root.path("cells").path(0).path("metadata"))
                .putArray("tags")
                .add("raises-exception");
        Files.writeString(file, JSON.writeValueAsString(root));
        Run run = run("run", file.toString());
        assertEquals("", run.err());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("EchoError: as planned\n[2] say after\nafter\n"), run.out());
    }

    @Test
    void noTagExcusesACellThatTakesTooLong() throws IOException {
        Path file = Path.of(notebook("x.ipynb", "wait", "say after"));
        ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) root.path("cells").path(0).path("metadata"))
                .putArray("tags")
                .add("raises-exception");
        Files.writeString(file, JSON.writeValueAsString(root));
        Run run = run("run", "--timeout", "50ms", file.toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("cell [1] failed: Timeout: "), run.err());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsSaidBeforeAnythingRuns() throws IOException {
        String file = notebook("x.ipynb", "say ran");
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file");
        for (String option : new String[] {"--out", "--html"}) {
            Run run = run("run", option, blocked.resolve("deep/result").toString(), file);
            assertEquals(1, run.code());
            assertEquals("", run.out());
            assertEquals(
                    "guestbook: Cannot write " + blocked.resolve("deep/result") + ": " + blocked
                            + " is no folder; choose another place.\n",
                    run.err());
        }
    }

    @Test
    void whatIsNoNotebookIsOneLineAndNothingRuns() throws IOException {
        String good = notebook("good.ipynb", "say ran");
        assertRefused("{\"cells\": [", "is not a notebook: it is not JSON (line 1, column ", good);
        assertRefused("# A page", "is not a notebook: it is not JSON", good);
        assertRefused("[1, 2]", "is not a notebook: it is JSON without \"nbformat\"", good);
        assertRefused("{\"nbformat\": 3, \"worksheets\": []}", "is a notebook of format 3", good);
        assertRefused("{\"nbformat\": 4, \"cells\": 5}", "its \"cells\" are not a list", good);
        assertRefused("{\"nbformat\": 4, \"cells\": [[]]}", "cell 1 has no \"cell_type\"", good);
        assertRefused("[".repeat(300) + "]".repeat(300), "is not a notebook", good);
        String python = "{\"nbformat\": 4, \"cells\": [], \"metadata\": {\"kernelspec\": {\"language\": \"python\"}}}";
        assertRefused(python, "is a notebook in python", good);
    }

    private void assertRefused(String text, String message, String good) throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.ipynb"), text);
        Run run = run("run", good, bad.toString());
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains("bad.ipynb " + message) || run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void whatIsNotThereIsOneLine() throws IOException {
        Run run = run("run", folder.resolve("none.ipynb").toString());
        assertEquals(1, run.code());
        assertEquals(
                "guestbook: There is no notebook " + folder.resolve("none.ipynb") + "; check the path.\n", run.err());
        Run aFolder = run("run", folder.toString());
        assertEquals(1, aFolder.code());
        assertTrue(aFolder.err().contains("it is a folder; name the .ipynb files in it"), aFolder.err());
    }

    @Test
    void severalResultsDoNotGoIntoWhatIsNamedLikeOneFile() throws IOException {
        String one = notebook("one.ipynb", "say 1");
        String two = notebook("two.ipynb", "say 2");
        for (String each : List.of("--html=x.html", "--out=x.ipynb")) {
            Path target = folder.resolve(each.substring(each.indexOf('=') + 1));
            Run run = run("run", each.substring(0, each.indexOf('=')), target.toString(), one, two);
            assertEquals(1, run.code());
            assertEquals("", run.out());
            assertEquals(
                    "guestbook: " + target
                            + " names one file; give a folder for the results of several notebooks, or run them apart.\n",
                    run.err());
            assertTrue(Files.notExists(target));
        }
    }

    @Test
    void twoResultsForOneFileAreRefused() throws IOException {
        String one = notebook("one/n.ipynb", "say 1");
        String two = notebook("two/n.ipynb", "say 2");
        Run run = run("run", "--out", folder.resolve("r").toString(), one, two);
        assertEquals(1, run.code());
        assertTrue(run.err().contains("would both be written to"), run.err());
        assertEquals("", run.out());
    }

    @Test
    void usageErrorsExitTwo() {
        for (String[] args : new String[][] {
            {},
            {"fly"},
            {"run"},
            {"run", "--jobs", "0", "x.ipynb"},
            {"run", "--jobs"},
            {"run", "--timeout", "soon", "x.ipynb"},
            {"run", "--allow-errors=yes", "x.ipynb"},
            {"run", "--hmtl", "a.html", "x.ipynb"},
            {"install", "--user", "--prefix", "/p"},
            {"install", "here"},
            {"kernel"},
            {"version", "2"},
        }) {
            Run run = run(args);
            assertEquals(2, run.code(), String.join(" ", args));
            assertEquals("", run.out());
        }
        assertTrue(run("run", "--hmtl", "a.html", "x").err().contains("has no option --hmtl. Did you mean `--html`?"));
        assertTrue(run("isntall").err().contains("There is no command \"isntall\". Did you mean `install`?"));
    }

    @Test
    void eachCommandSaysHowItIsUsed() {
        Run run = run("run", "--help");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("usage: guestbook run NOTEBOOK..."), run.out());
        assertTrue(run.out().contains("--timeout 60s"), run.out());
        assertFalse(run.out().contains("console"), run.out());
        for (String command : new String[] {
            "bundle", "console", "doctor", "fetch", "guests", "install", "kernel", "toolchain", "uninstall", "version"
        }) {
            Run asked = run(command, "-h");
            assertEquals(0, asked.code(), asked.err());
            assertTrue(asked.out().startsWith("usage: guestbook " + command + " "), asked.out());
            assertEquals("", asked.err());
        }
    }
}
