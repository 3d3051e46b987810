package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ErrorTest {
    private final Transcript session = new Transcript();

    @AfterEach
    void close() {
        session.close();
    }

    private void thrown(String source, String expected) {
        assertEquals(
                expected.stripTrailing(),
                Transcript.plain(session.thrown(source).failure()));
    }

    private void rejected(String source, String expected) {
        assertEquals(expected.stripTrailing(), Transcript.plain(session.rejected(source)));
    }

    @Test
    void compileErrorsPointAtTheCellsLine() {
        rejected("int a = 1;\nint b = 2;\n  int c = \"three\";\n", """
                cell [1], line 3, column 11
                      int c = "three";
                              ^^^^^^^
                incompatible types: java.lang.String cannot be converted to int
                """);
        rejected("int x = 1;\nint y = undefinedName +\n   x;", """
                cell [2], line 2, column 9
                    int y = undefinedName +
                            ^^^^^^^^^^^^^
                cannot find symbol
                  symbol:   variable undefinedName
                """);
        rejected("foo(", """
                cell [3], line 1, column 5
                    foo(
                        ^
                reached end of file while parsing
                """);
        session.values("a + b + x", 4);
    }

    @Test
    void aCompileErrorShowsTheWholeLineAndItsColumnInIt() {
        rejected("// \ud83d\ude00\nint p = 1; /* \ud83d\ude00 */ int \u4e16 = \"text\"; int q = 2;\nint r = 3;", """
                cell [1], line 2, column 28
                    int p = 1; /* \ud83d\ude00 */ int \u4e16 = "text"; int q = 2;
                                                 ^^^^^^
                incompatible types: java.lang.String cannot be converted to int
                """);
        String wide = "List.of(" + "1, ".repeat(60) + "nowhere(), " + "2, ".repeat(60) + "3);";
        rejected(wide, """
                cell [2], line 1, column 189
                    …1, 1, 1, 1, 1, 1, 1, nowhere(), 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,…
                                          ^^^^^^^
                cannot find symbol
                  symbol:   method nowhere()
                """);
        rejected("p +\n  nowhere", """
                cell [3], line 2, column 3
                      nowhere
                      ^^^^^^^
                cannot find symbol
                  symbol:   variable nowhere
                """);
    }

    @Test
    void messagesShowControlAndBidirectionalCharacters() {
        dev.guestbook.display.Failure failure = session.thrown(
                        "throw new IllegalStateException(\"a\\u001b[2J\\u202eb\\n\\tc\\u0000\");")
                .failure();
        assertEquals("a\\u{1b}[2J\\u{202e}b\n\tc\\u{0}", failure.message());
        assertTrue(String.join("\n", failure.traceback()).contains("a\\u{1b}[2J\\u{202e}b\n\tc\\u{0}"));
    }

    @Test
    void exceptionsShowTheUsersFrames() {
        session.nothing("// divides\nint div(int a, int b) {\n    return a / b;\n}");
        thrown("int q = 1;\n\ndiv(q, 0)", """
                java.lang.ArithmeticException: / by zero
                    at cell [1], line 3, in div
                    at cell [2], line 3
                """);
        thrown("new ArrayList<>(List.of(1, 2)).forEach(i -> {\n    div(i, i - 1);\n});", """
                java.lang.ArithmeticException: / by zero
                    at cell [1], line 3, in div
                    at cell [3], line 2
                    in java.util.ArrayList.forEach
                    at cell [3], line 1
                """);
        assertTrue(
                Transcript.plain(session.thrown("List.of().get(3)").failure()).endsWith("    at cell [4], line 1"));
    }

    @Test
    void arithmeticIsOnTheLineOfItsSnippet() {
        thrown("1 / 0", """
                java.lang.ArithmeticException: / by zero
                    at cell [1], line 1
                """);
        thrown("int a = 1;\n\na / 0", """
                java.lang.ArithmeticException: / by zero
                    at cell [2], line 3
                """);
        thrown("int b = 0;\nMath.abs(\n  Math.floorMod(1, b))", """
                java.lang.ArithmeticException: / by zero
                    in java.lang.Math.floorMod
                    at cell [3], line 3
                """);
    }

    @Test
    void anExceptionThatFailsToTellIsShownWithoutWhatItDoesNot() {
        session.nothing("""
                class Mute extends RuntimeException {
                    public String getMessage() { throw new IllegalStateException(); }
                    public StackTraceElement[] getStackTrace() { return null; }
                    public Throwable getCause() { return (Throwable) (Object) "none"; }
                }""");
        thrown("throw new Mute();", "Mute");
        session.nothing("class Chained extends RuntimeException {"
                + " public Throwable getCause() { return new Chained(); } }");
        dev.guestbook.display.Failure failure =
                session.thrown("throw new Chained();").failure();
        assertEquals(
                20,
                Transcript.plain(failure)
                        .lines()
                        .filter(line -> line.startsWith("Caused by: ") || line.contains("(more)"))
                        .count());
        assertTrue(Transcript.plain(failure).endsWith("Caused by: (more)"));
    }

    @Test
    void causesAndSuppressedAreKept() {
        session.nothing("""
                class Busy extends Exception implements AutoCloseable {
                    Busy(String m, Throwable c) { super(m, c); }
                    public void close() { throw new IllegalStateException("close"); }
                }
                void run() throws Exception {
                    try (Busy b = new Busy("x", null)) {
                        throw new Busy("outer", new RuntimeException("inner"));
                    }
                }""");
        thrown("run()", """
                Busy: outer
                    at cell [1], line 7, in run
                    at cell [2], line 1
                    Suppressed: java.lang.IllegalStateException: close
                        at cell [1], line 3, in Busy.close
                        at cell [1], line 6, in run
                        at cell [2], line 1
                Caused by: java.lang.RuntimeException: inner
                    at cell [1], line 7, in run
                    at cell [2], line 1
                """);
    }

    @Test
    void classesWithoutANameAreShownByWhatTheyExtend() {
        thrown("throw new RuntimeException(\"odd\") {};", """
                java.lang.RuntimeException: odd
                    at cell [1], line 1
                """);
        thrown("new Object() { void go() { throw new IllegalStateException(\"gone\"); } }.go();", """
                java.lang.IllegalStateException: gone
                    at cell [2], line 1, in go
                    at cell [2], line 1
                """);
        thrown(
                "void outer() {\n  class Local { void go() { throw new Error(); } }\n  new Local().go();\n}\nouter();",
                """
                java.lang.Error
                    at cell [3], line 2, in Local.go
                    at cell [3], line 3, in outer
                    at cell [3], line 5
                """);
        String shown = Values.bundle(session.value("new Object() {}")).plain();
        assertTrue(shown.startsWith("anonymous@"), shown);
    }

    @Test
    void aCommentThatIsNotClosedIsAnErrorAndNothingRuns() {
        rejected("int early = 1;\nint late = 2; /* \"open\nint lost = 3;", """
                cell [1], line 2, column 15
                    int late = 2; /* "open
                                  ^^
                unclosed comment
                """);
        rejected("early", """
                cell [2], line 1, column 1
                    early
                    ^^^^^
                cannot find symbol
                  symbol:   variable early
                """);
        session.values("\"/* text\".length() // /* and a line", 7);
    }

    @Test
    void generatedNamesNeverShow() {
        session.nothing("class A {} class B {}");
        String cast =
                Transcript.plain(session.thrown("Object o = new A(); (B) o").failure());
        assertTrue(cast.startsWith("java.lang.ClassCastException: class A cannot be cast to class B\n"), cast);
        String type = Transcript.plain(session.rejected("A a = new B();"));
        assertTrue(type.contains("incompatible types: B cannot be converted to A"), type);
        for (String source : new String[] {
            "((A) null).hashCode()",
            "new int[1][2][3][4].foo()",
            "record R(int a) { R { if (a < 0) throw new IllegalArgumentException(\"a\"); } } new R(-1)",
            "throw new Error(new A().getClass().getName())",
            "enum E { X } E.valueOf(\"Y\")",
            "new A().b()",
            "class C { { int i = 1 / (kept); } }",
        }) {
            Evaluation evaluation = session.eval(source);
            String text = evaluation instanceof Evaluation.Thrown t
                    ? Transcript.plain(t.failure())
                            + t.failure().name()
                            + t.failure().message()
                    : evaluation instanceof Evaluation.CompileError c
                            ? Transcript.plain(c.failure()) + c.failure().message()
                            : "";
            assertFalse(text.contains("$") || text.contains("REPL"), source + ": " + text);
        }
    }

    @Test
    void stackTracesOfTheUsersOwnSpeakOfCells() {
        Throwable thrown = session.thrown("int n = 0;\nthrow new RuntimeException(\"boom\");")
                .thrown();
        StackTraceElement top = thrown.getStackTrace()[0];
        assertEquals("cell [1]", top.getFileName());
        assertEquals(2, top.getLineNumber());
    }

    @Test
    void linesStayRightWhereJShellCompilesAgain() {
        session.nothing("\n\nint twice(int n) {\n    return helper(n) / 0;\n}");
        session.nothing("int helper(int n) { return n; }");
        thrown("twice(1)", """
                java.lang.ArithmeticException: / by zero
                    at cell [1], line 4, in twice
                    at cell [3], line 1
                """);
    }

    @Test
    void endlessRecursionIsShort() {
        session.nothing("int down(int n) {\n    return down(n + 1);\n}");
        String text = Transcript.plain(session.thrown("down(0)").failure());
        assertInstanceOf(String.class, text);
        assertTrue(text.lines().count() < 6, text);
        // The JVM keeps 1,024 frames; how many of them are the poll's varies.
        assertTrue(text.matches("(?s).*    at cell \\[1\\], line 2, in down\n    \\.\\.\\. 10\\d\\d more.*"), text);
    }
}
