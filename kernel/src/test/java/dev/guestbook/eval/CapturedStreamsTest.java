package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellOutput.Stream;
import dev.guestbook.display.CellOutput.Text;
import dev.guestbook.display.CellScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapturedStreamsTest {
    private final Transcript session = new Transcript();
    private final List<CellOutput> outputs = Collections.synchronizedList(new ArrayList<>());
    private final Queue<String> typed = new ArrayDeque<>();
    private final CellScope first = new CellScope(1, outputs::add, (prompt, password) -> typed.remove());
    private CapturedStreams streams;

    @BeforeEach
    void install() {
        streams = CapturedStreams.install();
    }

    @AfterEach
    void putBack() {
        streams.close();
        session.close();
    }

    private static String joined(List<CellOutput> outputs) {
        StringBuilder text = new StringBuilder();
        for (CellOutput output : List.copyOf(outputs)) {
            text.append(((Text) output).text());
        }
        return text.toString();
    }

    @Test
    void outputAndErrorKeepTheirOrder() {
        session.in(
                first,
                "System.out.print(\"a\"); System.err.println(1); System.out.printf(\"%d%s%n\", 2, 'c'); System.err.append(\"d\");");
        String n = System.lineSeparator();
        assertEquals(
                List.of(
                        new Text(Stream.STDOUT, "a"),
                        new Text(Stream.STDERR, "1" + n),
                        new Text(Stream.STDOUT, "2c" + n),
                        new Text(Stream.STDERR, "d")),
                outputs);
    }

    @Test
    void bytesOfACharacterMayComeApart() {
        session.in(
                first,
                "byte[] b = \"h\\u00e9\\ud83d\\ude00!\".getBytes(java.nio.charset.StandardCharsets.UTF_8);"
                        + "for (byte one : b) { System.out.write(one); System.out.flush(); } System.out.write(b, 0, 2);");
        streams.end(first);
        assertEquals("h\u00e9\ud83d\ude00!h\ufffd", joined(outputs));
    }

    @Test
    void whatIsLeftOfACharacterIsShown() {
        first.run(() -> {
            System.out.write(0xc3);
            System.out.print("x");
            System.out.write(0xc3);
        });
        assertEquals("\ufffdx", joined(outputs));
        streams.end(first);
        assertEquals("\ufffdx\ufffd", joined(outputs));
    }

    @Test
    void lateOutputKeepsItsCell() throws InterruptedException {
        session.in(
                first,
                "var go = new java.util.concurrent.CountDownLatch(1);"
                        + "Thread late = new Thread(() -> { try { go.await(); } catch (InterruptedException e) { } System.out.print(\"late\"); }); late.start();");
        List<CellOutput> second = Collections.synchronizedList(new ArrayList<>());
        session.in(
                new CellScope(2, second::add, CellInput.NONE),
                "System.out.print(\"second\"); go.countDown(); late.join();");
        assertEquals("late", joined(outputs));
        assertEquals("second", joined(second));
    }

    @Test
    void poolThreadsWriteToTheLatestCell() {
        session.in(first, "IntStream.range(0, 1000).parallel().forEach(i -> System.out.print(\"1\"));");
        List<CellOutput> second = Collections.synchronizedList(new ArrayList<>());
        session.in(
                new CellScope(2, second::add, CellInput.NONE),
                "IntStream.range(0, 1000).parallel().forEach(i -> System.out.print(\"2\"));");
        assertEquals("1".repeat(1000), joined(outputs));
        assertEquals("2".repeat(1000), joined(second));
    }

    @Test
    void linesAreRead() {
        typed.addAll(List.of("Ada Lovelace", "36", "last \u00e9"));
        Evaluation read = session.in(
                first,
                "var in = new Scanner(System.in); String who = in.nextLine(); int age = in.nextInt(); in.nextLine();"
                        + "String more = new BufferedReader(new InputStreamReader(System.in)).readLine(); who + age + more");
        assertEquals("Ada Lovelace36last \u00e9", ((Evaluation.Value) read).value());
    }

    @Test
    void aFrontEndThatCannotAnswerIsNamed() {
        String message =
                session.thrown("new Scanner(System.in).nextLine()").failure().message();
        assertTrue(message.contains("This front end cannot answer"), message);
    }

    @Test
    void aHundredThousandLinesAreCheap() {
        session.in(first, "void flood() { for (int i = 0; i < 100_000; i++) System.out.println(\"line \" + i); }");
        session.in(first, "flood()");
        outputs.clear();
        long start = System.nanoTime();
        session.in(first, "flood()");
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertEquals(100_000, outputs.size());
        assertEquals("line 99999" + System.lineSeparator(), ((Text) outputs.get(99_999)).text());
        assertTrue(millis < 1_000, () -> millis + " ms");
        streams.originalOut().println("100,000 lines: " + millis + " ms");
    }
}
