package dev.guestbook.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NearbyTest {
    @Test
    void a_file_below_the_notebook_is_named_from_there_and_any_other_in_full() {
        Path base = Path.of("notebooks").toAbsolutePath();
        Nearby nearby = new Nearby(base);
        assertEquals(Path.of("out", "A.java").toString(), nearby.name(base.resolve("x/../out/A.java")));
        assertEquals(base.toString(), nearby.name(base));
        assertEquals(base.resolveSibling("lib.jar").toString(), nearby.name(base.resolve("../lib.jar")));
    }
}
