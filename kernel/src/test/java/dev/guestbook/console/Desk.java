package dev.guestbook.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.Glyphs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.ScreenTerminal;

/** A person at a terminal: types, and reads what is on the screen. The screen is an emulation, the editor is real. */
final class Desk implements AutoCloseable {
    private static final long SECONDS = 30;

    private final ScreenTerminal screen;
    private final LineDisciplineTerminal terminal;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    Desk(Supplier<CellRunner> cells, Optional<Path> state) throws IOException {
        ScreenTerminal.VirtualTerminal virtual = ScreenTerminal.withTerminal("desk", "xterm", 80, 24);
        screen = virtual.screen();
        terminal = virtual.terminal();
        Console.Options options = new Console.Options(true, false, Glyphs.UNICODE, "Welcome", state);
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(Console.run(cells, options, terminal));
                    } catch (IOException | RuntimeException | Error e) {
                        exit.completeExceptionally(e);
                    }
                },
                "console");
        thread.setDaemon(true);
        thread.start();
    }

    /** Types keys; {@code \r} is Enter, {@code \u0003} Ctrl-C, {@code \u0004} Ctrl-D. */
    Desk type(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(terminal.encoding()));
        return this;
    }

    /** Waits until the last line that is not blank is this one. */
    Desk awaitLast(String line) throws InterruptedException {
        await(text -> text.equals(line) || text.endsWith("\n" + line), line);
        return this;
    }

    Desk await(String part) throws InterruptedException {
        await(text -> text.contains(part), part);
        return this;
    }

    private void await(Predicate<String> wanted, String what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!wanted.test(text())) {
            if (exit.isCompletedExceptionally() || System.nanoTime() > end) {
                throw new AssertionError("should show: " + what + "\nshows:\n" + text() + "\nexit: " + exit);
            }
            screen.waitDirty(100);
        }
    }

    /** The screen, without what is blank at its end and at the lines' ends. */
    String text() {
        long[] cells = new long[80 * 24];
        screen.dump(cells, null);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 24; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < 80; column++) {
                int point = ScreenTerminal.cellCodePoint(cells[row * 80 + column]);
                line.appendCodePoint(point == 0 ? ' ' : point);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    void leavesWith(int code) throws Exception {
        assertEquals(code, exit.get(SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
