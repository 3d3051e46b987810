package dev.guestbook.kernel;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The smallest language: each line of a cell is a verb with an argument, and any other line is a value that
 * is echoed. Lets the protocol be seen whole without a compiler.
 *
 * <pre>
 * print TEXT, err TEXT, half TEXT   text without, on stderr, without a line end
 * lines N                            so many numbered lines
 * where                              which cell it is for the front end
 * show TEXT, id ID TEXT, update ID TEXT, clear, json, cycle
 * ask PROMPT, password PROMPT        answers with what was typed
 * loop                               until it is interrupted
 * late TEXT                          a thread prints it once {@link #releaseLate} is called
 * fail TEXT, crash, page TEXT, big N
 * </pre>
 */
final class EchoCells implements CellRunner {
    private final CountDownLatch late = new CountDownLatch(1);
    private final Object lock = new Object();
    private boolean running;
    private boolean interrupted;

    void releaseLate() {
        late.countDown();
    }

    @Override
    public CellOutcome execute(String code, CellScope scope) {
        synchronized (lock) {
            running = true;
            interrupted = false;
        }
        List<MimeBundle> pages = new ArrayList<>();
        Optional<MimeBundle> result = Optional.empty();
        try {
            for (String line : code.split("\n")) {
                result = step(line, scope, pages);
            }
            return new CellOutcome.Ok(result, pages);
        } catch (InterruptedException e) {
            return failed("Interrupted", "The cell was interrupted.");
        } catch (IOException e) {
            return failed(e.getClass().getSimpleName(), e.getMessage());
        } catch (IllegalArgumentException e) {
            return failed("EchoError", e.getMessage());
        } finally {
            synchronized (lock) {
                running = false;
            }
        }
    }

    private Optional<MimeBundle> step(String line, CellScope scope, List<MimeBundle> pages)
            throws InterruptedException, IOException {
        String[] words = line.strip().split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "print" -> text(scope, CellOutput.Stream.STDOUT, rest + "\n");
            case "err" -> text(scope, CellOutput.Stream.STDERR, rest + "\n");
            case "half" -> rest.chars().forEach(c -> text(scope, CellOutput.Stream.STDOUT, String.valueOf((char) c)));
            case "lines" -> {
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    text(scope, CellOutput.Stream.STDOUT, "line " + i + "\n");
                }
            }
            case "show" -> scope.sink().accept(new CellOutput.Shown(MimeBundle.plain(rest), Optional.empty()));
            case "id" ->
                scope.sink().accept(new CellOutput.Shown(MimeBundle.plain(tail(rest)), Optional.of(head(rest))));
            case "update" -> scope.sink().accept(new CellOutput.Update(MimeBundle.plain(tail(rest)), head(rest)));
            case "where" -> {
                return Optional.of(MimeBundle.plain(scope.id().orElse("nowhere")));
            }
            case "clear" -> scope.sink().accept(new CellOutput.Clear(true));
            case "json" -> {
                Map<String, Object> tree = Map.of("n", List.of(1, 2.5, true), "text", "\ud83d");
                return Optional.of(MimeBundle.plain("tree").with("application/json", tree));
            }
            case "cycle" -> {
                List<Object> cycle = new ArrayList<>();
                cycle.add(cycle);
                MimeBundle bundle = MimeBundle.plain("cycle").with("application/json", cycle);
                scope.sink().accept(new CellOutput.Shown(bundle, Optional.empty()));
            }
            case "ask" -> {
                return Optional.of(MimeBundle.plain(scope.input().readLine(rest, false)));
            }
            case "password" -> {
                return Optional.of(MimeBundle.plain(
                        "*".repeat(scope.input().readLine(rest, true).length())));
            }
            case "loop" -> loop();
            case "late" -> {
                Thread thread = new Thread(() -> {
                    try {
                        late.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    text(scope, CellOutput.Stream.STDOUT, rest + "\n");
                });
                thread.setDaemon(true);
                thread.start();
            }
            case "fail" -> throw new IllegalArgumentException(rest);
            case "crash" -> throw new IllegalStateException("the runner itself failed");
            case "page" -> pages.add(MimeBundle.plain(rest));
            case "big" -> {
                return Optional.of(MimeBundle.plain("x".repeat(Integer.parseInt(rest))));
            }
            default -> {
                return line.isBlank() ? Optional.empty() : Optional.of(MimeBundle.plain(line));
            }
        }
        return Optional.empty();
    }

    private static void text(CellScope scope, CellOutput.Stream stream, String text) {
        scope.sink().accept(new CellOutput.Text(stream, text));
    }

    private static String head(String rest) {
        return rest.split(" ", 2)[0];
    }

    private static String tail(String rest) {
        return rest.split(" ", 2)[1];
    }

    private void loop() throws InterruptedException {
        synchronized (lock) {
            while (!interrupted) {
                lock.wait();
            }
        }
        throw new InterruptedException();
    }

    private static CellOutcome failed(String name, String message) {
        return new CellOutcome.Failed(new Failure(name, message, List.of(name + ": " + message)));
    }

    @Override
    public CellOutcome expression(String expression, CellScope scope) {
        if (expression.equals("loop")) {
            return execute(expression, scope);
        }
        return expression.startsWith("fail")
                ? failed("EchoError", expression)
                : new CellOutcome.Ok(Optional.of(MimeBundle.plain(expression)), List.of());
    }

    /** Completes to the word before the cursor in upper case. */
    @Override
    public Completion complete(String code, int cursor) {
        int start = code.lastIndexOf(' ', cursor - 1) + 1;
        String word = code.substring(start, cursor);
        return new Completion(
                start, cursor, List.of(new Completion.Match(word.toUpperCase(Locale.ROOT), "variable", "(echo)")));
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detail) {
        return code.isBlank()
                ? Optional.empty()
                : Optional.of(MimeBundle.of(code.substring(0, cursor) + " " + detail, "<b>doc</b>"));
    }

    @Override
    public Completeness completeness(String code) {
        if (code.endsWith("?")) {
            return new Completeness(Completeness.Status.INVALID, "");
        }
        return code.endsWith("\\")
                ? new Completeness(Completeness.Status.INCOMPLETE, "  ")
                : new Completeness(Completeness.Status.COMPLETE, "");
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            interrupted = running;
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        interrupt();
        releaseLate();
    }
}
