package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Trap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Java objects that go through a guest as externref. */
class HostObjectsTest {
    private static final String GUEST = """
            (module
              (import "env" "make" (func $make (result externref)))
              (import "env" "add" (func $add (param externref i32) (result externref)))
              (import "env" "size" (func $size (param externref) (result i32)))
              (table (export "kept") 4 externref)
              (global $last (mut externref) (ref.null extern))
              (func (export "made") (param i32) (result i32) (local externref)
                (local.set 1 (call $add (call $make) (local.get 0)))
                (global.set $last (local.get 1))
                (table.set 0 (i32.const 2) (local.get 1))
                (call $size (local.get 1)))
              (func (export "last") (result externref) (global.get $last))
              (func (export "echo") (param externref) (result externref) (local.get 0))
              (func (export "is_null") (param externref) (result i32) (ref.is_null (local.get 0)))
              (func (export "both") (param externref) (result externref i32) (local.get 0) (i32.const 7))
              (func (export "unset") (result externref) (local externref) (local.get 0))
              (func (export "loop") (loop (drop (call $make)) (br 0))))
            """;

    private final Session wasm = OurGuests.session();
    private final List<List<Integer>> made = new ArrayList<>();

    @AfterEach
    void close() {
        wasm.close();
    }

    @SuppressWarnings("unchecked")
    private void give() {
        wasm.imports()
                .func("env", "make", "() -> externref", a -> {
                    made.add(new ArrayList<>());
                    return made.get(made.size() - 1);
                })
                .func("env", "add", "(externref, i32) -> externref", a -> {
                    ((List<Integer>) a.ref(0)).add(a.i32(1));
                    return a.ref(0);
                })
                .func("env", "size", "(externref) -> i32", a -> ((List<?>) a.ref(0)).size());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_guest_keeps_objects_and_hands_them_back(Engine engine) {
        give();
        Guest guest = wasm.wat(GUEST, LoadOptions.DEFAULT.withEngine(engine));
        assertNull(wasm.call("last").ref());
        assertNull(wasm.call("unset").ref());
        assertEquals(1, wasm.call("made", 42).i32());
        assertEquals(List.of(42), made.get(0));
        assertSame(made.get(0), wasm.call("last").ref());
        assertSame(made.get(0), guest.ref(0, 2));
        assertNull(guest.ref(0, 0));
        Object anything = new Object();
        assertSame(anything, wasm.call("echo", anything).ref());
        assertNull(wasm.call("echo", new Object[] {null}).ref());
        assertEquals(1, wasm.call("is_null", new Object[] {null}).i32());
        assertEquals(0, wasm.call("is_null", "text").i32());
        assertSame(anything, wasm.call("both", anything).ref(0));
    }

    @Test
    void they_are_shown_as_java_shows_them() {
        give();
        wasm.wat(GUEST, LoadOptions.DEFAULT.withName("g"));
        wasm.call("made", 42);
        assertTrue(
                wasm.tables().bundle().plain().contains("2  [42]    externref"),
                wasm.tables().bundle()::plain);
        Result echo = wasm.step("echo", "a\u202eb");
        assertTrue(echo.bundle().plain().contains("externref  \"a\\u202eb\""), echo.bundle()::plain);
        assertEquals("[null, 7]", wasm.call("both", new Object[] {null}).toString());
    }

    @Test
    void what_is_no_object_or_not_there_is_refused() {
        give();
        wasm.wat(GUEST, LoadOptions.DEFAULT.withName("g"));
        ErrorText.refused("externref-no-number", () -> wasm.call("both", "x").values());
        ErrorText.refused("externref-none", () -> wasm.call("both", "x").ref(1));
        ErrorText.refused("externref-no-table", () -> wasm.guest().ref(1, 0));
        ErrorText.refused("externref-no-entry", () -> wasm.guest().ref(0, 4));
    }

    @Test
    void a_guest_that_asks_for_ever_more_is_refused() {
        wasm.imports().func("env", "make", "() -> externref", a -> new Object());
        wasm.wat(GUEST, LoadOptions.DEFAULT.withName("g").withStubImports());
        ErrorText.refused("externref-too-many", () -> wasm.call("loop"));
    }

    @Test
    void stubs_stand_for_them_and_those_to_paste_name_them() {
        wasm.wat(GUEST, LoadOptions.DEFAULT.withName("g").withStubImports());
        assertThrows(Trap.class, () -> wasm.call("made", 1));
        wasm.wat("""
                (module (import "env" "pick" (func $pick (param funcref) (result funcref)))
                  (func (export "f") (drop (call $pick (ref.null func)))))
                """, LoadOptions.DEFAULT.withName("functions").withStubImports());
        assertTrue(assertThrows(Trap.class, () -> wasm.call("f")).getMessage().contains("env.pick"));
        wasm.use("g");
        String imports = wasm.guestImports().bundle().plain();
        assertTrue(imports.contains("\"() -> externref\", a -> null);"), imports);
        assertTrue(imports.contains("\"(externref) -> i32\", a -> 0);"), imports);
    }
}
