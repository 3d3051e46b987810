package dev.guestbook.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which compiler is used, and what is said of those that are not. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class ToolchainTest {
    @TempDir
    private Path folder;

    private static String clang(String version, String targets) {
        return "#!/bin/sh\n[ \"$1\" = --version ] && echo \"" + version + "\" || echo \"" + targets + "\"\n";
    }

    private static final String GOOD = clang("Debian clang version 14.0.6", "wasm32 - WebAssembly 32-bit");

    private FakeKit on(Optional<String> told, String... folders) throws Exception {
        return new FakeKit(
                folder,
                FakeKit.CLANG,
                List.of(folders).stream().map(folder::resolve).toList(),
                told);
    }

    private static String used(FakeKit fake) throws Exception {
        return fake.neutral(fake.toolchain()
                .find()
                .compiler()
                .map(found -> found.clang() + " " + found.linker() + " " + found.version() + ": " + found.why())
                .orElse("none"));
    }

    private static List<String> passed(FakeKit fake) throws Exception {
        return fake.toolchain().find().passed().stream().map(fake::neutral).toList();
    }

    @Test
    void thePathComesBeforeTheKit() throws Exception {
        FakeKit fake = on(Optional.empty(), "bin");
        fake.kit().install(progress -> {});
        assertEquals(
                "FOLDER/cache/toolchain/clang-20.1.7-linux-x86_64/clang"
                        + " FOLDER/cache/toolchain/clang-20.1.7-linux-x86_64/wasm-ld 20.1.7: it is the kit in"
                        + " Guestbook's cache",
                used(fake));
        FakeKit.program(folder.resolve("bin"), "clang", GOOD);
        assertTrue(used(fake).endsWith("it is the kit in Guestbook's cache"));
        assertEquals(
                List.of("clang 14.0.6 (FOLDER/bin/clang) has no wasm-ld beside it or on the PATH; it is in the package"
                        + " lld"),
                passed(fake));
        FakeKit.program(folder.resolve("bin"), "wasm-ld", "#!/bin/sh\n");
        assertEquals("FOLDER/bin/clang FOLDER/bin/wasm-ld 14.0.6: it is on the PATH", used(fake));
    }

    @Test
    void programsWithAVersionInTheirNameAreFoundTheNewestFirst() throws Exception {
        FakeKit fake = on(Optional.empty(), "bin", "other");
        FakeKit.program(folder.resolve("bin"), "clang-15", GOOD.replace("14.0.6", "15.0.7"));
        FakeKit.program(folder.resolve("other"), "clang-18", GOOD.replace("14.0.6", "18.1.2"));
        FakeKit.program(folder.resolve("bin"), "wasm-ld-15", "#!/bin/sh\n");
        FakeKit.program(folder.resolve("bin"), "wasm-ld-18", "#!/bin/sh\n");
        FakeKit.program(folder.resolve("bin"), "clang-format-19", "#!/bin/sh\n");
        assertEquals("FOLDER/bin/clang-15 FOLDER/bin/wasm-ld-15 15.0.7: it is on the PATH", used(fake));
        FakeKit newest = on(Optional.empty(), "other", "bin");
        assertEquals("FOLDER/other/clang-18 FOLDER/bin/wasm-ld-18 18.1.2: it is on the PATH", used(newest));
    }

    @Test
    void whatMakesNoWebAssemblyIsPassedWithTheReason() throws Exception {
        FakeKit fake = on(Optional.empty(), "a", "b", "c", "d");
        FakeKit.program(folder.resolve("a"), "clang", clang("Apple clang version 15.0.0", "arm64"));
        FakeKit.program(folder.resolve("b"), "clang", clang("clang version 11.1.0", "wasm32"));
        FakeKit.program(folder.resolve("c"), "clang", clang("clang version 17.0.1", "x86-64"));
        FakeKit.program(folder.resolve("d"), "clang", "#!/bin/sh\necho hello\n");
        assertEquals("none", used(fake));
        assertEquals(
                List.of(
                        "FOLDER/a/clang is Apple's clang 15.0.0, which makes no WebAssembly",
                        "FOLDER/b/clang is clang 11.1.0; 14 or later is needed",
                        "FOLDER/c/clang is clang 17.0.1 without WebAssembly among its targets",
                        "FOLDER/d/clang does not say that it is a clang"),
                passed(fake));
        assertTrue(Platform.of("Mac OS X", "aarch64").isApples(Path.of("/usr/bin/clang")));
    }

    @Test
    void theOneThatIsToldIsUsedAndNoOther() throws Exception {
        FakeKit.program(folder.resolve("bin"), "clang", GOOD);
        FakeKit.program(folder.resolve("bin"), "wasm-ld", "#!/bin/sh\n");
        FakeKit.program(folder.resolve("mine"), "clang", GOOD.replace("14.0.6", "19.1.0"));
        FakeKit.program(folder.resolve("mine"), "wasm-ld", "#!/bin/sh\n");
        for (String told : List.of(folder + "/mine", folder + "/mine/clang")) {
            assertEquals(
                    "FOLDER/mine/clang FOLDER/mine/wasm-ld 19.1.0: GUESTBOOK_CLANG names it",
                    used(on(Optional.of(told), "bin")));
        }
        assertEquals(
                "FOLDER/bin/clang FOLDER/bin/wasm-ld 14.0.6: GUESTBOOK_CLANG names it",
                used(on(Optional.of("clang"), "bin")));
        FakeKit gone = on(Optional.of(folder + "/gone/clang"), "bin");
        assertEquals("none", used(gone));
        assertEquals(
                "There is no C compiler for WebAssembly here (GUESTBOOK_CLANG names FOLDER/gone/clang, and there is no"
                        + " such program). Mend GUESTBOOK_CLANG, or take it away and Guestbook looks for a compiler"
                        + " itself.",
                gone.neutral(assertThrows(
                                ToolchainException.class, () -> gone.toolchain().require())
                        .getMessage()));
    }

    @Test
    void withoutAnyTheMessageSaysWhatToTypeOnEachSystem() throws Exception {
        Toolchain none =
                new Toolchain(on(Optional.empty()).settings, FakeKit.LINUX, KitRelease.PINNED, WasiLibraries.here());
        assertEquals(
                "There is no C compiler for WebAssembly here. \"%wasm toolchain install\" in a cell, or \"install/guestbook"
                        + " toolchain install\" in a shell, fetches clang 20.1.7 for Guestbook alone: 147,506,405 B (140.7 MiB)"
                        + " by Maven, once. Or install clang and wasm-ld yourself: \"sudo apt-get install clang lld\""
                        + " on Debian and Ubuntu, \"sudo dnf install clang lld\" on Fedora, \"sudo pacman -S clang lld\""
                        + " on Arch, \"brew install llvm lld\" on macOS, \"winget install LLVM.LLVM\" on Windows (the"
                        + " kit would be 904 MB there). A clang elsewhere is named by GUESTBOOK_CLANG=/path/to/clang in"
                        + " the environment.",
                assertThrows(ToolchainException.class, none::require).getMessage());
    }
}
