package dev.guestbook.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which C library for WASI is taken, and what clang is told of it; clang is a script that says what it was given. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class WasiLibrariesTest {
    @TempDir
    private Path folder;

    private FakeKit fake;

    private void has(String file) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
    }

    /** What the link was told from its target on; or the refusal. */
    private String told(Map<String, String> environment) throws Exception {
        FakeKit.program(folder.resolve("bin"), "clang", FakeKit.CLANG + """
                case "$*" in
                    *libgcc*) echo FOLDER/own.a ;;
                    *" -E "*) echo 'int main(void) { return 0; }' ;;
                    --target=*) echo "$*" >FOLDER/told; exit 9 ;;
                esac
                """.replace("FOLDER", folder.toString()));
        FakeKit.program(folder.resolve("bin"), "wasm-ld", "#!/bin/sh\n");
        fake = new FakeKit(folder, FakeKit.CLANG, List.of(folder.resolve("bin")), Optional.empty());
        CCell cell = new CCell("", List.of("-DMINE"), folder, true, Duration.ofSeconds(20));
        String said = assertThrows(
                        ToolchainException.class,
                        () -> fake.toolchain(environment).compile(cell))
                .getMessage();
        Path told = folder.resolve("told");
        if (!said.equals("clang refused: exit code 9.")) {
            return fake.neutral(said);
        }
        return fake.neutral(Files.readString(told).strip())
                .replaceAll(" -O2 .* -DMINE -o \\S+", " ...")
                .replace(" -x c -", "");
    }

    private static final String ADVICE =
            "\"sudo apt-get install wasi-libc libclang-rt-dev-wasm32\" on Debian and Ubuntu,"
                    + " \"sudo dnf install wasi-libc-devel compiler-rt\" on Fedora, \"sudo pacman -S wasi-libc wasi-compiler-rt\" on"
                    + " Arch, \"brew install wasi-libc wasi-runtimes\" on macOS, elsewhere the WASI SDK, and name it with"
                    + " WASI_SDK_PATH=/path/to/wasi-sdk in the environment.";

    @Test
    void withoutOneItSaysWhatToType() throws Exception {
        assertEquals("--wasi needs a C library for WASI, and there is none here: " + ADVICE, told(Map.of()));
    }

    @Test
    void theUsualPlacesAreLookedAtInTheirOrder() throws Exception {
        has("own.a");
        has("usr/lib/wasm32-wasi/libc.a");
        has("usr/include/wasm32-wasi/stdio.h");
        assertEquals(
                "--target=wasm32-wasi --sysroot=FOLDER/usr -nostdlibinc -idirafter FOLDER/usr/include/wasm32-wasi ...",
                told(Map.of()));
        has("opt/wasi-sdk/share/wasi-sysroot/lib/wasm32-wasip1/libc.a");
        assertEquals("--target=wasm32-wasip1 --sysroot=FOLDER/opt/wasi-sdk/share/wasi-sysroot ...", told(Map.of()));
        assertEquals(
                "FOLDER/opt/wasi-sdk/share/wasi-sysroot",
                fake.neutral(fake.toolchain(Map.of()).find().wasi()));
    }

    @Test
    void theOneThatIsToldIsUsedAndNoOther() throws Exception {
        has("own.a");
        has("usr/lib/wasm32-wasi/libc.a");
        has("mine/lib/wasm32-wasi/libc.a");
        has("sdk/share/wasi-sysroot/lib/wasm32-wasi/libc.a");
        assertEquals(
                "--target=wasm32-wasi --sysroot=FOLDER/mine ...",
                told(Map.of("WASI_SYSROOT", folder + "/mine", "WASI_SDK_PATH", folder + "/sdk")));
        assertEquals(
                "--target=wasm32-wasi --sysroot=FOLDER/sdk/share/wasi-sysroot ...",
                told(Map.of("WASI_SDK_PATH", folder + "/sdk")));
        String gone =
                "WASI_SDK_PATH is FOLDER/gone, and share/wasi-sysroot/lib/wasm32-wasi/libc.a is not in it; mend it,"
                        + " or take it away and Guestbook looks where packages put it.";
        Map<String, String> wrong = Map.of("WASI_SDK_PATH", folder + "/gone");
        assertEquals(gone, told(wrong));
        assertEquals(gone, fake.neutral(fake.toolchain(wrong).find().wasi()));
        assertEquals(
                "no C library for it found; only %%c --wasi needs one",
                new WasiLibraries(Map.of(), folder.resolve("nothing")).words());
    }

    @Test
    void aClangWithoutARuntimeTakesTheNewestThereIs() throws Exception {
        has("usr/lib/wasm32-wasi/libc.a");
        assertEquals(
                "clang 20.1.7 (FOLDER/bin/clang) has no runtime library for wasm32 (libclang_rt.builtins), which a program"
                        + " for WASI needs, and no other clang's is here: " + ADVICE,
                told(Map.of()));
        has("usr/lib/clang/9/lib/wasi/libclang_rt.builtins-wasm32.a");
        has("usr/lib/clang/18/lib/wasm32-unknown-wasi/libclang_rt.builtins.a");
        assertEquals(
                "--target=wasm32-wasi --sysroot=FOLDER/usr ... -nodefaultlibs -Xlinker -lc -Xlinker"
                        + " FOLDER/usr/lib/clang/18/lib/wasm32-unknown-wasi/libclang_rt.builtins.a",
                told(Map.of()));
    }
}
