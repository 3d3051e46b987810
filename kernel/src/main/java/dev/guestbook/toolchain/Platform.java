package dev.guestbook.toolchain;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A system and its processor, as far as compilers differ by them.
 *
 * @param arch as kits are named by it: {@code x86_64}, {@code arm64}, or what Java calls another one
 */
public record Platform(Os os, String arch) {
    /** Systems that keep compilers in places of their own. */
    public enum Os {
        LINUX,
        MACOSX,
        WINDOWS
    }

    /** This one. */
    public static Platform here() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** By Java's names for them. */
    static Platform of(String os, String arch) {
        String name = os.toLowerCase(Locale.ROOT);
        Os system = name.startsWith("windows") ? Os.WINDOWS : name.startsWith("mac") ? Os.MACOSX : Os.LINUX;
        return new Platform(
                system, Map.of("amd64", "x86_64", "aarch64", "arm64").getOrDefault(arch, arch));
    }

    /** As kits are named: {@code linux-x86_64}. */
    String classifier() {
        return os.name().toLowerCase(Locale.ROOT) + "-" + arch;
    }

    /** A program's file name. */
    String program(String name) {
        return os == Os.WINDOWS ? name + ".exe" : name;
    }

    /** Where installers put clang and wasm-ld without a word to the PATH. */
    List<Path> usualFolders() {
        return switch (os) {
            case LINUX -> List.of();
            case MACOSX ->
                List.of(
                        Path.of("/opt/homebrew/opt/llvm/bin"),
                        Path.of("/opt/homebrew/opt/lld/bin"),
                        Path.of("/usr/local/opt/llvm/bin"),
                        Path.of("/usr/local/opt/lld/bin"));
            case WINDOWS ->
                Optional.ofNullable(System.getenv("ProgramFiles"))
                        .map(folder -> List.of(Path.of(folder, "LLVM", "bin")))
                        .orElse(List.of());
        };
    }

    /** Whether a program is known to be Apple's without running it, which may ask to install Xcode instead. */
    boolean isApples(Path program) {
        return os == Os.MACOSX && program.startsWith("/usr/bin");
    }
}
