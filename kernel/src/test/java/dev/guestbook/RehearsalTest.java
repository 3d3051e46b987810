package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.kernel.Rehearsal;
import dev.guestbook.wasm.TinyModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    Path folder;

    /** A kernel in a JVM of its own, whose home, cache and temporary files would be in {@link #folder}. */
    private List<String> kernel(Class<?> program, String... last) {
        return Stream.concat(
                        Stream.of(
                                JAVA,
                                "-Djava.io.tmpdir=" + folder,
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        Stream.of(last))
                .toList();
    }

    @Test
    void aRealKernelKnowsItsPartAndLeavesNothingBehind() throws IOException {
        Rehearsal.play(kernel(Main.class, "kernel", "{connection_file}"), TinyModule.bytes());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(file -> !file.getFileName().toString().startsWith("hsperf"))
                            .toList());
        }
    }

    @Test
    void aKernelThatDoesNotComeUpIsSaid() {
        IOException none = assertThrows(
                IOException.class,
                () -> Rehearsal.play(kernel(Main.class, "kernel", "/no/such/connection"), TinyModule.bytes()));
        assertTrue(none.getMessage().startsWith("the kernel ended"), none.getMessage());
    }
}
