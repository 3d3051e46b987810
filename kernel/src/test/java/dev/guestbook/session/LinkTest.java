package dev.guestbook.session;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.ModuleBytes;
import dev.guestbook.wasm.Trap;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One guest's functions as another's imports, and stubs where nobody gives any. */
@Timeout(60)
class LinkTest {
    private final Session wasm = OurGuests.session();

    @TempDir
    Path folder;

    @BeforeEach
    void load() {
        wasm.load(OurGuests.LIAR);
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    /** {@code go} has a function's type and calls the import {@code env.NAME} with its own arguments. */
    private String caller(String name, String type, String arguments) {
        byte[] module = new ModuleBytes()
                .section(1, "01 " + type)
                .section(2, part().hex("01").name("env").name(name).hex("00 00"))
                .section(3, "01 00")
                .section(7, part().hex("01").name("go").hex("00 01"))
                .section(10, part().hex("01").sized(part().hex("00 " + arguments + "10 00 0b")))
                .bytes();
        return TestModules.write(folder, name + ".wasm", module);
    }

    private String divider() {
        return caller("divide", "60 02 7f 7f 01 7f", "20 00 20 01 ");
    }

    private String crasher() {
        return caller("crash", "60 00 00", "");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_guests_functions_satisfy_anothers_imports(Engine engine) {
        String linked = wasm.link("env", "liar").bundle().plain();
        assertTrue(linked.startsWith("imports of env are the functions of guest liar"), linked);
        wasm.load(divider(), LoadOptions.DEFAULT.withEngine(engine));
        assertEquals(-6, wasm.call("go", -42, 7).i32());
        assertTrue(wasm.imports().bundle().plain().contains("env: linked to guest liar"));
    }

    @Test
    void a_trap_inside_the_linked_guest_names_both_and_traps_both() {
        wasm.link("env", "liar");
        wasm.load(divider());
        ErrorText.check("trap/in-a-linked-guest", Trap.class, () -> wasm.call("go", 1, 0));
        assertTrue(wasm.guest("liar").isTrapped());
        assertTrue(wasm.guest("divide").isTrapped());
        wasm.reset();
        ErrorText.refused("linked-guest-trapped", () -> wasm.call("go", 4, 2));
        wasm.guest("liar").reset();
        wasm.reset();
        assertEquals(2, wasm.call("go", 4, 2).i32());
    }

    @Test
    void the_link_follows_a_reload_and_ends_with_an_unload() {
        wasm.link("env", "liar");
        wasm.load(divider());
        wasm.reload("liar");
        assertEquals(3, wasm.call("go", 9, 3).i32());
        wasm.unload("liar");
        Refused gone = assertThrows(Refused.class, () -> wasm.call("go", 9, 3));
        assertTrue(
                gone.getMessage()
                        .matches(
                                "Import `env.divide` could not be called: guest `liar` was unloaded by .*; load it, link it"
                                        + " with %wasm link env liar, then load again what calls it\\."),
                gone.getMessage());
    }

    @Test
    void a_call_holds_both_guests() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        wasm.imports().func("env", "wait", () -> {
            inside.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        wasm.load(TestModules.write(folder, "waiter.wasm", TestModules.CALLS_BACK));
        wasm.link("outer", "waiter");
        byte[] outer = new ModuleBytes()
                .section(1, "01 60 00 00")
                .section(2, part().hex("01").name("outer").name("go").hex("00 00"))
                .section(3, "01 00")
                .section(7, part().hex("01").name("start_here").hex("00 01"))
                .section(10, part().hex("01").sized(part().hex("00 10 00 0b")))
                .bytes();
        Guest first = wasm.load(TestModules.write(folder, "outer.wasm", outer));
        Thread calling = new Thread(() -> first.call("start_here"), "holder");
        calling.start();
        inside.await();
        for (Guest held : new Guest[] {first, wasm.guest("waiter")}) {
            String refused = assertThrows(
                            Refused.class, () -> held.call(held.functionNames().get(0)))
                    .getMessage();
            assertTrue(refused.contains("is busy: thread `holder`"), refused);
            assertThrows(Refused.class, () -> wasm.unload(held.name()));
        }
        go.countDown();
        calling.join();
        assertFalse(first.isTrapped());
    }

    @Test
    void only_functions_of_the_same_type_are_linked() {
        wasm.link("env", "liar");
        ErrorText.refused("link-type", () -> wasm.load(caller("divide", "60 01 7f 01 7f", "20 00 ")));
        byte[] memory = new ModuleBytes()
                .section(2, part().hex("01").name("env").name("memory").hex("02 00 01"))
                .bytes();
        ErrorText.refused("link-memory", () -> wasm.load(TestModules.write(folder, "memory.wasm", memory)));
        Refused missing = assertThrows(Refused.class, () -> wasm.load(caller("nothing", "60 00 00", "")));
        assertTrue(missing.getMessage().contains("an import that nobody gives: function `env.nothing`"));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_stub_traps_naming_its_import(Engine engine) {
        Guest guest =
                wasm.load(crasher(), LoadOptions.DEFAULT.withEngine(engine).withStubImports());
        assertTrue(
                guest.bundle().plain().contains("stubs      env.crash"),
                guest.bundle().plain());
        Trap trap = ErrorText.check("trap/stub-called", Trap.class, () -> wasm.call("go"));
        assertEquals(Trap.Kind.STUB_CALLED, trap.kind());
        byte[] all = new ModuleBytes()
                .section(
                        2,
                        part().hex("03")
                                .name("env")
                                .name("memory")
                                .hex("02 00 01")
                                .name("env")
                                .name("table")
                                .hex("01 70 00 02")
                                .name("env")
                                .name("base")
                                .hex("03 7f 00"))
                .section(7, part().hex("01").name("memory").hex("02 00"))
                .section(11, "01 00 41 08 0b 02 68 69")
                .bytes();
        wasm.load(TestModules.write(folder, "all.wasm", all), LoadOptions.DEFAULT.withStubImports());
        assertEquals("hi", wasm.readUtf8(wasm.pointer(8), 2));
    }

    @Test
    void a_lambda_that_never_returns_counts_as_one_with_a_result_until_its_signature_is_written() {
        wasm.imports().func("env", "crash", () -> {
            throw new IllegalStateException("no result");
        });
        String file = crasher();
        assertEquals(
                file + ": The module wants function `env.crash` () -> (), the host gives () -> i32; Java takes a lambda"
                        + " that only loops or throws for one with a result: write the signature before it,"
                        + " \"() -> ()\".",
                assertThrows(Refused.class, () -> wasm.load(file)).getMessage());
        wasm.imports().func("env", "crash", "() -> ()", a -> {
            throw new IllegalStateException("no result");
        });
        wasm.load(file);
        assertThrows(IllegalStateException.class, () -> wasm.call("go"));
    }

    @Test
    void a_caller_is_told_how_many_bytes_lie_outside() {
        for (String told : new String[] {"1 byte", "2 bytes"}) {
            byte[] bytes = new byte[told.charAt(0) - '0'];
            wasm.imports().func("env", "wait", "() -> ()", a -> {
                a.caller().write(65_536, bytes);
                return null;
            });
            wasm.load(TestModules.write(folder, "waiter.wasm", TestModules.CALLS_BACK_AND_STORES));
            assertEquals(
                    "The guest passed `env.wait` " + told + " at 0x00010000 (65,536) outside its memory.",
                    assertThrows(Refused.class, () -> wasm.call("go")).getMessage());
        }
    }

    @Test
    void a_typed_lambda_says_its_signature_and_looks_into_its_caller() {
        wasm.imports().func("env", "divide", (int a, int b) -> a / b);
        wasm.load(divider());
        assertEquals(5, wasm.call("go", 10, 2).i32());
        wasm.imports().func("env", "divide", (Caller c, int text, int length) -> {
            Ptr there = c.ptr(text);
            assertEquals(c.guest(), wasm.guest());
            return (int) there.address() + length;
        });
        byte[] withMemory = new ModuleBytes()
                .section(1, "01 60 02 7f 7f 01 7f")
                .section(2, part().hex("01").name("env").name("divide").hex("00 00"))
                .section(3, "01 00")
                .section(5, "01 00 01")
                .section(7, part().hex("01").name("go").hex("00 01"))
                .section(10, part().hex("01").sized(part().hex("00 20 00 20 01 10 00 0b")))
                .bytes();
        wasm.load(TestModules.write(folder, "reader.wasm", withMemory));
        assertEquals(107, wasm.call("go", 100, 7).i32());
        wasm.imports().func("env", "divide", () -> 1L);
        Refused other =
                assertThrows(Refused.class, () -> wasm.load(TestModules.write(folder, "reader.wasm", withMemory)));
        assertTrue(other.getMessage()
                .endsWith("The module wants function `env.divide` (i32, i32) -> i32, the host gives () -> i64."));
    }

    @Test
    void what_a_host_function_throws_ends_the_guests_call_and_arrives_as_it_is() {
        wasm.imports().func("env", "crash", (Runnable) () -> {
            throw new IllegalStateException("the host's own");
        });
        wasm.load(crasher());
        assertEquals(
                "the host's own",
                assertThrows(IllegalStateException.class, () -> wasm.call("go")).getMessage());
        assertTrue(wasm.guest().isTrapped());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void recursion_through_the_host_ends_in_a_trap(Engine engine) {
        wasm.imports().func("env", "crash", () -> {
            wasm.call("go");
        });
        wasm.load(crasher(), LoadOptions.DEFAULT.withEngine(engine));
        Trap trap = assertThrows(Trap.class, () -> wasm.call("go"));
        assertEquals(Trap.Kind.STACK_EXHAUSTED, trap.kind());
        wasm.reset();
        wasm.guest("liar").call("count");
    }
}
