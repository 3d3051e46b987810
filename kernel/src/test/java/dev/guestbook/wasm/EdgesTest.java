package dev.guestbook.wasm;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every width of load and store at the edges of a memory that grows: no address that is outside slips past, and each one says
 * where it was.
 */
class EdgesTest {
    private static final long UNSIGNED = 0xffff_ffffL;
    private static final long[] OFFSETS = {0, 1, 8, 65_535, 0x7fff_fff0L, 0x7fff_ffffL, 0xffff_fff8L};
    private static final int PAGES = 24;

    /**
     * @param code the instruction
     * @param value what pushes a value before it, empty for a load
     */
    private record Access(String code, int bytes, String value) {
        boolean isLoad() {
            return value.isEmpty();
        }
    }

    private static final String ONE = "41 01";
    private static final List<Access> ACCESSES = List.of(
            new Access("2d", 1, ""),
            new Access("2f", 2, ""),
            new Access("28", 4, ""),
            new Access("29", 8, ""),
            new Access("2a", 4, ""),
            new Access("2b", 8, ""),
            new Access("3a", 1, ONE),
            new Access("3b", 2, ONE),
            new Access("36", 4, ONE),
            new Access("37", 8, "42 01"),
            new Access("38", 4, "43 00 00 80 3f"),
            new Access("39", 8, "44 00 00 00 00 00 00 f0 3f"));

    /** {@code g (i32) -> i32} grows; {@code 0}, {@code 1} and so on are {@code (i32) -> ()}, each an access at an offset. */
    private static byte[] module() {
        int count = ACCESSES.size() * OFFSETS.length;
        ModuleBytes.Part exports = part().u32(count + 1).name("g").hex("00 00");
        ModuleBytes.Part code = part().u32(count + 1).sized(part().hex("00 20 00 40 00 0b"));
        for (int i = 0; i < count; i++) {
            Access access = ACCESSES.get(i / OFFSETS.length);
            exports.name(Integer.toString(i)).hex("00").u32(i + 1);
            ModuleBytes.Part body = part().hex("00 20 00");
            if (!access.isLoad()) {
                body.hex(access.value());
            }
            body.hex(access.code() + " 00").u32(OFFSETS[i % OFFSETS.length]);
            code.sized(access.isLoad() ? body.hex("1a 0b") : body.hex("0b"));
        }
        return new ModuleBytes()
                .section(1, "02 60 01 7f 01 7f 60 01 7f 00")
                .section(3, part().u32(count + 1).hex("00").times(count, "01"))
                .section(5, "01 00 01")
                .section(7, exports)
                .section(10, code)
                .bytes();
    }

    /** Where the access was outside; empty for an access that was made. */
    private static String outside(GuestFunction function, int base) {
        try {
            function.call(base);
            return "";
        } catch (Trap trap) {
            assertEquals(Trap.Kind.OUT_OF_BOUNDS_MEMORY, trap.kind());
            // The engine's compiler refuses an offset that no memory has without an access.
            return trap.access().map(access -> "" + access.address()).orElse("somewhere");
        }
    }

    @Test
    void no_address_slips_past() throws BadModule {
        Instance instance = WasmModule.of(module(), Engine.COMPILED, Limits.DEFAULT.withMemory(PAGES * 65_536L))
                .instantiate(List.of());
        GuestFunction grow = instance.function("g").orElseThrow();
        for (int pages = 1; pages <= PAGES; pages++) {
            long size = pages * 65_536L;
            for (int i = 0; i < ACCESSES.size() * OFFSETS.length; i++) {
                GuestFunction function = instance.function(Integer.toString(i)).orElseThrow();
                int length = ACCESSES.get(i / OFFSETS.length).bytes();
                long offset = OFFSETS[i % OFFSETS.length];
                for (long base : new long[] {
                    0,
                    size - offset - length,
                    size - offset - length + 1,
                    size,
                    -1,
                    -8,
                    -offset,
                    0x7fff_ffffL,
                    0x8000_0000L
                }) {
                    long address = (base & UNSIGNED) + offset;
                    String expected =
                            address + length <= size ? "" : offset < 0x7fff_ffffL ? "" + address : "somewhere";
                    assertEquals(
                            expected,
                            outside(function, (int) base),
                            () -> length + " bytes at " + base + " and offset " + offset + " in " + size);
                }
            }
            assertEquals(pages < PAGES ? pages : -1, (int) grow.call(1)[0]);
        }
    }
}
