package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An i32 becomes an address in {@link Ptr} and nowhere else. */
class PointerCastTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "guestbook");

    /** The ways Java has to read an int as unsigned. */
    private static final Pattern MASK = Pattern.compile(
            "toUnsignedLong|parseUnsigned|compareUnsigned|& *0x(?:f{8}|ffff_ffff)L?\\b|& *\\(?1L *<< *32|& *UNSIGNED\\b");

    /** Who else masks, how often, and why that makes no address for the host. */
    private static final Map<String, Integer> OTHERS = new TreeMap<>(Map.ofEntries(
            Map.entry("session/Ptr.java", 1), // the one place
            Map.entry("session/Result.java", 1), // u32(): a number, not an address
            Map.entry("session/Access.java", 1), // reading u32: numbers
            Map.entry("session/Row.java", 1), // a field of u32: a number
            Map.entry("session/Rows.java", 2), // fields of u32: numbers
            Map.entry("wasi/FileCalls.java", 1), // a file's number, from a hash
            Map.entry("wasi/Frame.java", 1), // the guest's own addresses, checked in GuestMemory
            Map.entry("wasi/GuestMemory.java", 1), // the guest's own ranges, checked there
            Map.entry("wasm/Instance.java", 1), // a data segment's offset, for tables
            Map.entry("wasm/code/FlatMemory.java", 9), // the engine's side: the guest's own accesses, checked there
            Map.entry("wasm/code/GuestCode.java", 1))); // the same for compiled guests

    @Test
    void no_int_is_masked_outside_ptr() throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        for (String part : List.of("session", "wasm", "wasm/code", "wasi", "magic")) {
            Path folder = SOURCES.resolve(part);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : (Iterable<Path>)
                        files.filter(f -> f.toString().endsWith(".java")).sorted()::iterator) {
                    for (String line : Files.readAllLines(file)) {
                        if (MASK.matcher(line).find()) {
                            found.merge(part + "/" + file.getFileName(), 1, Integer::sum);
                            lines.add(file.getFileName() + ": " + line.strip());
                        }
                    }
                }
            }
        }
        assertTrue(found.containsKey("session/Ptr.java"), "the test looks in the right place");
        assertEquals(OTHERS, found, () -> String.join("\n", lines));
    }
}
