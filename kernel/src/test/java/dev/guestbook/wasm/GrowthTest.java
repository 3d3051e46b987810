package dev.guestbook.wasm;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far memories and tables grow, and that no instance sees the growth of another. */
class GrowthTest {
    private static final String GROWERS = "02 60 01 7f 01 7f 60 00 01 7f";

    /** {@code a}, {@code b}, {@code c}: {@code (i32) -> i32}, each grows a memory of its own that starts with a page. */
    private static final byte[] MEMORIES = new ModuleBytes()
            .section(1, GROWERS)
            .section(3, "03 00 00 00")
            .section(5, "03 00 01 00 01 00 01")
            .section(7, "03 01 61 00 00 01 62 00 01 01 63 00 02")
            .section(10, "03 06 00 20 00 40 00 0b 06 00 20 00 40 01 0b 06 00 20 00 40 02 0b")
            .bytes();

    /** {@code grow (i32) -> i32} and {@code size () -> i32} of a table that starts empty; {@code other} grows a second. */
    private static final byte[] TABLES = new ModuleBytes()
            .section(1, GROWERS)
            .section(3, "03 00 01 00")
            .section(4, "02 70 00 00 63 70 00 00")
            .section(
                    7,
                    part().hex("03")
                            .name("grow")
                            .hex("00 00")
                            .name("size")
                            .hex("00 01")
                            .name("other")
                            .hex("00 02"))
            .section(10, "03 09 00 d0 70 20 00 fc 0f 00 0b 05 00 fc 10 00 0b 09 00 d0 70 20 00 fc 0f 01 0b")
            .bytes();

    private static long call(Instance instance, String function, long... arguments) {
        return (int) instance.function(function).orElseThrow().call(arguments)[0];
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void all_memories_share_one_limit(Engine engine) throws BadModule {
        Limits limits = Limits.DEFAULT.withMemory(10 * LinearMemory.PAGE);
        Instance instance = WasmModule.of(MEMORIES, engine, limits).instantiate(List.of());
        assertEquals(1, call(instance, "a", 5));
        assertEquals(-1, call(instance, "b", 3));
        assertEquals(-1, call(instance, "c", -1));
        assertEquals(1, call(instance, "c", 2));
        assertEquals(-1, call(instance, "a", 1));
        assertEquals(6, call(instance, "a", 0));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_table_grows_in_its_own_instance_alone(Engine engine) throws BadModule {
        WasmModule module = WasmModule.of(TABLES, engine, Limits.DEFAULT);
        Instance first = module.instantiate(List.of());
        assertEquals(0, call(first, "grow", 900_000));
        assertEquals(0, call(module.instantiate(List.of()), "size"));
        assertEquals(900_000, call(first, "size"));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void all_tables_share_one_limit(Engine engine) throws BadModule {
        Instance instance = WasmModule.of(TABLES, engine, Limits.DEFAULT).instantiate(List.of());
        assertEquals(-1, call(instance, "grow", 1_000_001));
        assertEquals(0, call(instance, "grow", 600_000));
        assertEquals(-1, call(instance, "grow", Integer.MAX_VALUE));
        assertEquals(-1, call(instance, "other", 600_000));
        assertEquals(0, call(instance, "other", 400_000));
        assertEquals(600_000, call(instance, "size"));
    }
}
