package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest with WASI gets what was granted and nothing else: run as a user runs it, in cells. */
@Timeout(120)
class WasiTest {
    // Error numbers of WASI.
    private static final String ACCES = "error 2";
    private static final String BADF = "error 8";
    private static final String EXIST = "error 20";
    private static final String ISDIR = "error 31";
    private static final String LOOP = "error 32";
    private static final String TOO_LONG = "error 37";
    private static final String NOENT = "error 44";
    private static final String NOTDIR = "error 54";
    private static final String NOTEMPTY = "error 55";
    private static final String NOTSUP = "error 58";
    private static final String PERM = "error 63";
    private static final String READ_ONLY = "error 69";
    private static final String NOT_CAPABLE = "error 76";

    private static Notepad notepad;

    @TempDir
    Path folder;

    private Path inside;
    private Path outside;

    @BeforeAll
    static void open() {
        notepad = new Notepad();
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    @BeforeEach
    void fill() throws IOException {
        inside = Files.createDirectories(folder.resolve("inside"));
        outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(inside.resolve("note.txt"), "a note\n");
        Files.createDirectories(inside.resolve("sub/deep"));
        Files.writeString(inside.resolve("sub/deep/leaf.txt"), "leaf\n");
    }

    private void load(String options) {
        String card = notepad.run("%wasm load guests/visitor/visitor.wasm --wasi " + options);
        assertTrue(card.contains("guest visitor"), card);
    }

    private void grant(boolean writable) {
        load("--dir \"" + inside + "::/data" + (writable ? ":rw" : "") + "\"");
    }

    /** What the guest wrote, or why the cell failed. */
    private static String run(String verbs) {
        return run(verbs, CellInput.NONE);
    }

    private static String run(String verbs, CellInput input) {
        StringBuilder written = new StringBuilder();
        CellOutcome outcome = notepad.cells()
                .execute(
                        "%wasm run " + verbs,
                        new CellScope(
                                99,
                                output -> {
                                    if (output instanceof CellOutput.Text text) {
                                        written.append(text.text());
                                    }
                                },
                                input));
        if (outcome instanceof CellOutcome.Failed failed) {
            written.append(failed.failure().message());
        }
        return written.toString().strip();
    }

    @Test
    void stdio_goes_into_the_cell_in_order_as_plain_text() {
        load("");
        assertEquals("one\ntwo\nthree", run("say one -- complain two -- say three"));
        assertEquals(
                "a\\u{1b}[31mb\\u{202e}c <b>\u00e9\ud83d\ude00",
                run("say \"a\u001b[31mb\u202ec <b>\u00e9\ud83d\ude00\""));
        assertTrue(notepad.run("%wasm run say a \"b c\" '' \"d\\\"e\"")
                .contains("arguments  say a \"b c\" \"\" \"d\\\"e\"\n"));
        String card = notepad.run("%wasm run exit 3");
        assertTrue(card.contains("exit code  3"), card);
        assertTrue(notepad.run("%wasm list").contains("ended"));
        assertTrue(notepad.run("%call raw_random 1024 4").contains("ended itself (proc_exit)"));
        assertTrue(notepad.run("%wasm run say x").contains("exit code  0"));
    }

    @Test
    void arguments_environment_and_clock_are_what_was_given() {
        load("--arg say --arg 'two words' --env A=1 --env \"B=x=y\"");
        assertEquals("two words", run(""));
        assertEquals("A=1\nB=x=y", run("env"));
        assertTrue(Long.parseLong(run("time")) > 1_700_000_000_000_000_000L);
        load("");
        assertEquals("", run("env -- dirs"));
        assertEquals(BADF, run("cat note.txt"));
        load("--dir " + inside + "::/data --dir " + outside + "::/more:rw");
        assertEquals("/data\n/more", run("dirs"));
        assertEquals("a note\nsecret", run("cat note.txt -- cat 4:secret.txt"));
    }

    @Test
    void input_is_the_cells_where_it_may_be_asked() {
        load("");
        assertEquals("end of input", run("input"));
        Iterator<String> lines = List.of("first", "second").iterator();
        assertEquals(
                "read: first\nread: second\nend of input",
                run("input", (prompt, password) -> lines.hasNext() ? lines.next() : null));
    }

    @Test
    void a_folder_can_be_read_and_listed() throws IOException {
        grant(false);
        assertEquals("a note", run("cat note.txt"));
        assertEquals("leaf", run("cat sub/./deep//leaf.txt"));
        assertEquals("a note", run("cat sub/deep/../../note.txt"));
        assertEquals("3 .\n3 ..\n4 note.txt\n3 sub", run("ls ."));
        assertEquals("3 .\n3 ..\n3 deep", run("ls sub/"));
        assertTrue(run("stat note.txt").startsWith("type 4 size 7 modified "));
        assertEquals(NOENT, run("cat nothing.txt"));
        assertEquals(NOENT, run("cat nothing/../note.txt"));
        assertEquals(NOTDIR, run("cat note.txt/x"));
        assertEquals(NOTDIR, run("cat note.txt/"));
        assertEquals(NOTDIR, run("ls note.txt"));
        assertEquals(TOO_LONG, run("cat " + "x".repeat(300)));
        assertEquals(TOO_LONG, run("cat " + "x/".repeat(2_500)));
        for (int i = 0; i < 300; i++) {
            Files.createFile(inside.resolve("sub/deep/many-" + i));
        }
        assertEquals(303, run("ls sub/deep").lines().distinct().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../outside/secret.txt",
                "sub/../../outside/secret.txt",
                "./../outside/secret.txt",
                "sub/deep/../../../outside/secret.txt",
                "/etc/passwd",
                "/",
                "//note.txt",
                "sub/deep/../../.."
            })
    void no_path_leads_out(String path) {
        grant(true);
        assertEquals(NOT_CAPABLE, run("cat " + path));
        assertEquals(NOT_CAPABLE, run("stat " + path));
        assertEquals(NOT_CAPABLE, run("ls " + path));
        assertEquals(NOT_CAPABLE, run("write " + path + " x"));
        assertEquals(NOT_CAPABLE, run("mkdir " + path));
        assertEquals(NOT_CAPABLE, run("rm " + path));
        assertEquals(NOT_CAPABLE, run("mv note.txt " + path));
        assertEquals(NOT_CAPABLE, run("mv " + path + " taken"));
    }

    @Test
    void no_link_is_followed_whether_it_leads_out_or_in() throws IOException {
        Files.createSymbolicLink(inside.resolve("out"), outside);
        Files.createSymbolicLink(inside.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(inside.resolve("in"), Path.of("sub"));
        Files.createSymbolicLink(inside.resolve("in.txt"), Path.of("note.txt"));
        Files.createSymbolicLink(inside.resolve("nowhere"), Path.of("missing.txt"));
        grant(true);
        for (String path : List.of("out/secret.txt", "out.txt", "in/deep/leaf.txt", "in.txt", "in/../note.txt")) {
            assertEquals(LOOP, run("cat " + path), path);
            assertEquals(LOOP, run("write " + path + " x"), path);
            assertEquals(LOOP, run("stat " + path), path);
        }
        assertEquals(LOOP, run("ls out"));
        assertEquals(LOOP, run("write nowhere x"));
        assertEquals(LOOP, run("create nowhere"));
        assertEquals(LOOP, run("mkdir out/new"));
        assertEquals(LOOP, run("mv note.txt out/note.txt"));
        assertEquals(LOOP, run("rm out/secret.txt"));
        assertTrue(run("lstat out").startsWith("type 7 "));
        assertEquals(NOTSUP, run("readlink out"));
        assertEquals("ok", run("rm out"));
        assertEquals("secret", Files.readString(outside.resolve("secret.txt")));
        assertEquals(List.of("secret.txt"), names(outside));
        assertFalse(Files.exists(inside.resolve("missing.txt"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("a note\n", Files.readString(inside.resolve("note.txt")));
    }

    @Test
    void links_cannot_be_made() {
        grant(true);
        assertEquals(PERM, run("symlink escape ../outside"));
        assertEquals(PERM, run("symlink inner note.txt"));
        assertEquals(PERM, run("link note.txt hard.txt"));
        assertEquals(List.of("note.txt", "sub"), names(inside));
    }

    @Test
    void nothing_changes_in_a_folder_that_is_read_only() throws IOException {
        grant(false);
        List<String> before = tree();
        for (String verb : List.of(
                "create new.txt",
                "create note.txt",
                "truncate note.txt",
                "write note.txt x",
                "write new.txt x",
                "new new.txt x",
                "append note.txt x",
                "resize note.txt 1",
                "touch note.txt",
                "mkdir new",
                "rmdir sub/deep",
                "rm note.txt",
                "mv note.txt moved.txt",
                "symlink new target",
                "link note.txt hard.txt")) {
            assertEquals(READ_ONLY, run(verb), verb);
        }
        assertEquals(before, tree());
    }

    @Test
    void a_folder_granted_to_write_changes_as_told() throws IOException {
        grant(true);
        assertEquals("ok", run("write new.txt hello"));
        assertEquals("ok", run("append new.txt ', you'"));
        assertEquals("hello, you", Files.readString(inside.resolve("new.txt")));
        assertEquals(EXIST, run("new new.txt x"));
        assertEquals("ok", run("resize new.txt 5"));
        assertEquals("ok", run("resize new.txt 8"));
        assertEquals("hello\0\0\0", Files.readString(inside.resolve("new.txt")));
        assertEquals("ok", run("truncate new.txt"));
        assertEquals(
                "type 4 size 0 modified 1000000000",
                run("touch new.txt -- stat new.txt").replace("ok\n", ""));
        assertEquals("ok", run("mkdir made"));
        assertEquals(EXIST, run("mkdir made"));
        assertEquals(EXIST, run("mkdir note.txt"));
        assertEquals("ok", run("mv new.txt made/moved.txt"));
        assertEquals(NOTEMPTY, run("rmdir made"));
        assertEquals(ISDIR, run("rm made"));
        assertEquals("ok", run("mv made sub/made"));
        assertEquals("ok\nok", run("rm sub/made/moved.txt -- rmdir sub/made"));
        assertEquals(ISDIR, run("write sub x"));
        assertEquals(List.of("note.txt", "sub"), names(inside));
    }

    @Test
    void a_pipe_in_the_folder_is_not_waited_for() throws Exception {
        Path pipe = inside.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        grant(true);
        assertEquals(ACCES, run("cat pipe"));
        assertEquals(ACCES, run("write pipe x"));
        assertEquals(NOTDIR, run("cat pipe/x"));
        assertEquals(NOTDIR, run("ls pipe"));
    }

    /** Another process that swaps a folder for a link out while the guest opens what is in it. */
    @Test
    void a_race_with_a_renaming_process_leads_nowhere() throws Exception {
        Path real = Files.createDirectories(inside.resolve("swap"));
        Files.writeString(real.resolve("secret.txt"), "harmless");
        Path aside = inside.resolve("aside");
        Path link = Files.createSymbolicLink(inside.resolve("link"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch swapped = new CountDownLatch(1);
        Thread swapper = new Thread(() -> {
            try {
                while (!stop.get()) {
                    Files.move(real, aside, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
                    swapped.countDown();
                    Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
                    Files.move(aside, real, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        grant(true);
        swapper.start();
        swapped.await();
        String verbs = "cat swap/secret.txt -- write swap/planted.txt x -- mkdir swap/made -- ls swap -- ".repeat(8)
                + "say done";
        int harmless = 0;
        int refused = 0;
        for (int n = 0; n < 150; n++) {
            String shown = run(verbs);
            assertTrue(shown.endsWith("done"), shown);
            assertFalse(shown.lines().anyMatch("secret"::equals), shown);
            harmless += shown.contains("harmless") ? 1 : 0;
            refused += shown.contains("error") ? 1 : 0;
        }
        stop.set(true);
        swapper.join();
        assertTrue(harmless > 0 && refused > 0, harmless + " times the file, " + refused + " times refused");
        assertEquals(List.of("secret.txt"), names(outside));
        assertEquals("secret", Files.readString(outside.resolve("secret.txt")));
    }

    @Test
    void pointers_and_counts_that_lie_are_answered_with_a_fault() {
        grant(false);
        String fault = "21 signed";
        for (String call : List.of(
                "raw_write 1 0xfffffff8 1 1024",
                "raw_write 1 0xfffffff0 4 1024",
                "raw_write 1 1024 1 0xfffffffe",
                "raw_read 0 0x7ffffff0 2 1024",
                "raw_random 0x1000 0x7fffffff",
                "raw_random 0xffffffff 1",
                "raw_poll 0xfffffff0 1024 1 1024",
                "raw_poll 1024 0xfffffff0 1 1024",
                "raw_open 3 0xfffffff0 8 1024",
                "raw_open 3 1024 8 0xfffffffe",
                "raw_readdir 3 1024 0x7fffffff 0 1024",
                "raw_args 0xfffffff0 1024")) {
            String shown = notepad.run("%call " + call);
            assertTrue(shown.contains(fault), call + ": " + shown);
        }
        for (String call : List.of(
                "raw_write 1 1024 0x7fffffff 1024",
                "raw_write 1 1024 1025 1024",
                "raw_poll 1024 2048 0 1024",
                "raw_poll 1024 2048 0x7fffffff 1024")) {
            String shown = notepad.run("%call " + call);
            assertTrue(shown.contains("28 signed"), call + ": " + shown);
        }
        // 1,024 buffers that are all of memory, over a file of 7 bytes: nothing is allocated for them.
        assertEquals(
                "",
                notepad.run("var memory = wasm.pointer(0); int whole = (int) wasm.guest().memorySize();"
                                + "int[] vectors = new int[2048]; for (int i = 0; i < 1024; i++) { vectors[2 * i + 1] = whole; }"
                                + "wasm.write(wasm.pointer(131072), vectors);")
                        .strip());
        assertTrue(notepad.run("%call raw_read 0 131072 1024 1024").contains("0 signed"));
    }

    @Test
    void missing_folders_and_words_are_said_at_the_load() {
        assertEquals(
                "MagicError: --dir takes HOST::GUEST or HOST::GUEST:rw, such as data::/data; data is neither.",
                notepad.run("%wasm load guests/visitor/visitor.wasm --wasi --dir data"));
        assertEquals(
                "MagicError: --env gives something through WASI; add --wasi.",
                notepad.run("%wasm load guests/visitor/visitor.wasm --env A=1"));
        String missing = notepad.run("%wasm load guests/visitor/visitor.wasm --wasi --dir nothing-here::/data");
        assertTrue(
                missing.startsWith("Refused: There is no folder ") && missing.contains("to give the guest as /data"));
        String without = notepad.run("%wasm load guests/visitor/visitor.wasm");
        assertTrue(without.endsWith("They are WASI's: load it with --wasi."), without);
        notepad.run("%wasm load guests/liar/liar.wasm");
        assertTrue(notepad.run("%wasm run").startsWith("Refused: Guest `liar` has no _start to run; it is a library."));
    }

    @Test
    void a_sleeping_guest_wakes_by_itself_or_at_its_time_limit() {
        load("");
        assertEquals("ok", run("sleep 1000000"));
        load("--timeout 1s");
        assertTrue(run("sleep 60000000000").contains("stopped after its time limit of 1 s"));
        assertEquals("again", run("say again"));
    }

    private static List<String> names(Path of) {
        try (Stream<Path> entries = Files.list(of)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(inside)) {
            List<String> tree = new ArrayList<>();
            for (Path path : all.sorted().toList()) {
                tree.add(path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
            }
            return tree;
        }
    }
}
