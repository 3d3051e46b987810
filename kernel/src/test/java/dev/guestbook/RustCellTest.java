package dev.guestbook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guestbook.source.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code %%rust}: with this machine's rustc, and with scripts that say what one says. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class RustCellTest {
    private static final String ADD = "#[no_mangle]\npub extern \"C\" fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n";

    @TempDir
    private Path folder;

    private Notepad with(String compiling) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createDirectories(folder.resolve("library"));
        Path rustc = Files.writeString(
                bin.resolve("rustc"), """
                #!/bin/sh
                case $1 in
                    --version) echo "rustc 1.95.0 (59807616e 2026-04-14)"; exit 0 ;;
                    --print) echo "%s"; exit 0 ;;
                esac
                /bin/cat > "%s"
                made=
                for word in "$@"; do
                    case $before in -o) made=$word ;; esac
                    before=$word
                done
                """.formatted(folder.resolve("library"), folder.resolve("given")) + compiling);
        Files.setPosixFilePermissions(rustc, PosixFilePermissions.fromString("rwx------"));
        return new Notepad(new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(bin), false));
    }

    private void installTarget() throws IOException {
        Files.createDirectories(folder.resolve("library"));
        Files.writeString(folder.resolve("library/libcore-1234.rlib"), "");
    }

    private String neutral(String text) {
        return text.replace(folder.toString(), "FOLDER");
    }

    @Test
    void without_rustc_it_says_how_to_get_one() throws IOException {
        try (Notepad notepad =
                new Notepad(new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(folder), false))) {
            assertEquals(
                    "Refused: There is no rustc on the PATH. rustup installs it (https://rustup.rs); then type \"rustup"
                            + " target add wasm32-unknown-unknown\". %%c and %%wat need no Rust.",
                    notepad.run("%%rust adder\n" + ADD));
        }
    }

    @Test
    void without_the_target_it_says_what_to_type() throws IOException {
        try (Notepad notepad = with("exit 1")) {
            assertEquals(
                    "Refused: rustc 1.95.0 (FOLDER/bin/rustc) has not the target wasm32-unknown-unknown; type \"rustup"
                            + " target add wasm32-unknown-unknown\" in a shell, then run the cell again.",
                    neutral(notepad.run("%%rust adder\n" + ADD)));
        }
    }

    @Test
    void what_rustc_says_stands_at_the_lines_of_the_cell() throws IOException {
        installTarget();
        try (Notepad notepad = with("""
                /bin/cat >&2 <<'END'
                <anon>:3:13: error[E0425]: cannot find value `größe` in this scope: not found in this scope
                <anon>:1:5: warning: unused import: `std::fmt`
                error: aborting due to 1 previous error; 1 warning emitted
                END
                exit 1
                """)) {
            assertEquals("""
                    cell [1], line 4
                        use std::fmt;
                            ^^^
                    warning: unused import: `std::fmt`
                    cell [1], line 6
                            é = 🙂 + größe;
                                    ^^^^^
                    cannot find value `größe` in this scope: not found in this scope""", notepad.traceback("\n\n%%rust adder\nuse std::fmt;\n\n    é = 🙂 + größe;\n"));
            assertFalse(notepad.run("%wasm list").contains("adder"));
        }
    }

    @Test
    void a_module_is_loaded_under_its_name_and_a_failure_leaves_it() throws IOException {
        installTarget();
        Path module = Notepad.PROJECT.resolve("guests/twosum/twosum.wasm");
        try (Notepad notepad = with("""
                case $* in
                    *panic*) echo 'error: linking with `rust-lld` failed: exit status: 1' >&2; exit 1 ;;
                    *nothing*) exit 0 ;;
                esac
                /bin/cp "%s" "$made"
                echo '<anon>:2:1: warning: function `half` is never used' >&2
                """.formatted(module))) {
            String card = notepad.run("%%rust sums -C opt-level=3 --timeout 2s\n\n" + ADD);
            assertTrue(card.contains("guest sums\nsource     Rust, 5 lines, rustc 1.95.0\n"), card);
            assertTrue(card.contains("line 3: warning: function `half` is never used"), card);
            assertEquals("\n" + ADD, Files.readString(folder.resolve("given")));
            assertEquals(
                    "Refused: rustc made no module: linking with `rust-lld` failed: exit status: 1.",
                    notepad.run("%%rust sums -C panic=abort\n" + ADD));
            assertEquals(
                    "Refused: rustc made no module: exit code 0.", notepad.run("%%rust sums --cfg nothing\n" + ADD));
            assertTrue(notepad.run("%wasm exports").contains("twosum"));
        }
    }

    /** Where this machine can. */
    @Test
    void a_real_cell_is_compiled_called_and_its_mistakes_are_found() throws IOException {
        Settings settings = Settings.ofUser(folder);
        Optional<Path> rustc = settings.path().stream()
                .map(bin -> bin.resolve("rustc"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(rustc.isPresent() && hasTarget(rustc.get()), "no rustc with wasm32-unknown-unknown here");
        try (Notepad notepad = new Notepad(settings)) {
            String card = notepad.run("%%rust adder\n" + ADD);
            assertTrue(card.contains("guest adder\nsource     Rust, 4 lines, rustc "), card);
            assertEquals("5", notepad.run("wasm.call(\"add\", 2, 3).i32()"));
            assertTrue(notepad.run("%%rust adder\n" + ADD.replace("a + b", "a + c"))
                    .startsWith("CompileError: line 4: cannot find value `c`"));
            assertTrue(notepad.run("%%rust adder\nfn a() {}").startsWith("Refused: The cell exports no function"));
            assertEquals("5", notepad.run("wasm.call(\"add\", 2, 3).i32()"));
        }
    }

    private static boolean hasTarget(Path rustc) throws IOException {
        Process process = new ProcessBuilder(
                        rustc.toString(), "--print", "target-libdir", "--target", "wasm32-unknown-unknown")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path library = Path.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
        if (!Files.isDirectory(library)) {
            return false;
        }
        try (Stream<Path> files = Files.list(library)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("libcore-"));
        }
    }
}
