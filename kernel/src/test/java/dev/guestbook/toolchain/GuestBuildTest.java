package dev.guestbook.toolchain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The build lines of our guests, and what is no build line. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class GuestBuildTest {
    private static final Path FILE = Path.of("build");

    @TempDir
    private Path folder;

    private static String refused(String text) {
        return assertThrows(ToolchainException.class, () -> BuildLine.parse(text, FILE))
                .getMessage();
    }

    @Test
    void aBuildIsOneCommandThatEveryShellReadsAlike() throws Exception {
        BuildLine line = BuildLine.parse("#!/bin/sh\n# words\n\nclang -O2 \\\n    -Wall -o a.wasm a.c\n", FILE);
        assertEquals(List.of("-O2", "-Wall", "a.c"), line.arguments());
        assertEquals("a.wasm", line.output());
        assertEquals(
                "build has no command that begins with clang; see guests/README.md.", refused("# nothing\ngcc a.c\n"));
        assertEquals(
                "build has a second command, `clang b.c`; a build is one, its lines ended by \\.",
                refused("clang -o a.wasm a.c\nclang b.c\n"));
        for (String word : List.of("$CFLAGS", "\"a.c\"", "*.c", "a.c;", "`a`", "a.c|b", "~/a.c")) {
            assertEquals(
                    "build has `" + word + "`, which shells read in their own ways; write it without quotes, variables"
                            + " and wildcards.",
                    refused("clang -o a.wasm " + word + "\n"));
        }
        assertEquals("build must say once what it makes: -o NAME.wasm.", refused("clang a.c\n"));
        assertEquals("build must say once what it makes: -o NAME.wasm.", refused("clang -o a.wasm -o b.wasm a.c\n"));
        assertEquals(
                "build makes `../a.wasm`; it must be a .wasm file in its own folder.",
                refused("clang -o ../a.wasm a.c\n"));
    }

    @Test
    void everyGuestOfOursHasABuildLine() throws Exception {
        Path guests = Path.of("../guests");
        try (Stream<Path> all = Files.list(guests)) {
            for (Path guest : all.filter(each -> Files.exists(each.resolve(each.getFileName() + ".wasm")))
                    .toList()) {
                assertEquals(
                        guest.getFileName() + ".wasm",
                        BuildLine.read(guest.resolve("build")).output());
            }
        }
    }

    private GuestBuild with(String clang) throws IOException {
        Path program = FakeKit.program(folder.resolve("bin"), "clang", "#!/bin/sh\n" + clang);
        Files.createDirectories(folder.resolve("guests/one"));
        Files.writeString(folder.resolve("guests/one/build"), "clang -o one.wasm one.c\n");
        return new GuestBuild(folder.resolve("guests"), new Compiler(program, program, "20.1.7", Compiler.Why.KIT));
    }

    @Test
    void aModuleIsReplacedOnlyByABuildThatWentWell() throws Exception {
        Path module = folder.resolve("guests/one/one.wasm");
        String writes = "while [ $# -gt 1 ]; do shift; done; printf made >\"$1\"\n";
        GuestBuild good = with(writes);
        assertFalse(good.build("one", false).same());
        assertTrue(Files.notExists(module), "a check writes nothing");
        assertFalse(good.build("one", true).same());
        assertTrue(good.build("one", true).same());
        assertEquals("made", Files.readString(module));
        GuestBuild bad = with(writes + "printf 'one.c:1:1: error: \\033[31mno\\n' >&2; exit 1\n");
        assertEquals(
                "one does not build:\none.c:1:1: error: \\u{1b}[31mno",
                assertThrows(ToolchainException.class, () -> bad.build("one", true))
                        .getMessage());
        assertEquals("made", Files.readString(module));
        assertEquals(List.of("one"), good.names(List.of()));
        assertTrue(assertThrows(ToolchainException.class, () -> good.names(List.of("two")))
                .getMessage()
                .startsWith("There is no guest two with a build line in "));
    }

    @Test
    void oneThatFailsDoesNotStopTheOthers() throws Exception {
        GuestBuild build = with("while [ $# -gt 1 ]; do shift; done; case $1 in *bad*) echo no >&2; exit 1 ;; esac;"
                + " printf made >\"$1\"\n");
        for (String name : List.of("bad", "last", "worse-bad")) {
            Files.createDirectories(folder.resolve("guests").resolve(name));
            Files.writeString(
                    folder.resolve("guests").resolve(name).resolve("build"),
                    "clang -o " + name + ".wasm " + name + ".c\n");
        }
        Path kept = Files.writeString(folder.resolve("guests/bad/bad.wasm"), "before");
        assertEquals("""
                false
                bad          FAILED
                last               4 B  changed
                one                4 B  changed
                worse-bad    FAILED
                by clang 20.1.7 (FOLDER/bin/clang), the pinned kit
                bad does not build:
                no
                worse-bad does not build:
                no
                guestbook: 2 of 4 did not build: bad, worse-bad; what was there stays.
                """, told(build, build.names(List.of()), false));
        assertEquals("before", Files.readString(kept));
        assertEquals("""
                true
                one                4 B  as it was
                by clang 20.1.7 (FOLDER/bin/clang), the pinned kit
                """, told(build, List.of("one"), true));
        Files.writeString(folder.resolve("guests/one/one.wasm"), "other");
        assertEquals("""
                false
                one                4 B  NOT what is committed
                by clang 20.1.7 (FOLDER/bin/clang), the pinned kit
                guestbook: one: not what the sources give; build them without --check and commit them.
                """, told(build, List.of("one"), true));
    }

    /** What it returns, its output and its errors. */
    private String told(GuestBuild build, List<String> names, boolean check) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        boolean well = build.build(names, check, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return (well + "\n" + out.toString(UTF_8) + err.toString(UTF_8)).replace(folder.toString(), "FOLDER");
    }
}
