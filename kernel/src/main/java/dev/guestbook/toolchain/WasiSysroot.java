package dev.guestbook.toolchain;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a C library for WASI is: {@code WASI_SYSROOT}, {@code WASI_SDK_PATH}, else where packages put it. */
record WasiSysroot(Platform platform) {

    /** What to do where there is none. */
    static final String ADVICE = "\"sudo apt-get install wasi-libc libclang-rt-dev-wasm32\" on Debian and Ubuntu,"
            + " \"sudo dnf install wasi-libc-devel compiler-rt\" on Fedora, \"sudo pacman -S wasi-libc wasi-compiler-rt\" on Arch,"
            + " \"brew install wasi-libc wasi-runtimes\" on macOS, elsewhere the WASI SDK, and name it with"
            + " WASI_SDK_PATH=/path/to/wasi-sdk in the environment";

    Optional<Path> find() {
        List<Path> candidates = new ArrayList<>();
        variable("WASI_SYSROOT").ifPresent(folder -> candidates.add(Path.of(folder)));
        variable("WASI_SDK_PATH").ifPresent(folder -> candidates.add(Path.of(folder, "share", "wasi-sysroot")));
        if (platform.os() != Platform.Os.WINDOWS) {
            for (String usual : List.of(
                    "/opt/wasi-sdk/share/wasi-sysroot",
                    "/opt/homebrew/opt/wasi-libc/share/wasi-sysroot",
                    "/usr/local/opt/wasi-libc/share/wasi-sysroot",
                    "/usr/share/wasi-sysroot",
                    "/usr/wasm32-wasi",
                    "/usr")) {
                candidates.add(Path.of(usual));
            }
        }
        return candidates.stream()
                .filter(folder -> !libraries(folder).isEmpty())
                .findFirst();
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** The targets that a sysroot has a C library for. */
    static List<String> libraries(Path sysroot) {
        List<String> found = new ArrayList<>();
        for (String target : List.of("wasm32-wasi", "wasm32-wasip1")) {
            if (Files.isRegularFile(sysroot.resolve("lib").resolve(target).resolve("libc.a"))) {
                found.add(target);
            }
        }
        return found;
    }
}
