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
        program(bin.resolve("rustc"), """
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
        return new Notepad(new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(bin), false));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void installTarget() throws IOException {
        Files.createDirectories(folder.resolve("library"));
        Files.writeString(folder.resolve("library/libcore-1234.rlib"), "");
    }

    private String neutral(String text) {
        return text.replace(folder.toString(), "FOLDER");
    }

    private static final String ADVICE =
            "rustup (https://rustup.rs) installs Rust, and \"rustup target add wasm32-unknown-unknown\" the target; without"
                    + " rustup: \"sudo apt-get install rustc libstd-rust-dev-wasm32 lld\" on Debian and Ubuntu, \"sudo dnf"
                    + " install rust rust-std-static-wasm32-unknown-unknown\" on Fedora, \"sudo pacman -S rust rust-wasm"
                    + " lld\" on Arch. Then run the cell again; %%c and %%wat need no Rust.";

    @Test
    void without_rustc_it_says_how_to_get_one() throws IOException {
        try (Notepad notepad =
                new Notepad(new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(folder), false))) {
            assertEquals("Refused: There is no rustc on the PATH. " + ADVICE, notepad.run("%%rust adder\n" + ADD));
        }
    }

    @Test
    void without_the_target_it_says_what_to_type() throws IOException {
        try (Notepad notepad = with("exit 1")) {
            assertEquals(
                    "Refused: rustc 1.95.0 (FOLDER/bin/rustc) has not the target wasm32-unknown-unknown. " + ADVICE,
                    neutral(notepad.run("%%rust adder\n" + ADD)));
        }
    }

    @Test
    void a_rustc_without_the_target_does_not_hide_one_that_has_it() throws IOException {
        installTarget();
        with("exit 3").close();
        Path first = Files.createDirectories(folder.resolve("first"));
        program(first.resolve("rustc"), """
                #!/bin/sh
                case $1 in
                    --version) echo "rustc 1.99.0" ;;
                    --print) echo "%s/nowhere" ;;
                esac
                """.formatted(folder));
        try (Notepad notepad = new Notepad(new Settings(
                folder,
                folder.resolve("cache"),
                Optional.empty(),
                List.of(first, folder.resolve("nothing"), folder.resolve("bin")),
                false))) {
            assertEquals("Refused: rustc made no module: exit code 3.", notepad.run("%%rust adder\n" + ADD));
        }
    }

    /** As rustc writes it: {@code "column"} to before {@code "end"}, with more in {@code rest}. */
    private static String span(String file, int line, int column, int end, boolean primary, String rest) {
        return """
                {"file_name":"%s","line_start":%d,"line_end":%d,"column_start":%d,"column_end":%d,"is_primary":%b%s}""".formatted(file, line, line, column, end, primary, rest);
    }

    private static String message(String level, String message, String spans, String children) {
        return """
                {"message":"%s","code":null,"level":"%s","spans":[%s],"children":[%s],"rendered":null}
                """.formatted(message, level, spans, children);
    }

    @Test
    void what_rustc_says_stands_at_the_lines_of_the_cell() throws IOException {
        installTarget();
        String said = message(
                                "error",
                                "cannot find value `größe` in this scope",
                                span("<anon>", 3, 13, 18, true, ",\"label\":\"not found in this scope\"") + ","
                                        + span("<anon>", 3, 5, 6, false, ",\"label\":\"for this\""),
                                message(
                                                "help",
                                                "a local with a similar name exists",
                                                span(
                                                        "<anon>",
                                                        3,
                                                        13,
                                                        18,
                                                        true,
                                                        ",\"suggested_replacement\":\"grösse\""),
                                                "")
                                        + "," + message("note", "declared here", span("<anon>", 1, 1, 4, true, ""), ""))
                        .replace("\n", "")
                + "\n"
                + message("warning", "unused import: `std::fmt`", span("<anon>", 1, 5, 13, true, ""), "")
                + message(
                        "error",
                        "mismatched types",
                        span(
                                "/library/macros/mod.rs",
                                40,
                                32,
                                34,
                                true,
                                ",\"label\":null,\"expansion\":{\"span\":" + span("<anon>", 4, 1, 10, false, "") + "}"),
                        "")
                + message("error", "aborting due to 2 previous errors; 1 warning emitted", "", "");
        try (Notepad notepad = with("/bin/cat >&2 <<'END'\n" + said + "END\nexit 1\n")) {
            assertEquals(
                    """
                    cell [1], line 4, column 5
                        use std::fmt;
                            ^^^^^^^^
                    warning: unused import: `std::fmt`

                    cell [1], line 6, column 13
                            é = 🙂 + größe;
                                     ^^^^^
                    cannot find value `größe` in this scope: not found in this scope
                    help: a local with a similar name exists: `grösse`
                    cell [1], line 6, column 5
                            é = 🙂 + größe;
                            ^
                    note: for this
                    cell [1], line 4, column 1
                        use std::fmt;
                        ^^^
                    note: declared here

                    cell [1], line 7, column 1
                        assert!(1);
                        ^^^^^^^^^
                    mismatched types""", notepad.traceback("\n\n%%rust adder\nuse std::fmt;\n\n    é = 🙂 + größe;\nassert!(1);\n"));
            assertFalse(notepad.run("%wasm list").contains("adder"));
        }
    }

    @Test
    void a_module_is_loaded_under_its_name_and_a_failure_leaves_it() throws IOException {
        installTarget();
        Path module = Notepad.PROJECT.resolve("guests/twosum/twosum.wasm");
        String unlinked = message(
                        "error",
                        "linking with `rust-lld` failed: exit status: 1",
                        "",
                        message("note", "\\\"rust-lld\\\" \\\"-flavor\\\"", "", "") + ","
                                + message("note", "rust-lld: error: unknown argument: --foo", "", ""))
                .replace("\n", "");
        try (Notepad notepad = with("""
                case $* in
                    *panic*) printf '%%s\\n' '%s' >&2; exit 1 ;;
                    *nolinker*) echo '%s' >&2; exit 1 ;;
                    *bogus*) echo "error: Unrecognized option: 'bogus'" >&2; exit 1 ;;
                    *nothing*) exit 0 ;;
                    *crash*) echo "thread 'rustc' panicked at 'index out of bounds'" >&2; exit 101 ;;
                    *killed*) kill -SEGV $$ ;;
                    *full*) echo 'error: failed to write guest.o: No space left on device (os error 28)' >&2; exit 1 ;;
                esac
                /bin/cp "%s" "$made"
                echo '%s' >&2
                """.formatted(
                        unlinked,
                        message("error", "linker `rust-lld` not found", "", "").strip(),
                        module,
                        message("warning", "function `half` is never used", span("<anon>", 2, 1, 4, true, ""), "")
                                .strip()))) {
            String card = notepad.run("%%rust sums -C opt-level=3 --timeout 2s\n\n" + ADD);
            assertTrue(card.contains("guest sums\nsource     Rust, 5 lines, rustc 1.95.0\n"), card);
            assertTrue(card.contains("line 3: warning: function `half` is never used"), card);
            assertEquals("\n" + ADD, Files.readString(folder.resolve("given")));
            assertEquals(
                    "Refused: rustc made no module: linking with `rust-lld` failed: exit status: 1; rust-lld: error:"
                            + " unknown argument: --foo.",
                    notepad.run("%%rust sums -C panic=abort\n" + ADD));
            assertEquals(
                    "Refused: rustc made no module: linker `rust-lld` not found. It comes with rustup; a distribution's"
                            + " rustc takes its package lld (\"sudo apt-get install lld\" on Debian and Ubuntu).",
                    notepad.run("%%rust sums --cfg nolinker\n" + ADD));
            assertEquals(
                    "Refused: rustc made no module: Unrecognized option: 'bogus'.",
                    notepad.run("%%rust sums --bogus\n" + ADD));
            assertEquals(
                    "Refused: rustc ended without an error and wrote no module; leave out what asks it for something"
                            + " else: --cfg nothing.",
                    notepad.run("%%rust sums --cfg nothing\n" + ADD));
            for (String how : List.of("crash", "killed")) {
                assertTrue(
                        neutral(notepad.run("%%rust sums --cfg " + how + "\n" + ADD))
                                .matches("Refused: rustc 1\\.95\\.0 \\(FOLDER/bin/rustc\\) itself crashed on this cell"
                                        + " \\(exit code (?:101|139)\\); that is a defect of the compiler\\. Leave out half of"
                                        + " the cell to find the place, or try -C opt-level=0 or another rustc\\. The guest"
                                        + " that was there stays\\."),
                        how);
            }
            for (String written : List.of("-o x.wasm", "--emit=asm", "--out-dir .")) {
                assertEquals(
                        "Refused: " + written.split(" ")[0]
                                + " says what rustc writes, and the module becomes the guest and no file; leave it out.",
                        notepad.run("%%rust sums " + written + "\n" + ADD));
            }
            assertEquals(
                    "Refused: A cell of Rust is compiled for wasm32-unknown-unknown; leave --target out.",
                    notepad.run("%%rust sums --target wasm32-wasi\n" + ADD));
            assertTrue(notepad.run("%%rust sums --cfg full\n" + ADD).startsWith("Refused: The disk is full, so the"));
            assertTrue(notepad.run("%wasm exports").contains("twosum"));
        }
    }

    @Test
    void one_that_never_ends_is_ended_by_its_own_limit() throws IOException {
        installTarget();
        try (Notepad notepad = with("while :; do :; done")) {
            assertEquals(
                    "Refused: The compiler was ended after 200 ms without a result; the guest that was there stays. See"
                            + " whether the cell includes a file that never ends or a macro that grows without bound, or"
                            + " give it longer: --compile-timeout 5m.",
                    notepad.run("%%rust sums --compile-timeout 200ms\n" + ADD));
            assertEquals(
                    "MagicError: --compile-timeout takes a time such as 5s or 500ms; soon is none.",
                    notepad.run("%%rust sums --compile-timeout soon\n" + ADD));
        }
    }

    @Test
    void a_panic_is_told_from_where_it_began() {
        try (Notepad notepad = new Notepad(folder)) {
            notepad.run("""
                    %%wat rusty
                    (module
                      (func $__rust_start_panic unreachable)
                      (func $core::panicking::panic_fmt::h9ec1c8305a7da9ae call $__rust_start_panic)
                      (func $_ZN4core9panicking18panic_bounds_check17h85ba5634c84ff856E
                        call $core::panicking::panic_fmt::h9ec1c8305a7da9ae)
                      (func $guest::pick call $_ZN4core9panicking18panic_bounds_check17h85ba5634c84ff856E)
                      (func (export "nth") call $guest::pick)
                      (func $give_up (export "give_up") unreachable)
                      (func (export "oops") call $core::panicking::panic_fmt::h9ec1c8305a7da9ae))
                    """);
            assertEquals(
                    "Trap: Trap in `guest::pick`: unreachable executed; Rust panicked: an index outside of its slice."
                            + " Called by `nth`.",
                    notepad.run("%call nth"));
            notepad.run("%wasm reload");
            assertEquals(
                    "Trap: Trap in `oops`: unreachable executed; Rust panicked: a panic!, an assert! that does not hold,"
                            + " an unwrap of None, a division by zero or the like.",
                    notepad.run("%call oops"));
            notepad.run("%wasm reload");
            assertEquals(
                    "Trap: Trap in `give_up`: unreachable executed; the guest gave up on purpose: a failed assertion, an"
                            + " abort or a panic.",
                    notepad.run("%call give_up"));
        }
    }

    /** Where this machine can; {@code -Dguestbook.rust=true} says that it must. */
    @Test
    void a_real_cell_is_compiled_called_and_its_mistakes_are_found() throws IOException {
        Settings settings = Settings.ofUser(folder);
        boolean there = isHere(settings);
        if (Boolean.getBoolean("guestbook.rust")) {
            assertTrue(there, "no rustc on the PATH has the target wasm32-unknown-unknown");
        }
        assumeTrue(there, "no rustc with wasm32-unknown-unknown here");
        try (Notepad notepad = new Notepad(settings)) {
            String card = notepad.run("%%rust adder\n" + ADD);
            assertTrue(card.contains("guest adder\nsource     Rust, 4 lines, rustc "), card);
            assertEquals("5", notepad.run("wasm.call(\"add\", 2, 3).i32()"));
            assertTrue(notepad.run("%%rust adder\n" + ADD.replace("a + b", "a + c"))
                    .startsWith("CompileError: line 4: cannot find value `c` in this scope"));
            String borrowed = notepad.traceback(
                    "%%rust adder\nfn f() {\n    let mut ä = 1;\n    let a = &mut ä; let b = &mut ä;\n    *a += *b;\n}\n");
            assertTrue(
                    borrowed.contains("line 4, column 29\n        let a = &mut ä; let b = &mut ä;\n" + " ".repeat(32)
                            + "^^^^^^\ncannot borrow `ä` as mutable"),
                    borrowed);
            assertTrue(borrowed.contains("\nnote: first mutable borrow occurs here"), borrowed);
            assertTrue(notepad.run("%%rust elder --edition 2018\n" + ADD).contains("guest elder\n"));
            notepad.run("%wasm use adder");
            String private_ = notepad.run("%%rust adder\nfn a() {}");
            assertTrue(private_.startsWith("Refused: The cell exports no function"), private_);
            String linked = notepad.run("%%rust adder -C link-arg=--foo\n" + ADD);
            assertTrue(linked.contains("unknown argument: --foo."), linked);
            assertEquals("5", notepad.run("wasm.call(\"add\", 2, 3).i32()"));
        }
    }

    /** Where this machine can. */
    @Test
    void a_real_cells_contract_is_its_functions() throws IOException {
        Settings settings = Settings.ofUser(folder);
        assumeTrue(isHere(settings), "no rustc with wasm32-unknown-unknown here");
        try (Notepad notepad = new Notepad(settings)) {
            String card = notepad.run("""
                    %%rust shapes
                    #[repr(C)]
                    pub struct Point { x: i32, y: f64, tag: [u8; 4] }
                    #[no_mangle]
                    pub unsafe extern "C" fn sum(values: *const i32, count: usize) -> i64 {
                        core::slice::from_raw_parts(values, count).iter().map(|v| *v as i64).sum()
                    }
                    #[no_mangle]
                    pub extern "C" fn mirror(point: &Point, out: &mut Point) {
                        *out = Point { x: -point.x, y: -point.y, tag: point.tag };
                    }
                    #[no_mangle]
                    pub extern "C" fn open(out: *mut u8) { unsafe { *out = 1 } }
                    """);
            assertTrue(card.contains("\ncontract   sum, mirror\n"), card);
            assertTrue(
                    card.replaceAll("\\s+", " ")
                            .contains(
                                    "no contract: void open(uint8_t *out); `out` of `open` is an output, and nothing says how"
                                            + " long it is; make it `&mut [T; 16]`, put its length `out_len` after it, or say it in a"
                                            + " %%contract cell."),
                    card);
            assertEquals("42", notepad.run("wasm.contract().call(\"sum\", new int[] {1, 2, 39}).result().i64()"));
            String mirrored = notepad.run("wasm.contract().call(\"mirror\","
                    + " List.of(Map.of(\"x\", 3, \"y\", 2.5, \"tag\", new byte[] {1, 2, 3, 4})))");
            assertTrue(mirrored.contains("[{x: -3, y: -2.5, tag: [1, 2, 3, 4]}]"), mirrored);
        }
    }

    /** Where this machine can. */
    @Test
    void a_real_panic_is_explained_and_an_import_is_asked_for() throws IOException {
        Settings settings = Settings.ofUser(folder);
        assumeTrue(isHere(settings), "no rustc with wasm32-unknown-unknown here");
        try (Notepad notepad = new Notepad(settings)) {
            notepad.run("""
                    %%rust picks
                    #[no_mangle]
                    pub extern "C" fn nth(i: u32) -> i32 { let v = vec![1, 2, 3]; v[i as usize] }
                    #[no_mangle]
                    pub extern "C" fn parse(n: u32) -> i32 { "7".repeat(n as usize).parse::<i32>().expect("no int") }
                    """);
            assertEquals("3", notepad.run("wasm.call(\"nth\", 2).i32()"));
            assertEquals(
                    "Trap: Trap in `nth`: unreachable executed; Rust panicked: an index outside of its slice.",
                    notepad.run("%call nth 7"));
            notepad.run("%wasm reload");
            assertTrue(
                    notepad.run("%call parse 20").endsWith("Rust panicked: an unwrap or expect of an Err."),
                    notepad.run("%trace"));
            String missing = notepad.run("""
                    %%rust picks
                    extern "C" { fn ask(n: i32) -> i32; }
                    #[no_mangle]
                    pub extern "C" fn twice(n: i32) -> i32 { unsafe { ask(n) * 2 } }
                    """);
            assertTrue(missing.contains("env.ask"), missing);
            assertTrue(notepad.run("%wasm exports").contains("nth"));
        }
    }

    private static boolean isHere(Settings settings) throws IOException {
        for (Path bin : settings.path()) {
            if (Files.isExecutable(bin.resolve("rustc")) && hasTarget(bin.resolve("rustc"))) {
                return true;
            }
        }
        return false;
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
