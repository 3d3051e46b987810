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
import org.junit.jupiter.params.provider.ValueSource;

/** Guests, compilations and benchmarks under an interrupt: over within a second, the variables kept. */
class InterruptedCellsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** One function, {@code spin}, that loops for ever. */
    private static final String SPIN = "0061736d01000000" + "010401600000" + "03020100" + "07080104" + "7370696e"
            + "0000" + "0a0901070003400c000b0b";

    @TempDir
    private static Path folder;

    private static Notepad notepad;

    @BeforeAll
    static void open() throws IOException {
        Files.write(folder.resolve("spin.wasm"), HexFormat.of().parseHex(SPIN));
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

    @ParameterizedTest
    @ValueSource(strings = {"compiled", "interpreted"})
    void anEndlessGuestEnds(String engine) throws Exception {
        notepad.run("%wasm load spin.wasm --engine " + engine);
        Failure failure = interrupted("System.out.println(\"in\");\n%call spin");
        assertEquals("The cell was interrupted.", failure.message());
        assertEquals(
                "The cell was interrupted.",
                interrupted("System.out.println(\"in\");\nwasm.call(\"spin\")").message());
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
