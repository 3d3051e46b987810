package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.eval.Evaluator.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final Transcript session = new Transcript("import dev.guestbook.display.MimeBundle;");

    @AfterAll
    static void end() {
        session.close();
    }

    @Test
    void valueIsThatOfTheLastExpression() {
        session.values("1+2+3", 6);
        session.values("int x = 5; x * 2", 10);
    }

    @Test
    void declarationsAndStatementsHaveNoValue() {
        session.nothing("int d = 5;");
        session.nothing("int d2 = 5");
        session.nothing("import java.time.*;");
        session.nothing("void say() {}");
        session.nothing("say()");
        session.nothing("for (int i = 0; i < 3; i++) { }");
        session.nothing("");
        session.nothing("// a comment\n");
        session.nothing("1 + 1;");
    }

    @Test
    void bareVariableAndAssignmentHaveAValue() {
        session.nothing("String name = \"guest\"");
        session.values("name", "guest");
        session.values("name = \"host\"", "host");
        assertEquals("String", ((Evaluation.Value) session.eval("name")).type());
        assertNull(session.value("name = null"));
    }

    @Test
    void valuesAreObjects() {
        session.nothing("var made = new Object()");
        assertSame(session.value("made"), session.value("made"));
        assertArrayEquals(new int[] {1, 2}, (int[]) session.value("new int[] {1, 2}"));
        String big = (String) session.value("\"x\".repeat(5_000_000)");
        assertEquals(5_000_000, big.length());
    }

    @Test
    void bindDeclaresAndSets() {
        session.evaluator.bind("bound", "int", 41);
        session.values("bound + 1", 42);
        session.evaluator.bind("bound", "int", 1);
        session.values("bound + 1", 2);
        List<String> list = new ArrayList<>();
        session.evaluator.bind("list", "java.util.List<String>", list);
        session.nothing("list.add(\"a\");");
        assertEquals(List.of("a"), list);
        session.evaluator.bind("bundle", "dev.guestbook.display.MimeBundle", null);
        assertNull(session.value("bundle"));
    }

    @Test
    void whatIsBoundWhenMentionedIsThereWhereverItIsMentioned() {
        try (Transcript own = new Transcript()) {
            own.nothing("int before = 1;");
            own.evaluator.bindWhenMentioned("plain", "int", 41);
            own.values("int next(int n) { return plain + n; }\nnext(1)", 42);
            own.evaluator.bindWhenMentioned("spelled", "String", "x");
            own.values("\\u0073pelled", "x");
            own.evaluator.bindWhenMentioned("completed", "int", 3);
            assertTrue(own.evaluator.complete("compl", 5).matches().stream()
                    .anyMatch(match -> match.text().equals("completed")));
            own.evaluator.bindWhenMentioned("listed", "int", 4);
            assertEquals(
                    List.of("plain", "spelled", "completed", "listed", "before"),
                    own.evaluator.variables().stream().map(Variable::name).toList());
        }
    }

    @Test
    void bindRefusesAnotherTypeAndABadName() {
        session.nothing("String taken = \"a\";");
        String message = assertThrows(IllegalArgumentException.class, () -> session.evaluator.bind("taken", "int", 1))
                .getMessage();
        assertEquals("The variable taken is of type String, not int; choose another name.", message);
        session.values("taken", "a");
        assertThrows(IllegalArgumentException.class, () -> session.evaluator.bind("a b", "int", 1));
        assertThrows(IllegalArgumentException.class, () -> session.evaluator.bind("class", "int", 1));
        assertThrows(IllegalArgumentException.class, () -> session.evaluator.bind("z", "no.such.Type", null));
    }

    @Test
    void variablesHaveTheirValues() {
        try (Transcript own = new Transcript()) {
            own.nothing("int a = 1; String b; var c = List.of(1);");
            own.value("a + 1");
            assertEquals(
                    List.of(
                            new Variable("a", "int", 1),
                            new Variable("b", "String", null),
                            new Variable("c", "List<Integer>", List.of(1))),
                    own.evaluator.variables());
        }
    }

    @Test
    void redefinitionTakesEffect() {
        session.nothing("int f() { return 1; } int g() { return f() + 10; }");
        session.values("g()", 11);
        session.nothing("int f() { return 2; }");
        session.values("g()", 12);
        session.nothing("class P { int v() { return 1; } } P p() { return new P(); }");
        session.values("p().v()", 1);
        session.nothing("class P { int v() { return 2; } int w = 3; }");
        session.values("p().v() + new P().w", 5);
        session.nothing("static int sf() { return 1; }");
        session.nothing("static int sf() { return 2; }");
        session.values("sf()", 2);
    }

    @Test
    void overloadsAndForwardReferences() {
        session.nothing("int o(int a) { return a; } int o(String s) { return s.length(); }");
        session.values("o(\"abc\")", 3);
        session.nothing("int early() { return later() + 1; }");
        assertTrue(session.text().contains("early() is declared, but cannot be used until method later() is defined."));
        Evaluation.Unresolved unresolved = assertInstanceOf(Evaluation.Unresolved.class, session.eval("early()"));
        assertEquals(
                "early() cannot be used until method later() is defined.",
                unresolved.failure().message());
        session.nothing("int later() { return 1; }");
        session.values("early()", 2);
        session.nothing("class First { Second s = new Second(); }\nclass Second {}\n");
        assertEquals("", session.text());
        assertInstanceOf(Evaluation.Value.class, session.eval("new First().s"));
    }

    @Test
    void snippetsSeeThePlatformAndOurApiAlone() {
        session.values("MimeBundle.plain(\"a\").plain()", "a");
        session.rejected("dev.guestbook.eval.Evaluator e = null;");
        session.rejected("org.objectweb.asm.ClassReader r = null;");
        session.rejected("dev.guestbook.eval.SnippetHooks.poll();");
        session.thrown("Class.forName(\"com.fasterxml.jackson.databind.ObjectMapper\")");
        session.thrown("Class.forName(\"dev.guestbook.eval.Evaluator\")");
        session.values("javax.tools.ToolProvider.getSystemJavaCompiler() != null", true);
        session.nothing("class Here {}");
        session.values("Thread.currentThread().getContextClassLoader() == Here.class.getClassLoader()", true);
    }

    @Test
    void variablesThatLoseTheirValueAreNamed() {
        session.nothing("class Kind {} Kind one = new Kind(); var two = new Kind(); int other = 1;");
        assertEquals("", session.text());
        session.nothing("class Kind { int i; }");
        assertEquals("Kind was declared anew, so one, two have lost their values; set them again.\n", session.text());
        session.nothing("class Kind { int j; } Kind one = new Kind();");
        assertEquals("", session.text());
        session.nothing("int twice() { return 2 * other; } int twice() { return 3 * other; } other = 4;");
        session.nothing("long other = 5;");
        assertEquals("", session.text());
    }

    @Test
    void aReferenceToExitThrowsToo() {
        session.nothing("import java.util.function.*;");
        for (String end : new String[] {"System::exit", "Runtime.getRuntime()::exit", "Runtime.getRuntime()::halt"}) {
            assertTrue(session.thrown("{ IntConsumer end = " + end + "; end.accept(3); }")
                    .failure()
                    .message()
                    .startsWith("System.exit(3) would end the kernel"));
        }
    }

    @Test
    void exitThrows() {
        assertTrue(
                session.thrown("System.exit(3)").failure().message().startsWith("System.exit(3) would end the kernel"));
        session.thrown("Runtime.getRuntime().halt(3)");
    }

    @Test
    void theUsersNamesTakeOverImportedOnes() {
        try (Transcript own = new Transcript(
                "import dev.guestbook.display.MimeBundle;",
                "import dev.guestbook.display.Failure;",
                "import static dev.guestbook.display.MimeBundle.plain;")) {
            own.values("plain(\"a\").plain()", "a");
            own.nothing("class MimeBundle { int x = 3; }");
            own.values("new MimeBundle().x", 3);
            own.nothing("int plain(String s) { return 99; }");
            own.values("plain(\"a\")", 99);
            own.nothing("import java.util.concurrent.atomic.AtomicLong;");
            own.nothing("class AtomicLong { int y = 4; }");
            own.values("new AtomicLong().y", 4);
            own.nothing("import java.util.concurrent.atomic.AtomicLong;");
            own.values("new AtomicLong(7).get()", 7L);
            own.nothing("import java.util.*; import java.lang.Object;");
            own.values("new Failure(\"n\", \"m\", List.of()).name()", "n");
        }
    }

    @Test
    void importsThatDoNotCompileAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> JShellEvaluator.start(List.of("import no.such.Thing;")));
        assertThrows(IllegalArgumentException.class, () -> JShellEvaluator.start(List.of("int x;")));
    }

    @Test
    void theClassPathGrows() throws Exception {
        session.rejected("import toys.Top;");
        Path folder = Files.createTempDirectory("classpath");
        Path source = Files.writeString(
                folder.resolve("Top.java"),
                "package toys; /** Spins. */ public class Top { public static String spin() { return \"spun\"; } }");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), source.toString()));
        session.evaluator.addToClassPath(List.of(folder));
        session.nothing("import toys.Top;");
        session.values("Top.spin()", "spun");
        session.values("new int[] {1}.length", 1);
        Path jar = folder.resolve("toys.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("org/objectweb/asm/ClassReader.txt"));
            out.write('x');
        }
        session.evaluator.addToClassPath(List.of(jar));
        session.values("Top.class.getResource(\"/org/objectweb/asm/ClassReader.txt\") != null", true);
        session.values("Top.class.getResource(\"/org/objectweb/asm/ClassReader.class\") == null", true);
    }
}
