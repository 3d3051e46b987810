package dev.guestbook.kernel;

import static dev.guestbook.kernel.FrontEnd.SHELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.kernel.Bench.Joined;
import dev.guestbook.protocol.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History over several sessions, as a front end sees it. */
class PastCellsTest {
    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("state");
    }

    private static String history(Bench bench, JsonObject request) {
        return bench.frontEnd
                .ask(SHELL, "history_request", request)
                .field("history_reply", "history")
                .toString();
    }

    private static JsonObject tail(long count) {
        return JsonObject.of("hist_access_type", "tail").with("n", count);
    }

    private static JsonObject search(String pattern) {
        return JsonObject.of("hist_access_type", "search").with("pattern", pattern);
    }

    private void session(String... cells) throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            for (String cell : cells) {
                bench.frontEnd.execute(cell);
            }
            history(bench, tail(1)); // which waits for the disk
        }
    }

    @Test
    void earlierSessionsAreRemembered() throws Exception {
        session("one", "two");
        session("three");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("[[1, 2, two], [2, 1, three]]", history(bench, tail(2)));
            bench.frontEnd.execute("four");
            assertEquals("[[2, 1, three], [3, 1, four]]", history(bench, tail(2)));
            JsonObject range = JsonObject.of("hist_access_type", "range");
            assertEquals("[[3, 1, four]]", history(bench, range));
            assertEquals("[[2, 1, three]]", history(bench, range.with("session", -1L)));
            assertEquals(
                    "[[1, 2, two]]", history(bench, range.with("session", 1L).with("start", 2L)));
            assertEquals("[]", history(bench, range.with("session", 99L)));
        }
    }

    @Test
    void aSearchTakesPatterns() throws Exception {
        session("int a = 1", "print x", "int a = 1", "int b");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("[[1, 1, int a = 1], [1, 3, int a = 1], [1, 4, int b]]", history(bench, search("int*")));
            assertEquals(
                    "[[1, 3, int a = 1], [1, 4, int b]]",
                    history(bench, search("int*").with("unique", true)));
            assertEquals("[[1, 4, int b]]", history(bench, search("int*").with("n", 1L)));
            assertEquals("[]", history(bench, search("int")));
        }
    }

    @Test
    void theFileIsItsOwnersAloneAndSurvivesDamage() throws Exception {
        session("one");
        Path file = folder().resolve("history.jsonl");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        Files.writeString(file, "{\"session\":1,\"li\nnot json\n{}\n", StandardOpenOption.APPEND);
        session("two");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("[[1, 1, one], [2, 1, two]]", history(bench, tail(10)));
        }
    }

    @Test
    void theFileIsBounded() throws Exception {
        session("first");
        Path file = folder().resolve("history.jsonl");
        String line = "{\"session\":1,\"line\":2,\"input\":\"" + "x".repeat(1000) + "\"}\n";
        Files.writeString(file, line.repeat(1_100), StandardOpenOption.APPEND);
        session("last", "y".repeat(1_000_000));
        assertTrue(Files.size(file) < 700_000, () -> file.toFile().length() + " bytes");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("[[2, 1, last]]", history(bench, tail(1)));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenCostsOnlyThePast() throws Exception {
        Path file = Files.createFile(temporary.resolve("state"));
        try (Bench bench = new Bench(Joined.BY_QUEUES, file)) {
            bench.frontEnd.execute("one");
            assertEquals("[[1, 1, one]]", history(bench, tail(10)));
            assertTrue(bench.log.stream().anyMatch(l -> l.startsWith("history is kept in memory only")));
        }
    }

    @Test
    void aSessionWhoseFirstCellIsTooLongToKeepHasItsOwnNumber() throws Exception {
        session("x".repeat(70_000));
        session("two");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("[[2, 1, two]]", history(bench, tail(10)));
        }
    }

    /** Holds a lock until its standard input ends. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel lock = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                lock.lock();
                System.out.println("held");
                while (System.in.read() >= 0) {}
            }
        }
    }

    @Test
    void aLockThatIsNotGivenBackCostsOnlyThePast() throws Exception {
        session("one");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(Holder.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        Holder.class.getName(),
                        folder().resolve("history.lock").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder())) {
            assertEquals("held", holder.inputReader().readLine());
            bench.frontEnd.execute("two");
            assertEquals("[[1, 1, one], [2, 1, two]]", history(bench, tail(10)));
            assertEquals("3", FrontEnd.plain(bench.frontEnd.execute("3").content("execute_result")));
            assertTrue(bench.log.stream().anyMatch(l -> l.startsWith("history is kept in memory only")));
        } finally {
            holder.getOutputStream().close();
            holder.waitFor();
        }
    }

    @Test
    void eachSystemsFolder() {
        assertEquals(Path.of("/g"), StateFolder.of(Map.of("GUESTBOOK_HOME", "/g", "XDG_STATE_HOME", "/x")));
        assertEquals(Path.of("/x/guestbook"), StateFolder.of(Map.of("XDG_STATE_HOME", "/x")));
        assertEquals(
                Path.of(System.getProperty("user.home"), ".local", "state", "guestbook"), StateFolder.of(Map.of()));
    }

    @Test
    void patternsMatchWholeTexts() {
        Map<String, String> matching =
                Map.of("*", "", "a*c", "abbc", "a?c", "abc", "[ab]x", "bx", "[^ab]x", "cx", "[a-c]*", "bcd", "[", "[");
        matching.forEach((pattern, text) -> assertTrue(new Glob(pattern).matches(text), pattern));
        Map<String, String> failing =
                Map.of("", "a", "a*c", "abcd", "a?c", "ac", "[ab]x", "cx", "[^ab]x", "ax", "[a-c]", "d", "*b", "bc");
        failing.forEach((pattern, text) -> assertTrue(!new Glob(pattern).matches(text), pattern));
        assertTrue(!new Glob("*a".repeat(200) + "b").matches("a".repeat(20_000)));
    }
}
