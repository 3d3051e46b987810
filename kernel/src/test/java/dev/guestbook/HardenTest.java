package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.Memory;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Hardened classes as a user's build has them: compiled with every warning an error, and tested by their own tests. */
class HardenTest {
    private static final String MONOCYPHER = "%wasm load " + MonocypherHere.SOURCE + " --as monocypher";
    private static final String MONOCYPHER_CONTRACT = """
            %%contract
            void crypto_lock_aead(uint8_t        mac[16],
                                  uint8_t        cipher_text[text_size],
                                  const uint8_t  key[32],
                                  const uint8_t  nonce[24],
                                  const uint8_t *ad        , size_t ad_size,
                                  const uint8_t *plain_text, size_t text_size);
            int crypto_unlock_aead(uint8_t        plain_text[text_size],
                                   const uint8_t  key[32],
                                   const uint8_t  nonce[24],
                                   const uint8_t  mac[16],
                                   const uint8_t *ad         , size_t ad_size,
                                   const uint8_t *cipher_text, size_t text_size);
            void crypto_blake2b(uint8_t hash[64], const uint8_t *message, size_t message_size);
            void crypto_argon2i(uint8_t       *hash,      uint32_t hash_size,
                                uint8_t        work_area[nb_blocks * 1024], uint32_t nb_blocks,
                                uint32_t       nb_iterations,
                                const uint8_t *password,  uint32_t password_size,
                                const uint8_t *salt,      uint32_t salt_size);
            void crypto_x25519(uint8_t       raw_shared_secret[32],
                               const uint8_t your_secret_key  [32],
                               const uint8_t their_public_key [32]);
            int crypto_verify16(const uint8_t a[16], const uint8_t b[16]);
            """;
    private static final String TWO_SUM_CONTRACT = """
            %%contract
            struct pair { int32_t i, j; };
            struct pair *twosum(const int32_t *nums, int32_t count, int32_t target);
            """;

    private final Notepad notepad = new Notepad();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        notepad.close();
    }

    /** A user's build of what {@code %wasm harden} wrote. */
    private final class Built implements AutoCloseable {
        private final URLClassLoader classes;
        private final Class<?> type;

        Built(String name) throws Exception {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter said = new StringWriter();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                List<String> options = new ArrayList<>(List.of("--release", "17", "-Xlint:all", "-Werror"));
                options.addAll(List.of("-proc:none", "-d", folder.toString()));
                options.addAll(List.of("-cp", libraries()));
                boolean compiled = compiler.getTask(
                                new PrintWriter(said),
                                files,
                                null,
                                options,
                                null,
                                files.getJavaFileObjects(
                                        folder.resolve(name + ".java"), folder.resolve(name + "Test.java")))
                        .call();
                assertTrue(compiled, said::toString);
            }
            classes = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
            type = classes.loadClass(name);
            assertFalse(Files.readString(folder.resolve(name + ".java")).contains("guestbook"), "Chicory alone");
        }

        /** The engine, and what the test needs; nothing of ours. */
        private String libraries() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.matches(".*(chicory|junit|opentest4j|apiguardian|jspecify).*\\.jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }

        /** Runs the generated test; how many of its tests passed. */
        long test() throws Exception {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            Class<?> test = classes.loadClass(type.getName() + "Test");
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectClass(test))
                                    .build(),
                            listener);
            TestExecutionSummary summary = listener.getSummary();
            assertEquals(
                    List.of(),
                    summary.getFailures().stream()
                            .map(failure ->
                                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                            .toList());
            return summary.getTestsSucceededCount();
        }

        AutoCloseable instance() throws Exception {
            return (AutoCloseable) type.getConstructor().newInstance();
        }

        Object call(Object instance, String method, Object... arguments) throws Exception {
            Method found = Arrays.stream(type.getMethods())
                    .filter(one -> one.getName().equals(method))
                    .findFirst()
                    .orElseThrow();
            return found.invoke(instance, arguments);
        }

        @Override
        public void close() throws IOException {
            classes.close();
        }
    }

    private static Object component(Object record, String name) throws Exception {
        return record.getClass().getMethod(name).invoke(record);
    }

    private String harden(String load, String contract, String line) {
        notepad.run(load);
        notepad.run(contract);
        return notepad.run(line + " --out " + folder);
    }

    @Test
    void monocypher() throws Exception {
        MonocypherHere.assume(HardenTest.class);
        String said = harden(MONOCYPHER, MONOCYPHER_CONTRACT, "%wasm harden Monocypher");
        assertTrue(said.startsWith("hardened monocypher as Monocypher\nMonocypher.java"), said);
        try (Built built = new Built("Monocypher");
                AutoCloseable guest = built.instance()) {
            assertEquals(14, built.test());
            Random random = new Random(7);
            byte[] key = new byte[32];
            byte[] nonce = new byte[24];
            byte[] plain = new byte[1_000];
            random.nextBytes(key);
            random.nextBytes(nonce);
            random.nextBytes(plain);
            Object sealed = built.call(guest, "cryptoLockAead", key, nonce, new byte[3], plain);
            assertEquals(
                    notepad.run("""
                            Random random = new Random(7);
                            byte[] key = new byte[32], nonce = new byte[24], plain = new byte[1_000];
                            random.nextBytes(key); random.nextBytes(nonce); random.nextBytes(plain);
                            Outputs sealed = wasm.contract().call("crypto_lock_aead", key, nonce, new byte[3], plain);
                            Arrays.hashCode(sealed.bytes("cipher_text")) + " " + Arrays.hashCode(sealed.bytes("mac"))"""),
                    "\"" + Arrays.hashCode((byte[]) component(sealed, "cipherText")) + " "
                            + Arrays.hashCode((byte[]) component(sealed, "mac")) + "\"");
            byte[] mac = (byte[]) component(sealed, "mac");
            Object opened = built.call(
                    guest, "cryptoUnlockAead", key, nonce, mac, new byte[3], component(sealed, "cipherText"));
            assertEquals(0, component(opened, "result"));
            assertArrayEquals(plain, (byte[]) component(opened, "plainText"));
            mac[0] ^= 1;
            Object refused = built.call(
                    guest, "cryptoUnlockAead", key, nonce, mac, new byte[3], component(sealed, "cipherText"));
            assertEquals(-1, component(refused, "result"));
            assertArrayEquals(new byte[1_000], (byte[]) component(refused, "plainText"));
        }
    }

    @Test
    void two_sum_and_what_a_trap_leaves() throws Exception {
        harden("%wasm load guests/twosum/twosum.wasm --max-memory 1MiB", TWO_SUM_CONTRACT, "%wasm harden TwoSum");
        try (Built built = new Built("TwoSum");
                AutoCloseable guest = built.instance()) {
            assertEquals(4, built.test());
            Optional<?> found = (Optional<?>) built.call(guest, "twosum", new int[] {3, 8, -2, 40, 7, 15}, 47);
            assertEquals("Pair[i=3, j=4]", found.orElseThrow().toString());
            assertEquals(Optional.empty(), built.call(guest, "twosum", new int[] {3, 8}, 5));
            // The numbers fit, the table that the guest wants for them does not: it traps.
            int[] many = new int[100_000];
            InvocationTargetException trapped =
                    assertThrows(InvocationTargetException.class, () -> built.call(guest, "twosum", many, 47));
            assertTrue(trapped.getCause().getClass().getName().contains("Trap"), trapped.getCause()::toString);
            InvocationTargetException closed =
                    assertThrows(InvocationTargetException.class, () -> built.call(guest, "twosum", new int[2], 47));
            assertInstanceOf(IllegalStateException.class, closed.getCause());
        }
    }

    @Test
    void another_module_under_the_same_name_is_refused() throws Exception {
        harden("%wasm load guests/twosum/twosum.wasm", TWO_SUM_CONTRACT, "%wasm harden TwoSum");
        Files.copy(
                Notepad.PROJECT.resolve("guests/liar/liar.wasm"),
                folder.resolve("TwoSum.wasm"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Built built = new Built("TwoSum")) {
            InvocationTargetException refused = assertThrows(InvocationTargetException.class, built::instance);
            assertTrue(
                    refused.getCause().getCause().getMessage().contains("is not the module this class was made for"),
                    refused.getCause()::toString);
        }
    }

    @Test
    void every_kind_of_number_text_and_struct() throws Exception {
        harden("%wasm load guests/liar/liar.wasm", """
                %%contract
                long long echo_i64(long long value);
                float echo_f32(float value);
                double echo_f64(double value);
                unsigned echo_i32(unsigned value);
                struct point { int16_t x; double y; bool on; };
                int32_t hoard(const struct point *from, int32_t length);
                void store(inout int16_t values[n], int32_t n);
                int32_t load(const float value[1]);
                int32_t divide(const char *text, uint8_t by);
                """, "%wasm harden Liar");
        try (Built built = new Built("Liar");
                AutoCloseable guest = built.instance()) {
            assertEquals(14, built.test());
            // store(address, n) puts n at the address, load(address) gives what is there.
            assertArrayEquals(new short[] {4, 0, 7, 7}, (short[]) built.call(guest, "store", new short[] {7, 7, 7, 7}));
            assertEquals(Float.floatToRawIntBits(1.5f), built.call(guest, "load", new float[] {1.5f}));
            assertEquals(Long.MIN_VALUE + 1, built.call(guest, "echoI64", Long.MIN_VALUE + 1));
            assertEquals(1.25f, built.call(guest, "echoF32", 1.25f));
            assertEquals(-0.1, built.call(guest, "echoF64", -0.1));
            assertEquals(0xffff_fff0L, built.call(guest, "echoI32", -16));
        }
    }

    /** What C has in structs: arrays of numbers, of structs and of characters, and names that a record cannot have. */
    @Test
    void arrays_in_structs() throws Exception {
        harden("""
                %%wat flip
                (module
                  (memory (export "memory") 1)
                  (func (export "flip") (param $from i32) (param $to i32)
                    (memory.copy (local.get $to) (local.get $from) (i32.const 72))
                    (i32.store8 (i32.add (local.get $to) (i32.const 3)) (i32.const 255)))
                  (func (export "full") (param $to i32)
                    (memory.fill (local.get $to) (i32.const 255) (i32.const 72))))
                """, """
                %%contract
                struct point { int16_t x[2]; bool on; };
                struct Integer { uint8_t tag[4]; struct point points[2]; char name[6]; int64_t wait; double d[3]; uint32_t a_b, aB; };
                void flip(const struct Integer *from, struct Integer *to);
                void full(struct Integer *to);
                """, "%wasm harden Flip");
        try (Built built = new Built("Flip");
                AutoCloseable guest = built.instance()) {
            assertEquals(5, built.test());
            Constructor<?> point = built.classes.loadClass("Flip$Point").getConstructors()[0];
            Constructor<?> whole = built.classes.loadClass("Flip$IntegerValue").getConstructors()[0];
            List<Object> points = List.of(
                    point.newInstance(List.of((short) -3, (short) 4), true),
                    point.newInstance(List.of((short) 5, (short) 6), false));
            List<Double> numbers = List.of(0.5, -1e300, 3.0);
            Object given = whole.newInstance(List.of(1, 2, 3, 4), points, "h\u00e9llo", -5L, numbers, 6, 7);
            assertEquals(
                    whole.newInstance(List.of(1, 2, 3, 255), points, "h\u00e9llo", -5L, numbers, 6, 7),
                    built.call(guest, "flip", given));
            assertTrue(
                    built.call(guest, "full").toString().startsWith("IntegerValue[tag=[255, 255, 255, 255],"),
                    "a text that is none is no error");
            Object long1 = whole.newInstance(List.of(1, 2, 3, 4), points, "h\u00e9llos", -5L, numbers, 6, 7);
            assertInstanceOf(
                    IllegalArgumentException.class,
                    assertThrows(InvocationTargetException.class, () -> built.call(guest, "flip", long1))
                            .getCause());
            assertInstanceOf(
                    IllegalArgumentException.class,
                    assertThrows(InvocationTargetException.class, () -> point.newInstance(List.of((short) 1), true))
                            .getCause());
        }
    }

    @Test
    void arrays_of_arrays_and_an_open_end() throws Exception {
        harden("""
                %%wat rows
                (module
                  (memory (export "memory") 1)
                  (func (export "flip") (param $from i32) (param $to i32)
                    (memory.copy (local.get $to) (local.get $from) (i32.const 56))
                    (i32.store (i32.add (local.get $to) (i32.const 20)) (i32.const 0x3f800000)))
                  (func (export "total") (param $from i32) (result i32) (local $left i32) (local $sum i32)
                    (local.set $left (i32.load (local.get $from)))
                    (loop $next
                      (if (local.get $left) (then
                        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
                        (local.set $sum (i32.add (local.get $sum)
                          (i32.load16_s (i32.add (i32.add (local.get $from) (i32.const 6))
                            (i32.mul (local.get $left) (i32.const 2))))))
                        (br $next))))
                    (local.get $sum))
                  (func (export "first") (param $from i32) (result i32) (i32.load8_u offset=1 (local.get $from)))
                  (func (export "trace") (param $matrix i32) (result i32)
                    (i32.add (i32.load (local.get $matrix)) (i32.load offset=12 (local.get $matrix)))))
                """, """
                %%contract
                struct point { int8_t x[1][2]; };
                struct grid { float v[2][3]; char each[2][4]; struct point p[2][3]; uint16_t u[2][1][3]; };
                struct sums { int32_t count; bool all; int16_t rows[][1]; };
                struct line { uint8_t kind; char text[0]; };
                void flip(const struct grid *from, struct grid *to);
                int total(const struct sums *from);
                int first(const struct line *from);
                int trace(const int matrix[2][2]);
                """, "%wasm harden Flip");
        String called = notepad.run("wasm.contract().call(\"total\", Map.of(\"count\", 3, \"all\", 1, \"rows\","
                + " new short[][] {{1}, {20}, {-300}})).result().i32() + wasm.contract().call(\"trace\","
                + " new int[][] {{5, 1}, {1, 7}}).result().i32()");
        assertEquals("-267", called);
        try (Built built = new Built("Flip");
                AutoCloseable guest = built.instance()) {
            assertEquals(10, built.test());
            Constructor<?> point = built.classes.loadClass("Flip$Point").getConstructors()[0];
            Constructor<?> grid = built.classes.loadClass("Flip$Grid").getConstructors()[0];
            Object one = point.newInstance(List.of(List.of((byte) 1, (byte) -2)));
            List<List<Object>> points = List.of(List.of(one, one, one), List.of(one, one, one));
            List<?> numbers = List.of(List.of(List.of(1, 2, 3)), List.of(List.of(4, 5, 65535)));
            List<String> texts = List.of("ab", "h\u00e9l");
            Object given = grid.newInstance(List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 6f)), texts, points, numbers);
            assertEquals(
                    grid.newInstance(List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 1f)), texts, points, numbers),
                    built.call(guest, "flip", given));
            assertInstanceOf(
                    IllegalArgumentException.class,
                    assertThrows(
                                    InvocationTargetException.class,
                                    () -> grid.newInstance(
                                            List.of(List.of(1f, 2f, 3f), List.of(4f)), texts, points, numbers))
                            .getCause());
            Constructor<?> sums = built.classes.loadClass("Flip$Sums").getConstructors()[0];
            List<List<Short>> rows = List.of(List.of((short) 1), List.of((short) 20), List.of((short) -300));
            assertEquals(-279, built.call(guest, "total", sums.newInstance(3, true, rows)));
            assertEquals(0, built.call(guest, "total", sums.newInstance(0, true, List.of())));
            Constructor<?> line = built.classes.loadClass("Flip$Line").getConstructors()[0];
            assertEquals((int) 'G', built.call(guest, "first", line.newInstance(1, "Guestbook")));
            assertEquals(12, built.call(guest, "trace", (Object) new int[][] {{5, 1}, {1, 7}}));
        }
    }

    /** Numbers in rows are rows in Java, as in a contract's call. */
    @Test
    void parameters_in_rows() throws Exception {
        harden("""
                %%wat grids
                (module
                  (memory (export "memory") 1)
                  (func (export "trace") (param $m i32) (result i32)
                    (i32.add (i32.load (local.get $m)) (i32.load offset=12 (local.get $m))))
                  (func (export "turn") (param $from i32) (param $n i32) (param $to i32)
                    (memory.copy (local.get $to) (local.get $from) (i32.mul (local.get $n) (i32.const 6)))
                    (i32.store16 (local.get $to) (i32.const -1)))
                  (func (export "deep") (param $m i32)
                    (f64.store offset=40 (local.get $m) (f64.const 2.5)))
                  (func (export "table") (result i32) (i32.const 8))
                  (data (i32.const 8) "\\01\\02\\03\\04"))
                """, """
                %%contract
                typedef uint8_t square[2][2];
                int trace(const int m[2][2]);
                void turn(const int16_t from[n][3], size_t n, int16_t to[n][3]);
                void deep(inout double m[1][2][3]);
                square *table(void);
                """, "%wasm harden Grids");
        try (Built built = new Built("Grids");
                AutoCloseable guest = built.instance()) {
            assertEquals(9, built.test());
            assertEquals(12, built.call(guest, "trace", (Object) new int[][] {{5, 1}, {1, 7}}));
            assertArrayEquals(new short[][] {{-1, 2, 3}, {4, 5, 6}}, (short[][]) built.call(guest, "turn", (Object)
                    new short[][] {{1, 2, 3}, {4, 5, 6}}));
            assertArrayEquals(new short[0][], (short[][]) built.call(guest, "turn", (Object) new short[0][]));
            assertArrayEquals(new double[][][] {{{1, 2, 3}, {4, 5, 2.5}}}, (double[][][]) built.call(
                    guest, "deep", (Object) new double[][][] {{{1, 2, 3}, {4, 5, 6}}}));
            assertArrayEquals(
                    new byte[][] {{1, 2}, {3, 4}}, (byte[][]) ((Optional<?>) built.call(guest, "table")).orElseThrow());
            String source = Files.readString(folder.resolve("Grids.java"));
            assertTrue(source.contains("@param m 2 rows of {@code [2]}"), source);
            assertEquals(
                    "a row of from has a length of 2, not 3.",
                    refused(() -> built.call(guest, "turn", (Object) new short[][] {{1, 2, 3}, {4, 5}})));
            assertEquals(
                    "m has a length of 1, not 2.",
                    refused(() -> built.call(guest, "trace", (Object) new int[][] {{1, 2, 3, 4}})));
        }
    }

    private static String refused(Executable call) {
        Throwable thrown = assertThrows(InvocationTargetException.class, call).getCause();
        return assertInstanceOf(IllegalArgumentException.class, thrown).getMessage();
    }

    /** Inputs at random are not what every function takes: one that traps on them does so everywhere. */
    @Test
    void the_test_of_a_function_that_traps_on_random_inputs_passes() throws Exception {
        harden("""
                %%wat picky
                (module
                  (memory (export "memory") 1)
                  (func (export "pick") (param $p i32) (param $n i32) (result i32) unreachable)
                  (func (export "twice") (param $n i32) (result i32) (i32.add (local.get 0) (local.get 0))))
                """, """
                %%contract
                int pick(const uint8_t *p, size_t n);
                int twice(int n);
                """, "%wasm harden Picky");
        try (Built built = new Built("Picky")) {
            assertEquals(5, built.test());
        }
    }

    @Test
    void structs_in_structs() throws Exception {
        harden("""
                %%wat lines
                (module
                  (memory (export "memory") 1)
                  ;; the two points of a line change places
                  (func (export "flip") (param $from i32) (param $to i32)
                    (memory.copy (local.get $to) (i32.add (local.get $from) (i32.const 16)) (i32.const 16))
                    (memory.copy (i32.add (local.get $to) (i32.const 16)) (local.get $from) (i32.const 16))
                    (i32.store8 offset=32 (local.get $to) (i32.load8_u offset=32 (local.get $from)))))
                """, """
                %%contract
                struct point { int16_t x; double y; };
                struct line { struct point a, b; uint8_t width; };
                void flip(const struct line *from, struct line *to);
                """, "%wasm harden Lines");
        try (Built built = new Built("Lines");
                AutoCloseable guest = built.instance()) {
            built.test();
            Class<?> point = built.classes.loadClass("Lines$Point");
            Class<?> line = built.classes.loadClass("Lines$Line");
            Object a = point.getConstructor(short.class, double.class).newInstance((short) -3, 0.5);
            Object b = point.getConstructor(short.class, double.class).newInstance((short) 7, -1e300);
            Object flipped = built.call(
                    guest, "flip", line.getConstructor(point, point, int.class).newInstance(a, b, 200));
            assertEquals(line.getConstructor(point, point, int.class).newInstance(b, a, 200), flipped);
        }
        notepad.run("%%contract\nstruct point { int16_t *x; };\nstruct line { struct point a; };\n"
                + "void flip(const struct line *from, struct line *to);");
        assertEquals(
                "CannotHarden: Field `x` of struct `point` is an address, which such a class does not hand out.",
                notepad.run("%wasm harden Flip2 --out " + folder));
    }

    /** Whatever its allocator and its pointers say: an answer, or a closed instance and one clear line. */
    @Test
    void a_guest_that_lies_is_closed() throws Exception {
        harden("%wasm load guests/liar/liar.wasm", """
                %%contract
                typedef int32_t four[4];
                void set_mode(int32_t value);
                four *pointer(void);
                int32_t load(const four values);
                """, "%wasm harden Liar");
        int closed = 0;
        try (Built built = new Built("Liar")) {
            for (int mode = 0; mode < 12; mode++) {
                for (String method : List.of("pointer", "load")) {
                    try (AutoCloseable guest = built.instance()) {
                        built.call(guest, "setMode", mode);
                        built.call(guest, method, method.equals("load") ? new Object[] {new int[4]} : new Object[0]);
                    } catch (InvocationTargetException lied) {
                        assertInstanceOf(IllegalStateException.class, lied.getCause(), method + " in mode " + mode);
                        closed++;
                    }
                }
            }
        }
        assertTrue(closed >= 6, closed + " lies were seen");
    }

    /** A module that exports no allocator: the class grows memory for itself. */
    @Test
    void memory_grown_by_the_host_and_names_that_java_or_the_class_has() throws Exception {
        byte[] module = HexFormat.ofDelimiter(" ")
                .parseHex("00 61 73 6d 01 00 00 00 01 06 01 60 01 7f 01 7f 03 02 01 00 05 04 01 01 01 0a "
                        + "07 12 02 06 6d 65 6d 6f 72 79 02 00 05 66 69 72 73 74 00 00 "
                        + "0a 09 01 07 00 20 00 28 02 00 0b");
        Files.write(folder.resolve("first.wasm"), module);
        harden(
                "%wasm load " + folder.resolve("first.wasm"),
                "%%contract\nstruct block { int32_t size; uint8_t class; };\nint32_t first(const struct block block[2]);",
                "%wasm harden Pages");
        try (Built built = new Built("Pages");
                AutoCloseable guest = built.instance()) {
            assertEquals(4, built.test());
            Object block = built.classes
                    .loadClass("Pages$BlockValue")
                    .getConstructors()[0]
                    .newInstance(77, 1);
            assertEquals(77, built.call(guest, "first", List.of(block, block)));
        }
        assertEquals(
                "CannotHarden: Two types would be `BlockValue` in Java, of structs, of functions with several outputs, and"
                        + " the class; give one another name.",
                notepad.run("%wasm harden BlockValue --out " + folder));
    }

    @Test
    void what_cannot_be_hardened_is_named_and_nothing_is_written() throws Exception {
        notepad.run("%wasm load guests/twosum/twosum.wasm");
        String line = "%wasm harden TwoSum --out " + folder;
        assertEquals(
                "Refused: Guest `twosum` has no contract; give it C prototypes with %%contract.", notepad.run(line));
        notepad.run("%%contract\nint *twosum(const int *nums, int count, int target);");
        assertEquals(
                "CannotHarden: `twosum` returns `int *`, and nothing says how long that is; return a struct, or a"
                        + " typedef of an array: typedef int32_t pair[2]; pair *twosum(...).",
                notepad.run(line));
        assertEquals(
                "MagicError: \"class\" is no name for a class; take one such as Monocypher.",
                notepad.run("%wasm harden class"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void a_guest_that_frees_what_it_is_given_is_refused() {
        notepad.run("""
                %%wat rusty
                (module (memory (export "memory") 20)
                  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 1024))
                  (func (export "__wbindgen_free") (param i32 i32 i32))
                  (func (export "first") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
                """);
        notepad.run("%%contract\nint first(const uint8_t *text, size_t text_len);");
        assertEquals(
                "MagicError: Guest rusty is of wasm-bindgen, whose functions free the arrays and texts that they are given;"
                        + " such a class would free them again. Export functions of C's kind (extern \"C\") with a malloc"
                        + " and a free.",
                notepad.run("%wasm harden Rusty --out " + folder));
        String told = notepad.run("%alloc text 8").replaceAll("\\s+", " ");
        assertTrue(told.contains("give them what %call __wbindgen_malloc returned, and nothing of a region."), told);
        String called =
                notepad.run("wasm.contract().call(\"first\", utf8(\"a\"))").replaceAll("\\s+", " ");
        assertTrue(called.contains("Functions that wasm-bindgen made free the arrays and texts"), called);
    }

    /** A heap of its own believes that all of memory is its own: it would write over a call's arguments. */
    @Test
    void a_guest_with_a_heap_that_nobody_can_ask_is_refused() throws Exception {
        notepad.run("""
                %%wat heap
                (module (memory (export "memory") 1) (global $top (mut i32) (i32.const 65000))
                  (func (export "fill") (param i32 i32) (local $heap i32)
                    (local.set $heap (global.get $top))
                    (global.set $top (i32.add (global.get $top) (local.get 1)))
                    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
                      (then (drop (memory.grow (i32.const 1)))))
                    (memory.fill (local.get 0) (i32.const 1) (local.get 1))
                    (memory.fill (local.get $heap) (i32.const 9) (local.get 1))))
                """);
        notepad.run("%%contract\nvoid fill(uint8_t out[n], size_t n);");
        assertEquals(
                "MagicError: Guest heap seems to have a heap of its own, as its code looks at the size of its memory, and exports no"
                        + " allocator that such a class could ask; its heap could write over a call's arguments. Choose"
                        + " an allocator with %wasm arena --alloc F --reset F.",
                notepad.run("%wasm harden Filler --out " + folder));
        assertFalse(Files.exists(folder.resolve("Filler.java")));
        notepad.run("%contract --drop fill");
        notepad.run("%%contract\nvoid fill(int at, int n);");
        String numbers = notepad.run("%wasm harden Filler --out " + folder);
        assertTrue(numbers.startsWith("hardened heap as Filler"), numbers);
    }

    private static final String IMPORTING = """
            %%wat guest
            (module
              (import "env" "memory" (memory 1 4))
              (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
              (import "env" "mix" (func $mix (param f32 i64 f64) (result f64)))
              (import "math" "mix" (func $mix2 (param f32) (result f32)))
              (import "./a*/\\\\u002a/.js" "\\22\\0a\\\\wait}*/" (func $hostile (result i64)))
              (import "env" "wait" (func $wait (result i32)))
              (global $ready (mut i32) (i32.const 0))
              (func (export "_initialize") (global.set $ready (i32.const 7)))
              (func (export "_start") unreachable)
              (func (export "ready") (result i32) (global.get $ready))
              (func (export "twice") (param i32 i32) (result i32) (local $i i32) (local $sum i32)
                (loop $next (if (i32.lt_u (local.get $i) (local.get 1)) (then
                  (local.set $sum (i32.add (local.get $sum) (i32.mul (i32.const 2)
                    (i32.load8_u (i32.add (local.get 0) (local.get $i))))))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br $next))))
                (local.get $sum))
              (func (export "mixed") (param f32 i64 f64) (result f64)
                (f64.add (f64.promote_f32 (call $mix2 (local.get 0)))
                  (call $mix (local.get 0) (local.get 1) (local.get 2))))
              (func (export "length") (result i64) (i64.add (call $hostile) (i64.extend_i32_s (call $wait))))
              (func (export "fail") (param i32)
                (call $abort (local.get 0) (i32.const 2) (i32.const 3) (i32.const -1))))
            """;
    private static final String IMPORTING_CONTRACT = """
            %%contract
            int ready(void);
            int twice(const uint8_t *bytes, size_t n);
            double mixed(float a, long long b, double c);
            long long length(void);
            void fail(const char *text);
            """;

    /** What the class's user gives, by reflection: a method each, and the guest's memory first. */
    private Object host(Built built, Map<String, Function<Object[], Object>> methods) throws Exception {
        Class<?> imports = built.classes.loadClass(built.type.getName() + "$Imports");
        return Proxy.newProxyInstance(
                built.classes,
                new Class<?>[] {imports},
                (proxy, method, arguments) -> methods.get(method.getName()).apply(arguments));
    }

    private void giveImports() {
        notepad.run("""
                wasm.imports().memory("env", "memory", 1, 4)
                    .func("env", "abort", "(i32, i32, i32, i32) -> ()", a -> null)
                    .func("env", "mix", "(f32, i64, f64) -> f64", a -> 0.0)
                    .func("math", "mix", "(f32) -> f32", a -> 0f)
                    .func("./a*/\\\\u002a/.js", "\\"\\n\\\\wait}*/", "() -> i64", a -> 0L)
                    .func("env", "wait", "() -> i32", a -> 0);
                """);
    }

    @Test
    void what_a_guest_imports_is_its_users_to_give() throws Exception {
        giveImports();
        String said = harden(IMPORTING, IMPORTING_CONTRACT, "%wasm harden Host");
        assertTrue(said.contains("Its constructor takes Host.Imports, a method for each function"), said);
        try (Built built = new Built("Host")) {
            // Of nine tests, the three are left out whose function calls what is not given.
            assertEquals(6, built.test());
            StringBuilder aborted = new StringBuilder();
            Object host = host(
                    built,
                    Map.of(
                            "abort",
                            a -> {
                                aborted.append(((Memory) a[0]).readCString((int) a[1]))
                                        .append(" at ")
                                        .append(a[4]);
                                throw new IllegalStateException("The guest gave up.");
                            },
                            "mix",
                            a -> (float) a[1] + (long) a[2] + (double) a[3],
                            "mathMix",
                            a -> (float) a[1] / 2,
                            "waitValue",
                            a -> Long.MAX_VALUE,
                            "envWait",
                            a -> -1));
            try (AutoCloseable guest = (AutoCloseable) built.type.getConstructors()[0].newInstance(host)) {
                assertEquals(7, built.call(guest, "ready"), "_initialize ran, and _start did not");
                assertEquals(12, built.call(guest, "twice", new byte[] {1, 2, 3}));
                assertEquals(0.5 + 1 + (1L << 40) + 1e300, built.call(guest, "mixed", 1f, 1L << 40, 1e300));
                assertEquals(Long.MAX_VALUE - 1, built.call(guest, "length"));
                Throwable failed = assertThrows(
                                InvocationTargetException.class, () -> built.call(guest, "fail", "no room"))
                        .getCause();
                assertEquals("The guest gave up.", failed.getMessage());
                assertEquals("no room at -1", aborted.toString());
                Throwable closed = assertThrows(InvocationTargetException.class, () -> built.call(guest, "ready"))
                        .getCause();
                assertEquals("This instance is closed; make a new one.", closed.getMessage());
            }
            assertInstanceOf(
                    NullPointerException.class,
                    assertThrows(
                                    InvocationTargetException.class,
                                    () -> built.type.getConstructors()[0].newInstance((Object) null))
                            .getCause());
        }
    }

    @Test
    void a_host_function_cannot_call_the_guest_that_waits_for_it() throws Exception {
        giveImports();
        harden(IMPORTING, IMPORTING_CONTRACT, "%wasm harden Host");
        try (Built built = new Built("Host")) {
            AtomicReference<Object> self = new AtomicReference<>();
            Object host = host(
                    built,
                    Map.of(
                            "waitValue",
                            a -> 1L,
                            "envWait",
                            a -> assertDoesNotThrow(() -> built.call(self.get(), "ready"))));
            try (AutoCloseable guest = (AutoCloseable) built.type.getConstructors()[0].newInstance(host)) {
                self.set(guest);
                Throwable refused = assertThrows(InvocationTargetException.class, () -> built.call(guest, "length"));
                while (refused.getCause() != null) {
                    refused = refused.getCause();
                }
                assertEquals(
                        "A function the guest imports called the guest, which waits for it.", refused.getMessage());
            }
        }
    }

    /** A start function that calls what nobody gives: every test is left out, none fails. */
    @Test
    void an_import_that_the_start_calls_leaves_the_whole_test_out() throws Exception {
        notepad.run("wasm.imports().func(\"env\", \"seed\", () -> 4.0);");
        harden("""
                %%wat seeded
                (module
                  (import "env" "seed" (func $seed (result f64)))
                  (global $seeded (mut i32) (i32.const 0))
                  (func $go (global.set $seeded (i32.trunc_f64_s (call $seed))))
                  (func (export "seed") (result i32) (global.get $seeded))
                  (start $go))
                """, "%%contract\nint seed(void);", "%wasm harden Seeded");
        try (Built built = new Built("Seeded")) {
            assertEquals(0, built.test());
            Object host = host(built, Map.of("seed", a -> 42.5));
            try (AutoCloseable guest = (AutoCloseable) built.type.getConstructors()[0].newInstance(host)) {
                assertEquals(42, built.call(guest, "seed"));
            }
        }
    }

    @Test
    void a_guest_without_memory() throws Exception {
        harden(
                "%%wat bare\n(module (func (export \"twice\") (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))",
                "%%contract\nint twice(int n);", "%wasm harden Bare");
        try (Built built = new Built("Bare");
                AutoCloseable guest = built.instance()) {
            assertEquals(3, built.test());
            assertEquals(42, built.call(guest, "twice", 21));
        }
        notepad.run("%%contract\nint twice(const char *n);");
        assertEquals(
                "CannotHarden: `n` of `twice` is a pointer, and the guest has no memory; leave the prototype out of the"
                        + " contract.",
                notepad.run("%wasm harden Bare2 --out " + folder));
    }

    @Test
    void what_such_a_class_cannot_give_or_wipe_is_named() throws Exception {
        notepad.run("wasm.imports().table(\"env\", \"t\", 2);");
        String refused = harden("""
                %%wat tabled
                (module (import "env" "t" (table 1 funcref))
                  (func (export "twice") (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))
                """, "%%contract\nint twice(int n);", "%wasm harden Tabled");
        assertEquals(
                "MagicError: Guest tabled imports table `env.t` (funcref, 1 entry), which such a class cannot give: it gives"
                        + " memories, and functions of numbers with one result at most; build the guest without it.",
                refused);
        refused = harden(
                "%%wat two\n(module (memory (export \"memory\") 1) (memory 1) (func (export \"f\") (param i32)))",
                "%%contract\nvoid f(const char *text);", "%wasm harden Two");
        assertEquals(
                "MagicError: Guest two has 2 memories, and such a class would copy to, and wipe, memory 0 alone; build the"
                        + " guest with one.",
                refused);
        assertEquals(0, folder.toFile().list().length);
    }

    @Test
    void files_that_are_there_stay_unless_told_otherwise() throws Exception {
        harden("%wasm load guests/twosum/twosum.wasm", TWO_SUM_CONTRACT, "%wasm harden TwoSum --package a.b");
        assertTrue(Files.readString(folder.resolve("TwoSum.java")).startsWith("package a.b;"));
        Files.writeString(folder.resolve("TwoSum.java"), "mine");
        assertEquals(
                "MagicError: " + folder.resolve("TwoSum.java")
                        + " is there already; take another --out, or --force to write over it.",
                notepad.run("%wasm harden TwoSum --out " + folder));
        assertEquals("mine", Files.readString(folder.resolve("TwoSum.java")));
        notepad.run("%wasm harden TwoSum --force --out " + folder);
        assertTrue(Files.readString(folder.resolve("TwoSum.java")).contains("class TwoSum"));
    }

    @Test
    void a_class_that_would_hide_a_type_it_uses_is_refused() {
        notepad.run("%wasm load guests/twosum/twosum.wasm");
        notepad.run(TWO_SUM_CONTRACT);
        for (String taken : List.of("String", "Memory", "Instance", "Test", "Integer")) {
            String refused = notepad.run("%wasm harden " + taken + " --package com.example --out " + folder);
            assertEquals(
                    "CannotHarden: A class `" + taken + "` would hide the type of that name which it uses itself; take"
                            + " another name, such as " + taken + "Guest.",
                    refused);
        }
        assertEquals(0, folder.toFile().list().length);
    }

    @Test
    void a_folder_that_cannot_be_made_is_one_line() throws Exception {
        notepad.run("%wasm load guests/twosum/twosum.wasm");
        notepad.run(TWO_SUM_CONTRACT);
        Path file = java.nio.file.Files.writeString(folder.resolve("file"), "");
        String refused = notepad.run("%wasm harden Sums --out " + file.resolve("inner"));
        assertTrue(refused.contains("cannot be written"), refused);
        assertTrue(refused.endsWith("choose a folder of yours with --out."), refused);
    }
}
