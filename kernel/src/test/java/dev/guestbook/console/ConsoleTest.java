package dev.guestbook.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.EchoRunner;
import dev.guestbook.cell.CellExecutor;
import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.CapturedStreams;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import dev.guestbook.eval.JShellEvaluator;
import dev.guestbook.magic.Magics;
import dev.guestbook.magic.Surroundings;
import dev.guestbook.session.Session;
import dev.guestbook.source.MavenLibraries;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console on a terminal: keys in, a screen out, real cells in between. */
class ConsoleTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path state;

    private static CellRunner java() {
        Settings settings = Settings.ofUser(PROJECT);
        Session session = new Session(new ModuleSources(settings));
        JShellEvaluator evaluator = JShellEvaluator.start(Magics.imports());
        evaluator.bind("wasm", Session.class.getName(), session);
        Surroundings around = new Surroundings(PROJECT, true, new MavenLibraries(settings.maven()), file -> List.of());
        return new CellExecutor(evaluator, Magics.on(session, around), CapturedStreams.install());
    }

    private Desk echo() throws Exception {
        return new Desk(() -> new EchoRunner(state), Optional.of(state));
    }

    @Test
    void aSessionOfRealCells() throws Exception {
        try (Desk desk = new Desk(ConsoleTest::java, Optional.empty())) {
            desk.awaitLast("In [1]:");
            desk.type("int ink = 42; ink\r").await("Out[1]: 42").awaitLast("In [2]:");
            // Several lines, with an indent that the closing brace takes back
            desk.type("for (int i = 0; i < 2; i++) {\r").await("\n   ...:");
            desk.type("System.out.println(\"row \" + i); }\r");
            desk.await("   ...:     System.out.println(\"row \" + i); }\nrow 0\nrow 1\nIn [3]:");
            desk.type("void pen() {\r").await("In [3]: void pen() {\n   ...:").type("}\r");
            desk.await("   ...: }\nIn [4]:");
            // Completion: one candidate is typed, several are shown
            desk.type("in\t").await("interface").type("k\t + 1\r").await("Out[4]: 43");
            desk.type("%wasm load guests/twosum/twosum.w\t\r")
                    .await("bump_alloc")
                    .awaitLast("In [6]:");
            desk.type("\u000c").awaitLast("In [6]:"); // Ctrl-L: an empty screen
            // A failure does not end it; nor does an endless loop
            desk.type("1 / 0\r").await("ArithmeticException").awaitLast("In [7]:");
            desk.type("System.out.println(\"spinning\"); while (true) {}\r").await("\nspinning");
            desk.type("\u0003").await("Interrupted").awaitLast("In [8]:");
            desk.type("new java.util.Scanner(System.in).nextLine()\ran answer\r")
                    .await("Out[8]: \"an answer\"")
                    .awaitLast("In [9]:");
            desk.type("class Half {\r").await("...:").type("\u0003").awaitLast("In [9]:");
            desk.type("Half\r").await("Half");
            desk.awaitLast("In [10]:").type("\u0004").leavesWith(0);
        }
    }

    @Test
    void anInterruptThatComesBeforeTheCellBeginsIsTheCellsOwn() throws Exception {
        try (Desk desk = new Desk(() -> new Deaf(new EchoRunner(state)), Optional.empty())) {
            desk.awaitLast("In [1]:").type("= 1\r").await("accepted").type("\u0003");
            desk.await("Interrupted").awaitLast("In [2]:");
            desk.type("\u0004").leavesWith(0);
        }
    }

    @Test
    void ctrlCInOneBurstWithEnterEndsTheCell() throws Exception {
        try (Desk desk = new Desk(ConsoleTest::java, Optional.empty())) {
            desk.awaitLast("In [1]:").type("while (true) {}\r\u0003");
            desk.await("Interrupted").awaitLast("In [2]:");
            desk.type("String name = Show.input(\"Name? \"); while (true) {}\r");
            desk.awaitLast("Name?").type("Ann\r\u0003");
            desk.await("Name? Ann").await("Interrupted").awaitLast("In [3]:");
            desk.type("name\r")
                    .await("\"Ann\"")
                    .awaitLast("In [4]:")
                    .type("\u0004")
                    .leavesWith(0);
        }
    }

    @Test
    void ctrlCBehindTextThatWasTypedAheadEndsTheCellAndTakesTheText() throws Exception {
        try (Desk desk = new Desk(ConsoleTest::java, Optional.empty())) {
            desk.awaitLast("In [1]:").type("while (true) {}\rahead\u0003");
            desk.await("Interrupted").awaitLast("In [2]:");
            desk.type("String name = Show.input(\"Name? \"); name.length()\rAnn😀\r6 * 7\r");
            desk.await("Name? Ann").await("Out[2]: 5").await("Out[3]: 42").awaitLast("In [4]:");
            desk.type("\u0004").leavesWith(0);
        }
    }

    /** As any runner, it takes no notice of an interrupt that comes before its cell begins: the first one here. */
    private record Deaf(CellRunner cells, CountDownLatch second) implements CellRunner {
        Deaf(CellRunner cells) {
            this(cells, new CountDownLatch(2));
        }

        @Override
        public CellOutcome execute(String code, CellScope scope) {
            scope.sink().accept(new CellOutput.Text(CellOutput.Stream.STDOUT, "accepted\n"));
            try {
                second.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new CellOutcome.Failed(
                    new Failure("Interrupted", "The cell was interrupted.", java.util.List.of("Interrupted: it was.")));
        }

        @Override
        public void interrupt() {
            second.countDown();
        }

        @Override
        public CellOutcome expression(String expression, CellScope scope) {
            return cells.expression(expression, scope);
        }

        @Override
        public Completion complete(String code, int cursor) {
            return cells.complete(code, cursor);
        }

        @Override
        public Optional<MimeBundle> inspect(String code, int cursor, int detail) {
            return cells.inspect(code, cursor, detail);
        }

        @Override
        public Completeness completeness(String code) {
            return cells.completeness(code);
        }

        @Override
        public void close() {
            cells.close();
        }
    }

    @Test
    void lateOutputGoesAboveTheLineBeingEdited() throws Exception {
        try (Desk desk = new Desk(ConsoleTest::java, Optional.empty())) {
            desk.awaitLast("In [1]:");
            desk.type("new Thread(() -> { while (!Boolean.getBoolean(\"desk.go\")) Thread.onSpinWait(); "
                            + "System.out.print(\"la\"); System.out.println(\"te\"); }).start()\r")
                    .awaitLast("In [2]:");
            desk.type("int half").awaitLast("In [2]: int half");
            System.setProperty("desk.go", "true");
            desk.await("\nlate\nIn [2]: int half").type(" = 1; half\r").await("Out[2]: 1");
            desk.awaitLast("In [3]:").type("\u0004").leavesWith(0);
        } finally {
            System.clearProperty("desk.go");
        }
    }

    @Test
    void historyOutlivesTheSessionAndIsTheOwnersAlone() throws Exception {
        Path file = state.resolve("console-history");
        try (Desk desk = echo()) {
            desk.awaitLast("In [1]:").type("say a\\n  b\r").await("\na\\n  b").awaitLast("In [2]:");
            desk.type("\u0004").leavesWith(0);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (Desk desk = echo()) {
            desk.awaitLast("In [1]:")
                    .type("\u001bOA")
                    .awaitLast("In [1]: say a\\n  b")
                    .type("!\r");
            desk.await("\na\\n  b!").awaitLast("In [2]:").type("\u0004").leavesWith(0);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void withoutAStateFolderNothingIsKept() throws Exception {
        try (Desk desk = new Desk(() -> new EchoRunner(state), Optional.empty())) {
            desk.awaitLast("In [1]:").type("= 1\r").await("Out[1]: 1").awaitLast("In [2]:");
            desk.type("\u001bOA").awaitLast("In [2]: = 1").type("\u0003\u0004").leavesWith(0);
        }
        try (var files = Files.list(state)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aHistoryThatCannotBeKeptIsSaidAndNothingElseChanges() throws Exception {
        Path taken = Files.writeString(state.resolve("taken"), "a file");
        try (Desk desk = new Desk(() -> new EchoRunner(state), Optional.of(taken))) {
            desk.await("The history is not kept").awaitLast("In [1]:");
            desk.type("= 1\r").await("Out[1]: 1").type("\u0004").leavesWith(0);
        }
        assertEquals("a file", Files.readString(taken));
    }

    @Test
    void anUpdateReplacesTheDisplayWhereItStandsAndAClearTakesBack() throws Exception {
        try (Desk desk = echo()) {
            desk.awaitLast("In [1]:");
            String cell = "show bar 10 %\nsay below\nupdate bar 20 %\n= done";
            desk.type(paste(cell)).awaitLast("In [2]:");
            assertTrue(desk.text().endsWith("\n20 %\nbelow\nOut[1]: done\nIn [2]:"), desk.text());
            desk.type(paste("say draft\nclear\nsay final")).awaitLast("In [3]:");
            assertTrue(desk.text().endsWith("say final\nfinal\nIn [3]:"), desk.text());
            desk.type(paste("show bar " + "x".repeat(200) + "\nupdate bar short"))
                    .awaitLast("In [4]:");
            assertFalse(desk.text().contains("xx\nshort"), desk.text());
            assertTrue(desk.text().endsWith("update bar short\nshort\nIn [4]:"), desk.text());
            desk.type(paste("update bar elsewhere")).await("\nelsewhere\nIn [5]:");
            desk.type("\u0004").leavesWith(0);
        }
    }

    @Test
    void aPasswordIsNotEchoedAndNotRemembered() throws Exception {
        try (Desk desk = echo()) {
            desk.awaitLast("In [1]:").type("secret key? \r").awaitLast("key?");
            desk.type("pencil\r").await("In [1]: secret key?\nkey?\npencil\nIn [2]:");
            desk.type("\u001bOA").awaitLast("In [2]: secret key?").type("\u0003\u0004");
            desk.leavesWith(0);
        }
        assertFalse(Files.readString(state.resolve("console-history")).contains("pencil"));
    }

    /** A bracketed paste, so that several lines are one cell, and Enter. */
    private static String paste(String text) {
        return "\u001b[200~" + text.replace('\n', '\r') + "\u001b[201~\r";
    }

    @Test
    void aQuestionIsAnsweredInterruptedOrLeft() throws Exception {
        try (Desk desk = echo()) {
            desk.awaitLast("In [1]:");
            desk.type("ask name? \r").await("\nname?").type("Ada\r").await("name? Ada\nAda\nIn [2]:");
            desk.type("ask name? \r")
                    .await("ask name?\nname?")
                    .type("\u0004")
                    .await("null")
                    .awaitLast("In [3]:");
            desk.type("ask again? \r")
                    .await("\nagain?")
                    .type("A\u0003")
                    .await("EchoError")
                    .awaitLast("In [4]:");
            desk.type("\u0004").leavesWith(0);
        }
    }
}
