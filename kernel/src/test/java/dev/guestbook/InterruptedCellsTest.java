package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.source.Settings;
import dev.guestbook.wasm.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guests, compilations and benchmarks under an interrupt: over within a second, the variables kept. */
class InterruptedCellsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private static Path folder;

    private static Notepad notepad;

    @BeforeAll
    static void open() throws IOException {
        Files.write(folder.resolve("large.wasm"), large());
        notepad = new Notepad(Settings.ofUser(folder));
        notepad.run("int kept = 42;");
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    /** About 2 MB of code: 1,000 functions of 700 additions each. */
    private static byte[] large() throws IOException {
        int functions = 1_000;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(new byte[] {0, 0x41, 0});
        for (int i = 0; i < 700; i++) {
            body.write(new byte[] {0x41, (byte) (i % 60), 0x6a});
        }
        body.write(0x0b);
        ByteArrayOutputStream indices = leb(functions);
        ByteArrayOutputStream code = leb(functions);
        for (int i = 0; i < functions; i++) {
            indices.write(0);
            leb(body.size()).writeTo(code);
            body.writeTo(code);
        }
        ByteArrayOutputStream module = new ByteArrayOutputStream();
        module.write(HexFormat.of().parseHex("0061736d01000000" + "01050160" + "00017f"));
        section(module, 3, indices);
        ByteArrayOutputStream export = leb(1);
        export.write(3);
        export.write("big".getBytes(StandardCharsets.UTF_8));
        export.write(new byte[] {0, 0});
        section(module, 7, export);
        section(module, 10, code);
        return module.toByteArray();
    }

    private static void section(ByteArrayOutputStream module, int id, ByteArrayOutputStream content)
            throws IOException {
        module.write(id);
        leb(content.size()).writeTo(module);
        content.writeTo(module);
    }

    private static ByteArrayOutputStream leb(int value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int rest = value;
        while (rest > 0x7f) {
            bytes.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
        return bytes;
    }

    /** Runs a cell that says "in" first and interrupts it then. */
    private static Failure interrupted(String code) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<CellOutcome> ended = new CompletableFuture<>();
        CellScope scope = new CellScope(
                9,
                output -> {
                    if (output instanceof CellOutput.Text text && text.text().contains("in")) {
                        begun.countDown();
                    }
                },
                CellInput.NONE);
        Thread owner = new Thread(() -> {
            try {
                ended.complete(notepad.cells().execute(code, scope));
            } catch (Throwable t) { // the test's own thread has to know
                ended.completeExceptionally(t);
            }
        });
        owner.start();
        assertTrue(begun.await(30, TimeUnit.SECONDS), "the cell has begun");
        long asked = System.nanoTime();
        notepad.cells().interrupt();
        CellOutcome outcome = ended.get(10, TimeUnit.SECONDS);
        long took = System.nanoTime() - asked;
        Failure failure = assertInstanceOf(CellOutcome.Failed.class, outcome, outcome::toString)
                .failure();
        assertEquals("Interrupted", failure.name(), failure.message());
        assertTrue(took < SECOND, () -> "took " + took / 1_000_000 + " ms");
        assertEquals("42", notepad.run("kept"));
        return failure;
    }

    /** Declares {@code text}: a guest that says "in" and loops for ever, when it is called or started. */
    private static void declare(String end) {
        notepad.run("wasm.imports().func(\"env\", \"in\", () -> System.out.println(\"in\"));");
        notepad.run("String text = \"\"\"\n(module (import \"env\" \"in\" (func $in))"
                + " (func $spin (export \"spin\") (call $in) (loop $l (br $l)))" + end + ")\"\"\";");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void anEndlessGuestEnds(Engine engine) throws Exception {
        declare("");
        notepad.run(
                "import dev.guestbook.wasm.Engine;\nwasm.wat(text, LoadOptions.DEFAULT.withName(\"spin\").withEngine(Engine."
                        + engine.name() + "));");
        String told = "The cell was interrupted. The guest was interrupted in the middle of its call.";
        assertEquals(told, interrupted("%call spin").message());
        notepad.run("%reset");
        assertEquals(told, interrupted("wasm.call(\"spin\")").message());
        notepad.run("%reset");
        assertEquals(
                "The cell was interrupted.",
                interrupted("try { wasm.call(\"spin\"); } catch (RuntimeException e) { }")
                        .message());
    }

    /** What is true besides of what was asked: here that the guest that was there stays. */
    @Test
    void aLoadThatEndsSaysWhatBecameOfIt() throws Exception {
        declare("(start $spin)");
        assertEquals(
                "The cell was interrupted. WebAssembly text, 1 line: The guest was interrupted in the middle of its call. Nothing was loaded.",
                interrupted("wasm.wat(\"starts\", text)").message());
    }

    @Test
    void aBenchmarkEnds() throws Exception {
        assertEquals(
                "The cell was interrupted.",
                interrupted("System.out.println(\"in\");\n%bench -n 1000000 root: Math.sqrt(kept)")
                        .message());
        interrupted("System.out.println(\"in\");\n%bench spin: { while (true) { } }");
    }

    @Test
    void theLoadOfALargeModuleEnds() throws Exception {
        assertTrue(Files.size(folder.resolve("large.wasm")) > 2_000_000);
        interrupted("System.out.println(\"in\");\nfor (int i = 0; i < 1000; i++) { wasm.load(\"large.wasm\"); }");
        String again = notepad.run("%wasm load large.wasm --engine interpreted\n%call big");
        assertTrue(again.contains("signed"), again);
    }
}
