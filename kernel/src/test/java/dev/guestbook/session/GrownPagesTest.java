package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Displayable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Regions in pages that the host grew, beside a guest that grows a heap of its own. */
class GrownPagesTest {
    /** {@code take} is a heap that hands out what is above its top, as sbrk does, and believes that all of memory is its own. */
    private static final String OWN_HEAP = """
            (module
              (memory (export "memory") 1 100)
              (global $top (mut i32) (i32.const 1024))
              (func (export "take") (param i32) (result i32)
                (local $at i32)
                (local.set $at (global.get $top))
                (global.set $top (i32.add (local.get $at) (local.get 0)))
                (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
                  (then (drop (memory.grow (i32.const 1)))))
                local.get $at))
            """;

    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    private static String text(Displayable shown) {
        return shown.bundle().plain();
    }

    @Test
    void a_guest_that_may_hand_out_the_same_pages_is_warned_of() {
        wasm.wat("heap", OWN_HEAP);
        String arena = text(wasm.arena());
        assertTrue(
                arena.replaceAll("\\s+", " ")
                        .contains("its code looks at the size of its memory, and a heap of its own may take these pages"
                                + " too; %wasm arena --alloc F takes them from it"),
                arena);
        assertTrue(text(wasm.alloc("z", 100)).contains("a heap of its own may take these pages too"));
        wasm.wat("plain", "(module (memory (export \"memory\") 1 4))");
        assertFalse(text(wasm.alloc("z", 100)).contains("heap of its own"));
    }

    /** What a contract's call lends comes out of the same pages, and is said in the same words. */
    @Test
    void a_contracts_call_is_warned_of_too() {
        wasm.wat("heap", OWN_HEAP);
        String agreed = text(wasm.contract("int take(const uint8_t size[4]);"));
        assertTrue(agreed.replaceAll("\\s+", " ").contains("a heap of its own may take these pages too"), agreed);
        Outputs outputs = wasm.contract().call("take", new byte[4]);
        assertTrue(text(outputs).replaceAll("\\s+", " ").contains("a heap of its own may take these pages too"));
        String numbers = text(wasm.contract("int take(int size);"));
        assertFalse(numbers.contains("heap of its own"), numbers);
        assertFalse(text(wasm.contract().call("take", 4)).contains("heap of its own"), "nothing was lent");
        wasm.wat("plain", "(module (memory (export \"memory\") 1 4) (func (export \"see\") (param i32)))");
        assertFalse(text(wasm.contract("void see(const uint8_t a[4]);")).contains("heap of its own"));
        assertFalse(text(wasm.contract().call("see", new byte[4])).contains("heap of its own"));
    }

    @Test
    void a_pointer_below_a_region_says_so_and_a_write_over_it_is_told() {
        wasm.wat("heap", OWN_HEAP);
        Ptr region = wasm.alloc("z", 100);
        Ptr taken = wasm.call("take", 70_000).ptr();
        assertEquals(1024, taken.address());
        assertTrue(
                text(taken)
                        .contains("region `z` begins " + String.format("%,d", region.address() - 1024)
                                + " bytes further on"),
                text(taken));
        String written = text(wasm.write(taken, new byte[70_000]));
        assertTrue(written.contains("Overwritten: 100 bytes of region z"), written);
        assertFalse(text(wasm.write(taken, new byte[100])).contains("Overwritten"));
        assertFalse(text(wasm.write(region, new byte[100])).contains("Overwritten"));
    }
}
