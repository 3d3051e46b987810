package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.install.Distribution;
import dev.guestbook.install.Doctor;
import dev.guestbook.install.Machine;
import dev.guestbook.toolchain.FakeKit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of each state a C toolchain can be in. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class DoctorToolchainTest {
    private static final String FIX =
            " ".repeat(22) + "-> install/guestbook toolchain install, in a checkout; or install it with your system's"
                    + " package manager (Debian calls it clang lld); only compiling guests from C needs it";

    @TempDir
    private Path folder;

    private String examined(Optional<String> told) throws Exception {
        return examined(told, Optional.empty());
    }

    private String examined(Optional<String> told, Optional<Path> checkout) throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG, List.of(folder.resolve("bin")), told);
        Doctor.Compiler compiler = Main.compiler(fake.toolchain(), told.isPresent());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Machine machine = new Machine(Machine.Os.LINUX, folder, Map.of());
        new Doctor(machine, new Distribution(Main.class, "1"), checkout, compiler)
                .examine(new PrintStream(out, true, StandardCharsets.UTF_8));
        String all = fake.neutral(out.toString(StandardCharsets.UTF_8));
        return all.substring(all.indexOf("C toolchain")).lines().collect(Collectors.joining("\n"));
    }

    private static String fixed(String state, String detail) {
        return "C toolchain  " + state + "  " + detail + "\n" + FIX;
    }

    @Test
    void none() throws Exception {
        assertEquals(fixed("missing", "no clang that makes WebAssembly"), examined(Optional.empty()));
    }

    @Test
    void the_fix_is_what_can_be_typed_here() throws Exception {
        String here = examined(Optional.empty(), Optional.of(folder.resolve("a b")));
        assertTrue(
                here.contains("-> \"FOLDER/a b/install/guestbook\" toolchain install; or install it with your"), here);
    }

    @Test
    void on_the_path() throws Exception {
        FakeKit.program(folder.resolve("bin"), "clang", FakeKit.CLANG);
        FakeKit.program(folder.resolve("bin"), "wasm-ld", "#!/bin/sh\n");
        assertEquals(
                "C toolchain  ok       clang 20.1.7 (FOLDER/bin/clang), it is on the PATH", examined(Optional.empty()));
    }

    @Test
    void on_the_path_without_a_linker() throws Exception {
        FakeKit.program(folder.resolve("bin"), "clang", FakeKit.CLANG);
        assertEquals(
                fixed(
                        "broken ",
                        "clang 20.1.7 (FOLDER/bin/clang) has no wasm-ld beside it or on the PATH; it is in the package"
                                + " lld"),
                examined(Optional.empty()));
    }

    @Test
    void told() throws Exception {
        FakeKit.program(folder.resolve("mine"), "clang", FakeKit.CLANG);
        FakeKit.program(folder.resolve("mine"), "wasm-ld", "#!/bin/sh\n");
        assertEquals(
                "C toolchain  ok       clang 20.1.7 (FOLDER/mine/clang), GUESTBOOK_CLANG names it",
                examined(Optional.of(folder + "/mine")));
        assertEquals(
                "C toolchain  broken   GUESTBOOK_CLANG names FOLDER/gone/clang, and there is no such program\n"
                        + "                      -> mend GUESTBOOK_CLANG, or take it away and another is looked for",
                examined(Optional.of(folder + "/gone/clang")));
    }

    @Test
    void the_kit_beside_a_clang_that_is_no_use() throws Exception {
        new FakeKit(folder, FakeKit.CLANG, List.of(), Optional.empty()).kit().install(progress -> {});
        FakeKit.program(folder.resolve("bin"), "clang", "#!/bin/sh\necho Apple clang version 15.0.0\n");
        assertEquals(
                "C toolchain  ok       clang 20.1.7 (FOLDER/cache/toolchain/clang-20.1.7-linux-x86_64/clang), it is the kit in"
                        + " Guestbook's cache; not used: FOLDER/bin/clang is Apple's clang 15.0.0, which makes no"
                        + " WebAssembly",
                examined(Optional.empty()));
    }

    @Test
    void half_a_kit_and_one_of_another_machine() throws Exception {
        Path other = Files.createDirectories(folder.resolve("cache/toolchain/clang-20.1.7-macosx-arm64"));
        assertEquals(
                fixed(
                        "broken ",
                        "the cache has a kit, but for another machine: " + other.getFileName()
                                + "; this one is linux-x86_64"),
                examined(Optional.empty()));
        Files.createDirectories(folder.resolve("cache/toolchain/clang-20.1.7-linux-x86_64"));
        assertEquals(
                fixed(
                        "broken ",
                        "the kit in FOLDER/cache/toolchain/clang-20.1.7-linux-x86_64 is not whole, as where an install"
                                + " was cut off; install it again"),
                examined(Optional.empty()));
    }
}
