package dev.guestbook.toolchain;

import dev.guestbook.source.Coordinates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which clang the kit is: a Maven artifact for each platform, and what is taken out of it.
 *
 * @param artifact its coordinates without a classifier
 * @param version clang's
 * @param jars by platform
 * @param unpacked bytes on the disk, about
 */
record KitRelease(Coordinates artifact, String version, Map<String, Jar> jars, long unpacked) {
    /**
     * @param sha256 what it must be
     * @param bytes how much there is to fetch
     */
    record Jar(String sha256, long bytes) {}

    /** LLVM 20.1.7 as JavaCPP's presets package it. Windows has one of 904 MB, which is more than an installer there takes. */
    static final KitRelease PINNED = new KitRelease(
            new Coordinates("org.bytedeco", "llvm", "jar", "", "20.1.7-1.5.12"),
            "20.1.7",
            Map.of(
                    "linux-x86_64",
                    new Jar("c9a63eb7b03477b582d558b51c288fd1731bf795bc741c10b32bdd6bcc2c501f", 147_506_405),
                    "linux-arm64",
                    new Jar("a293dd0ee0dd44f34afd34f3c52a101627221fa72f166e954e9e2aa16ec5641c", 144_485_242),
                    "macosx-arm64",
                    new Jar("0eff8e4fc9af2b3f77898da7ca997567cddfa033fd872b0ba46e16b657e01018", 106_428_628)),
            276_000_000);

    /** Headers that a guest without a C library may include; the rest of clang's are other processors'. */
    private static final Pattern HEADER = Pattern.compile(
            "lib/clang/\\d+/include/" + "(?:__std\\w*|std\\w*|limits|float|inttypes|iso646|wasm_simd128)\\.h");

    /** Programs and libraries by their names in the jar, and what they must be called: the jar drops the sonames' ends. */
    private static final Map<String, String> FILES = Map.of(
            "clang", "clang",
            "lld", "wasm-ld",
            "libLLVM.so", "libLLVM.so.20.1",
            "libclang-cpp.so", "libclang-cpp.so.20.1",
            "libLLVM.dylib", "libLLVM.dylib",
            "libclang-cpp.dylib", "libclang-cpp.dylib");

    /** Programs; the rest are libraries and headers. */
    static final List<String> PROGRAMS = List.of("clang", "wasm-ld");

    Coordinates coordinates(String classifier) {
        return new Coordinates(artifact.group(), artifact.artifact(), "jar", classifier, artifact.version());
    }

    /** Where an entry of the jar goes in the kit; empty where it is left out. */
    Optional<String> place(String entry, String classifier) {
        String folder = artifact.group().replace('.', '/') + "/" + artifact.artifact() + "/" + classifier + "/";
        if (!entry.startsWith(folder)) {
            return Optional.empty();
        }
        String name = entry.substring(folder.length());
        return HEADER.matcher(name).matches() ? Optional.of(name) : Optional.ofNullable(FILES.get(name));
    }
}
