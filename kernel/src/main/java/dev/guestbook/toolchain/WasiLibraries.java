package dev.guestbook.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a C library for WASI is, and the compiler's own runtime for wasm32: the sysroot that {@code WASI_SYSROOT} or {@code
 * WASI_SDK_PATH} names and no other, else where packages put it.
 *
 * @param environment variables by name
 * @param root what the usual places are in, {@code /}
 */
record WasiLibraries(Map<String, String> environment, Path root) {
    private static final List<String> TARGETS = List.of("wasm32-wasi", "wasm32-wasip1");

    private static final List<String> USUAL = List.of(
            "opt/wasi-sdk/share/wasi-sysroot",
            "opt/homebrew/opt/wasi-libc/share/wasi-sysroot",
            "usr/local/opt/wasi-libc/share/wasi-sysroot",
            "usr/share/wasi-sysroot",
            "usr/wasm32-wasi",
            "usr");

    /** Folders with a folder {@code clang} of resources, one a version. */
    private static final List<String> RESOURCES = List.of(
            "opt/wasi-sdk/lib",
            "opt/homebrew/opt/wasi-runtimes/lib",
            "usr/local/opt/wasi-runtimes/lib",
            "usr/lib",
            "usr/lib64");

    /** What to do where there is none. */
    private static final String ADVICE =
            "\"sudo apt-get install wasi-libc libclang-rt-dev-wasm32\" on Debian and Ubuntu,"
                    + " \"sudo dnf install wasi-libc-devel compiler-rt\" on Fedora, \"sudo pacman -S wasi-libc wasi-compiler-rt\" on Arch,"
                    + " \"brew install wasi-libc wasi-runtimes\" on macOS, elsewhere the WASI SDK, and name it with"
                    + " WASI_SDK_PATH=/path/to/wasi-sdk in the environment";

    WasiLibraries {
        environment = Map.copyOf(environment);
    }

    /** This machine's. */
    static WasiLibraries here() {
        return new WasiLibraries(System.getenv(), Path.of("/"));
    }

    /**
     * A C library.
     *
     * @param folder with {@code lib/TARGET/libc.a}
     * @param target as clang calls it
     */
    record Sysroot(Path folder, String target) {
        private static Optional<Sysroot> in(Path folder) {
            return TARGETS.stream()
                    .filter(target -> Files.isRegularFile(
                            folder.resolve("lib").resolve(target).resolve("libc.a")))
                    .findFirst()
                    .map(target -> new Sysroot(folder, target));
        }

        /** What clang takes for it. Beside the host's own headers, those are kept out. */
        List<String> arguments() {
            Path own = folder.resolve("include").resolve(target);
            List<String> words = new ArrayList<>(List.of("--target=" + target, "--sysroot=" + folder));
            if (Files.isDirectory(own) && folder.endsWith("usr")) {
                words.addAll(List.of("-nostdlibinc", "-idirafter", own.toString()));
            }
            return words;
        }
    }

    /** The sysroot; empty where there is none, or none where the environment says. */
    Optional<Sysroot> sysroot() {
        Optional<Path> told = told();
        return told.isPresent()
                ? told.flatMap(Sysroot::in)
                : USUAL.stream()
                        .map(root::resolve)
                        .flatMap(folder -> Sysroot.in(folder).stream())
                        .findFirst();
    }

    private Optional<Path> told() {
        try {
            return variable("WASI_SYSROOT")
                    .map(Path::of)
                    .or(() -> variable("WASI_SDK_PATH").map(folder -> Path.of(folder, "share", "wasi-sysroot")));
        } catch (InvalidPathException e) {
            return Optional.of(root.resolve("no path")); // it holds no library
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** @throws ToolchainException where there is none; what to type on each system */
    Sysroot require() throws ToolchainException {
        return sysroot().orElseThrow(() -> new ToolchainException(problem()));
    }

    /** In a few words: where it is, or that there is none. */
    String words() {
        return sysroot()
                .map(found -> found.folder().toString())
                .orElse(told().isPresent() ? problem() : "no C library for it found; only %%c --wasi needs one");
    }

    private String problem() {
        for (String name : List.of("WASI_SYSROOT", "WASI_SDK_PATH")) {
            if (variable(name).isPresent()) {
                return name + " is " + variable(name).get() + ", and "
                        + (name.equals("WASI_SYSROOT") ? "" : "share/wasi-sysroot/")
                        + "lib/wasm32-wasi/libc.a is not in it; mend it, or take it away and Guestbook looks where"
                        + " packages put it.";
            }
        }
        return "--wasi needs a C library for WASI, and there is none here: " + ADVICE + ".";
    }

    /**
     * The runtime library of another clang, for one that comes without: any version serves. The newest.
     *
     * @param sysroot some have it beside their C library
     */
    Optional<Path> runtime(Sysroot sysroot) {
        List<Path> libraries = new ArrayList<>();
        variable("WASI_SDK_PATH").ifPresent(folder -> libraries.add(Path.of(folder, "lib")));
        RESOURCES.forEach(each -> libraries.add(root.resolve(each)));
        for (Path each : children(root.resolve("usr/lib"))) {
            if (each.getFileName().toString().startsWith("llvm")) {
                libraries.add(each.resolve("lib"));
            }
        }
        Stream<Path> resources = libraries.stream()
                .map(each -> each.resolve("clang"))
                .flatMap(each -> children(each).stream())
                .map(version -> version.resolve("lib"));
        return Stream.concat(resources, Stream.of(sysroot.folder().resolve("lib")))
                .flatMap(folder -> Stream.of(
                                "wasi",
                                "wasip1",
                                "wasm32-unknown-wasi",
                                "wasm32-unknown-wasip1",
                                "wasm32-wasi",
                                "wasm32-wasip1")
                        .map(folder::resolve))
                .flatMap(folder -> Stream.of("libclang_rt.builtins-wasm32.a", "libclang_rt.builtins.a")
                        .map(folder::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The newest version first. */
    private static List<Path> children(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted(Comparator.comparingInt(WasiLibraries::version).reversed())
                    .collect(Collectors.toList());
        } catch (IOException e) {
            return List.of(); // one that is not there
        }
    }

    private static int version(Path folder) {
        String digits = folder.getFileName().toString().replaceAll("^\\D*(\\d{1,6}).*$", "$1");
        return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    }

    /** Where neither the compiler nor anybody else has the runtime. */
    static String noRuntime(Compiler compiler) {
        return compiler
                + " has no runtime library for wasm32 (libclang_rt.builtins), which a program for WASI needs, and"
                + " no other clang's is here: " + ADVICE + ".";
    }
}
