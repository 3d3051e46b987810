package dev.guestbook.wasm.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our memory does what the engine's own does, bounds included: the same random program on both. */
class FlatMemoryTest {
    private static final int PAGES = 3;
    private static final int MOST_PAGES = 40;

    private static Object outcome(java.util.function.Supplier<Object> access) {
        try {
            return access.get();
        } catch (ChicoryException | IndexOutOfBoundsException e) {
            return "out of bounds";
        }
    }

    /** Addresses near the ends of pages and of memory, past it, and negative as an upper half reads. */
    private static int address(Random random, int pages) {
        int near = random.nextInt(24) - 12;
        return switch (random.nextInt(6)) {
            case 0 -> pages * 65_536 + near;
            case 1 -> random.nextInt(pages + 1) * 65_536 + near;
            case 2 -> near;
            case 3 -> random.nextInt();
            default -> random.nextInt(pages * 65_536);
        };
    }

    private static Object step(Memory memory, int operation, int address, long value, int length) {
        return outcome(() -> switch (operation) {
            case 0 -> memory.read(address);
            case 1 -> memory.readShort(address);
            case 2 -> memory.readInt(address);
            case 3 -> memory.readLong(address);
            case 4 -> memory.readFloat(address);
            case 5 -> memory.readDouble(address);
            case 6 -> done(() -> memory.writeByte(address, (byte) value));
            case 7 -> done(() -> memory.writeShort(address, (short) value));
            case 8 -> done(() -> memory.writeI32(address, (int) value));
            case 9 -> done(() -> memory.writeLong(address, value));
            case 10 -> done(() -> memory.writeF32(address, (float) value));
            case 11 -> done(() -> memory.writeF64(address, Double.longBitsToDouble(value)));
            case 12 -> memory.readU16(address);
            case 13 -> memory.readF64(address);
            case 14 -> java.util.Arrays.hashCode(memory.readBytes(address, length));
            case 15 -> done(() -> memory.write(address, new byte[] {1, 2, 3, 4, 5}, 1, 3));
            case 16 -> done(() -> memory.fill((byte) value, address, address + length));
            default -> done(() -> memory.copy(address, (int) (value & 0xffff), length));
        });
    }

    private static Object done(Runnable access) {
        access.run();
        return "done";
    }

    @Test
    void equals_the_engines_own_memory_on_random_programs() {
        Random random = new Random(11);
        for (int program = 0; program < 20; program++) {
            MemoryLimits limits = new MemoryLimits(PAGES, MOST_PAGES);
            FlatMemory ours = new FlatMemory(limits, 32_767);
            ByteArrayMemory theirs = new ByteArrayMemory(limits);
            for (int n = 0; n < 5_000; n++) {
                if (random.nextInt(500) == 0) {
                    int delta = random.nextInt(8) - 1;
                    // Theirs takes a negative delta for a small one; the standard says it is 4 billion pages.
                    assertEquals(delta < 0 ? -1 : theirs.grow(delta), ours.grow(delta));
                }
                assertEquals(theirs.pages(), ours.pages());
                int operation = random.nextInt(18);
                int address = address(random, ours.pages());
                long value = random.nextLong();
                int length = random.nextInt(300);
                assertEquals(
                        step(theirs, operation, address, value, length),
                        step(ours, operation, address, value, length),
                        () -> "operation " + operation + " at " + address + ", length " + length);
            }
            int size = ours.pages() * 65_536;
            assertArrayEquals(theirs.readBytes(0, size), ours.readBytes(0, size));
        }
    }

    @Test
    void growing_page_by_page_is_cheap_and_the_cap_holds() {
        FlatMemory memory = new FlatMemory(new MemoryLimits(1), 1_000);
        memory.writeI32(100, 42);
        for (int pages = 1; pages < 1_000; pages++) {
            assertEquals(pages, memory.grow(1));
        }
        assertEquals(-1, memory.grow(1));
        assertEquals(-1, memory.grow(Integer.MAX_VALUE));
        assertEquals(-1, memory.grow(-1));
        assertEquals(1_000, memory.grow(0));
        assertEquals(42, memory.readInt(100));
        assertEquals(0, memory.readLong(1_000 * 65_536 - 8));
    }

    @Test
    void the_array_a_grow_leaves_behind_is_wiped() {
        FlatMemory memory = new FlatMemory(new MemoryLimits(1), 100);
        byte[] before = memory.bytes();
        memory.writeI32(100, -1);
        memory.grow(5);
        assertArrayEquals(new byte[65_536], before);
        assertEquals(-1, memory.readInt(100));
    }

    @Test
    void an_empty_memory_has_no_byte() {
        FlatMemory memory = new FlatMemory(new MemoryLimits(0, 1), 100);
        for (int address : new int[] {0, 1, -1, Integer.MIN_VALUE}) {
            assertEquals("out of bounds", outcome(() -> memory.read(address)));
            assertEquals("out of bounds", outcome(() -> memory.readLong(address)));
        }
        assertEquals(0, memory.readBytes(0, 0).length);
    }
}
