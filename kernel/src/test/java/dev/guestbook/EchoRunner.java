package dev.guestbook;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A cell runner with a language of its own, a word and its argument a line, so that the front ends can be tried
 * without a Java compiler:
 *
 * <pre>
 *   say TEXT, warn TEXT        writes a line to stdout, to stderr
 *   html TEXT                  displays TEXT as HTML
 *   show ID TEXT, update ID TEXT, clear
 *   read FILE                  writes the file's text, relative to the notebook's folder
 *   ask PROMPT                 reads a line and writes it
 *   secret PROMPT              the same, not echoed
 *   fail MESSAGE               fails
 *   wait                       waits for an interrupt
 *   exit                       ends the JVM
 *   = TEXT                     the cell's result
 * </pre>
 */
public final class EchoRunner implements CellRunner {
    private final Path folder;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    public EchoRunner(Path folder) {
        this.folder = folder;
    }

    @Override
    public CellOutcome execute(String code, CellScope scope) {
        Optional<MimeBundle> result = Optional.empty();
        for (String line : code.lines().toList()) {
            String word = line.split(" ", 2)[0];
            String rest = line.substring(Math.min(line.length(), word.length() + 1));
            try {
                if (word.equals("=")) {
                    result = Optional.of(MimeBundle.plain(rest));
                } else {
                    run(word, rest, scope);
                }
            } catch (IllegalStateException | IOException e) {
                return new CellOutcome.Failed(new Failure(
                        "EchoError", e.getMessage(), List.of("\u001b[31mEchoError\u001b[0m: " + e.getMessage())));
            } catch (InterruptedException e) {
                return new CellOutcome.Failed(new Failure("Interrupted", "The cell was interrupted.", List.of()));
            }
        }
        return new CellOutcome.Ok(result, List.of());
    }

    private void run(String word, String rest, CellScope scope) throws IOException, InterruptedException {
        String[] two = (rest + " ").split(" ", 2);
        switch (word) {
            case "say" -> scope.sink().accept(new CellOutput.Text(CellOutput.Stream.STDOUT, rest + "\n"));
            case "warn" -> scope.sink().accept(new CellOutput.Text(CellOutput.Stream.STDERR, rest + "\n"));
            case "html" -> scope.sink().accept(new CellOutput.Shown(MimeBundle.of("(html)", rest), Optional.empty()));
            case "show" ->
                scope.sink().accept(new CellOutput.Shown(MimeBundle.plain(two[1].strip()), Optional.of(two[0])));
            case "update" -> scope.sink().accept(new CellOutput.Update(MimeBundle.plain(two[1].strip()), two[0]));
            case "clear" -> scope.sink().accept(new CellOutput.Clear(true));
            case "read" ->
                scope.sink()
                        .accept(new CellOutput.Text(
                                CellOutput.Stream.STDOUT, Files.readString(folder.resolve(rest)) + "\n"));
            case "ask", "secret" ->
                scope.sink()
                        .accept(new CellOutput.Text(
                                CellOutput.Stream.STDOUT, scope.input().readLine(rest, word.equals("secret")) + "\n"));
            case "fail" -> throw new IllegalStateException(rest);
            case "wait" -> {
                interrupted.await();
                throw new InterruptedException();
            }
            case "exit" -> System.exit(0);
            default -> throw new IllegalStateException("unknown word " + word);
        }
    }

    @Override
    public CellOutcome expression(String expression, CellScope scope) {
        return new CellOutcome.Ok(Optional.of(MimeBundle.plain(expression)), List.of());
    }

    @Override
    public Completion complete(String code, int cursor) {
        return Completion.none(cursor);
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detail) {
        return Optional.empty();
    }

    @Override
    public Completeness completeness(String code) {
        return new Completeness(Completeness.Status.COMPLETE, "");
    }

    @Override
    public void interrupt() {
        interrupted.countDown();
    }

    @Override
    public void close() {
        interrupted.countDown();
    }
}
