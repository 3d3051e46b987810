package dev.guestbook.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.session.Session;
import dev.guestbook.session.Split;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a benchmark says of where time goes agrees with the time that it says. */
class BenchmarkTest {
    private final Session wasm = new Session(new ModuleSources(Settings.ofUser(Path.of(".."))));

    @BeforeEach
    void load() {
        wasm.wat("worker", """
                (module
                  (func (export "nothing"))
                  (func (export "work") (param i32) (result i32)
                    (local $x i32)
                    (loop $again
                      (local.set $x (i32.rotl (i32.add (i32.mul (local.get $x) (i32.const 31)) (local.get 0)) (i32.const 5)))
                      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                    local.get $x))
                """);
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    private Benchmark.Times times(Benchmark.Body body) throws Exception {
        return new Benchmark(wasm).run(List.of(body), 20).get(0);
    }

    @Test
    void the_parts_of_a_short_call_come_to_its_median() throws Exception {
        Benchmark.Times times = times(new Benchmark.Body("short", () -> wasm.call("nothing")));
        Split split = times.split();
        assertEquals(
                times.median(), split.copyIn() + split.guest() + split.copyOut() + split.rest(), times.median() / 50);
    }

    @Test
    void a_call_that_computes_is_said_to_compute() throws Exception {
        Benchmark.Times times = times(new Benchmark.Body("long", () -> wasm.call("work", 1_000_000)));
        assertTrue(times.split().guest() > 0.8 * times.median(), times.toString());
        assertEquals(0, times.split().copyIn());
    }
}
