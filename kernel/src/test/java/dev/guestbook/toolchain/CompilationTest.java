package dev.guestbook.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.SourceRejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compilers that do what a real one does rarely: scripts in its place. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class CompilationTest {
    @TempDir
    private Path folder;

    private Toolchain with(String script) throws Exception {
        FakeKit.program(folder.resolve("bin"), "clang", FakeKit.CLANG + """
                case $1 in
                    --version|--print-targets) exit 0 ;;
                esac
                """ + script);
        FakeKit.program(folder.resolve("bin"), "wasm-ld", "#!/bin/sh\n");
        return new FakeKit(folder, FakeKit.CLANG, List.of(folder.resolve("bin")), Optional.empty()).toolchain();
    }

    private CCell cell(Duration limit, String... arguments) {
        return new CCell("int f(void);\nf();\n", List.of(arguments), folder, false, limit);
    }

    private String refused(String script) throws Exception {
        Toolchain toolchain = with(script);
        return assertThrows(ToolchainException.class, () -> toolchain.compile(cell(Duration.ofSeconds(20))))
                .getMessage()
                .replace(folder.toString(), "FOLDER")
                .replace(System.getProperty("java.io.tmpdir"), "TMP");
    }

    @Test
    void aFullDiskIsCalledOne() throws Exception {
        assertEquals(
                "The disk is full, so the compiler could not write the module; make room in TMP and run the cell again.",
                refused(
                        "echo \"error: unable to open output file '/tmp/x.o': 'No space left on device'\" >&2; exit 1"));
    }

    @Test
    void aDiskThatIsFullBeforeTheCompilerRunsIsCalledOneToo() {
        Mishap mishap = new Mishap("clang", Duration.ofSeconds(1), "another");
        assertTrue(mishap.unrunnable(new IOException("/tmp/x/include: No space left on device"))
                .getMessage()
                .startsWith("The disk is full, so the compiler could not write the module; make room in "));
        assertEquals(
                "clang could not be run: \\u{1b}[31mno.",
                mishap.unrunnable(new IOException("\033[31mno")).getMessage());
    }

    @Test
    void whatOldClangsWarnOfIsAMistakeWithAnyClang() throws Exception {
        Path list = folder.resolve("list");
        refused("echo \"$*\" >>" + list + "; exit 3");
        assertTrue(Files.readString(list).contains(" -Werror=implicit-function-declaration -Werror=int-conversion "));
    }

    @Test
    void aCrashIsTheCompilersFault() throws Exception {
        assertEquals(
                "clang 20.1.7 (FOLDER/bin/clang) itself crashed on this cell (exit code 139); that is a defect of the"
                        + " compiler. Leave out half of the cell to find the place, or try -O0 or another clang"
                        + " (GUESTBOOK_CLANG). The guest that was there stays.",
                refused("exit 139"));
        assertEquals(
                "clang 20.1.7 (FOLDER/bin/clang) was killed (exit code 137), as a system does that is out of memory; make"
                        + " room there and run the cell again. The guest that was there stays.",
                refused("kill -KILL $$"));
    }

    @Test
    void whatIsSaidAboutNoPlaceIsPassedOn() throws Exception {
        assertEquals(
                "clang refused: wrong \\u{1b}[31m weather.",
                refused("printf 'clang: error: wrong \\033[31m weather\\n' >&2; exit 1"));
        assertEquals("clang refused: exit code 7.", refused("exit 7"));
    }

    @Test
    void aCompilerThatNeverEndsIsEndedAtItsTime() throws Exception {
        Toolchain toolchain = with("sleep 1000");
        assertEquals(
                "The compiler was ended after 300 ms without a result; the guest that was there stays. See whether the"
                        + " cell includes a file that never ends or a macro that grows without bound, or give it longer:"
                        + " --compile-timeout 5m.",
                assertThrows(ToolchainException.class, () -> toolchain.compile(cell(Duration.ofMillis(300))))
                        .getMessage());
    }

    @Test
    void anInterruptEndsItWithAllItStartedAndLeavesNoFile() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        Toolchain toolchain = with("""
                case "$*" in *" -E "*) exit 0 ;; esac
                sleep 1000 &
                echo "$! $TMPDIR" >FIFO
                wait
                """.replace("FIFO", fifo.toString()));
        FutureTask<Compiled> compiling = new FutureTask<>(() -> toolchain.compile(cell(Duration.ofSeconds(60))));
        Thread thread = new Thread(compiling);
        thread.start();
        String[] told = Files.readString(fifo).strip().split(" ");
        ProcessHandle child = ProcessHandle.of(Long.parseLong(told[0])).orElseThrow();
        thread.interrupt();
        assertTrue(
                assertThrows(java.util.concurrent.ExecutionException.class, compiling::get)
                                .getCause()
                        instanceof InterruptedException);
        child.onExit().get(10, TimeUnit.SECONDS);
        thread.join();
        assertFalse(Files.exists(Path.of(told[1])), told[1]);
    }

    @Test
    void rangesAndNotesOfEveryKindOfLineAreUnderstood() throws Exception {
        Toolchain toolchain = with("""
                cat >&2 <<'END'
                In file included from <stdin>:2:
                C:\\\\place\\\\a.h:7:1: error: one
                <stdin>:1:5:{1:5-1:6}{2:1-2:2}: fatal error: two
                <stdin>:99:1: note: three
                /usr/bin/wasm-ld-14: error: /tmp/a.o: undefined symbol: f
                clang-14: error: linker command failed with exit code 1 (use -v to see invocation)
                END
                exit 1
                """);
        List<Diagnostic> all = assertThrows(SourceRejected.class, () -> toolchain.compile(cell(Duration.ofSeconds(20))))
                .diagnostics();
        assertEquals(
                List.of(
                        "ERROR 2:1+4 in a.h, line 7: one",
                        "ERROR 1:5+1 two",
                        "NOTE 99:1+1 three",
                        "ERROR 2:1+1 `f` is used and defined nowhere."),
                all.stream()
                        .map(one -> one.kind() + " " + one.line() + ":" + one.column() + "+" + one.length() + " "
                                + one.message().lines().findFirst().orElse(""))
                        .toList());
    }

    @Test
    void aProgramBeginsInMainAndNotInAWordOfAComment() {
        assertTrue(Compilation.namesMain("int main(void) { return 0; }"));
        assertTrue(Compilation.namesMain("char q = '\"'; int main (int n, char **all);"));
        assertFalse(Compilation.namesMain("char *s = \"\\\" main()\"; int domain(int n);"));
    }

    @Test
    void temporaryFoldersAreGoneAfterwards() throws Exception {
        Path list = folder.resolve("list");
        refused("echo $TMPDIR >>" + list + "; exit 3");
        try (Stream<String> all = Files.lines(list)) {
            assertEquals(
                    List.of(), all.filter(each -> Files.exists(Path.of(each))).toList());
        }
    }
}
