package dev.guestbook.toolchain;

import dev.guestbook.source.Coordinates;
import dev.guestbook.source.Settings;
import dev.guestbook.source.TestRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A kit of shell scripts in a repository in a folder: everything of an install but the 147 MB. */
public final class FakeKit {
    static final Platform LINUX = new Platform(Platform.Os.LINUX, "x86_64");
    public static final String CLANG = """
            #!/bin/sh
            case $1 in
                --version) echo "clang version 20.1.7" ;;
                --print-targets) echo "    wasm32 - WebAssembly 32-bit" ;;
            esac
            """;

    final Path folder;
    final Settings settings;
    final KitRelease release;

    /** @param clang the text of its clang */
    FakeKit(Path folder, String clang) throws Exception {
        this(folder, clang, List.of(), Optional.empty());
    }

    public FakeKit(Path folder, String clang, List<Path> path, Optional<String> told) throws Exception {
        this.folder = folder;
        TestRepository repository = new TestRepository(folder);
        byte[] jar = jar(clang);
        repository.artifact("org.test:llvm:jar:linux-x86_64:1.0", jar);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        release = new KitRelease(
                new Coordinates("org.test", "llvm", "jar", "", "1.0"),
                "20.1.7",
                Map.of("linux-x86_64", new KitRelease.Jar(sha256, jar.length)),
                1000);
        settings =
                new Settings(folder, folder.resolve("cache"), Optional.empty(), path, false, repository.places(), told);
    }

    public Kit kit() {
        return new Kit(settings, LINUX, release);
    }

    public Toolchain toolchain() {
        return toolchain(Map.of());
    }

    /** With the folder for the root of all files, as far as WASI is concerned. */
    Toolchain toolchain(Map<String, String> environment) {
        return new Toolchain(settings, LINUX, release, new WasiLibraries(environment, folder));
    }

    /** A text with this folder's name taken out. */
    public String neutral(String text) {
        return text.replace(folder.toString(), "FOLDER");
    }

    private static byte[] jar(String clang) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String[] entry : List.of(
                    new String[] {"clang", clang},
                    new String[] {"lld", "#!/bin/sh\n"},
                    new String[] {"libLLVM.so", "library"},
                    new String[] {"libclang-cpp.so", "library"},
                    new String[] {"libjniLLVM.so", "not taken"},
                    new String[] {"lib/clang/20/include/stdint.h", "header"},
                    new String[] {"lib/clang/20/include/__stddef_size_t.h", "header"},
                    new String[] {"lib/clang/20/include/immintrin.h", "not taken"},
                    new String[] {"../../../../../escape", "not taken"})) {
                ZipEntry made = new ZipEntry("org/test/llvm/linux-x86_64/" + entry[0]);
                made.setTime(0); // the same bytes at any time
                zip.putNextEntry(made);
                zip.write(entry[1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** A program in a folder of its own. */
    public static Path program(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.writeString(folder.resolve(name), text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return file;
    }
}
