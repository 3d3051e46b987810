package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Expressions and statements, which are compiled as a class of their own. */
class ValueTest {
    private static final Transcript session = new Transcript();

    @AfterAll
    static void end() {
        session.close();
    }

    private static String type(String source) {
        return assertInstanceOf(Evaluation.Value.class, session.eval(source)).type();
    }

    @Test
    void theValueIsThatOfTheExpressionAlone() {
        session.nothing("int mode = 1;");
        session.values("mode > 0 ? 1 : 2.0", 1.0);
        session.values("switch (mode) { case 1 -> 1; default -> 2.0; }", 1.0);
        session.values("(byte) 3", (byte) 3);
        session.values("mode++", 1);
        session.values("mode += 40", 42);
        session.values("\"a\" + // why\n 'b' // because", "ab");
        session.values("new Object() { int q = 3; }.q", 3);
        assertNull(session.value("null"));
        session.values("((Supplier<String>) () -> \"lazy\").get()", "lazy");
    }

    @Test
    void aSemicolonIsTheLastOfTheCodeWhateverIsSaidOfIt() {
        session.nothing("1 + 1; // c");
        session.nothing("\"a\"; /* b */ // c");
        session.values("\"a;//b\"", "a;//b");
        session.values("1 + 1 // c;", 2);
    }

    @Test
    void generatedNamesAreNotShown() {
        session.nothing("class Foo {}");
        assertEquals("Foo@7", text("new Foo()").replaceAll("@.*", "@7"));
        assertEquals("class Foo", text("Foo.class"));
        assertEquals("[class Foo]", text("List.of(Foo.class)"));
        assertEquals("lambda@7", text("(Runnable) () -> {}").replaceAll("@.*", "@7"));
        session.nothing("Runnable kept = () -> {};");
        assertEquals("lambda@7", text("kept").replaceAll("@.*", "@7"));
    }

    private static String text(String source) {
        return dev.guestbook.display.Values.text(session.value(source));
    }

    @Test
    void typesAreTheUsersWords() {
        session.nothing("var names = List.of(\"a\"); Integer boxed = 3;");
        assertEquals("List<String>", type("names"));
        assertEquals("Integer", type("boxed"));
        assertEquals("int", type("1 + 1"));
        assertEquals("String", type("\"a\" + 1"));
        assertEquals("int[]", type("new int[] {1}"));
        session.nothing("class Mine {}");
        assertEquals("Mine", type("new Mine()"));
    }

    @Test
    void membersWithoutModifierAreReached() {
        session.nothing(
                "class Box { int w; Box(int w) { this.w = w; } int twice() { return 2 * w; } protected int p() { return 7; }"
                        + " static class In { int x = 5; } }");
        session.values("new Box(4).w", 4);
        session.values("new Box(4).twice() + new Box(1).p()", 15);
        session.values("new Box.In().x", 5);
        session.values("new Box(1) { int twice() { return 99; } }.twice()", 99);
        session.values("((Function<Box, Integer>) Box::twice).apply(new Box(3))", 6);
        session.nothing("class Sub extends Box { Sub() { super(8); } }");
        session.values("new Sub().w", 8);
        session.nothing("enum Color { RED { int n() { return 1; } }; int n() { return 0; } }");
        session.values("Color.RED.n()", 1);
        session.nothing("record Point(int x, int y) { int sum() { return x + y; } }");
        session.values("new Point(1, 2).sum() + new Point(3, 4).x()", 6);
        session.nothing("private int secret = 3; private class Hidden { private int v = 4; }");
        session.values("secret", 3);
    }

    @Test
    void anonymousClassesAndMembersWithoutModifierMix() {
        session.nothing("class Seed { int s = 2; Seed() {} int grow() { return s; } }");
        for (int i = 0; i < 3; i++) {
            session.values(
                    "((Supplier<Integer>) new Supplier<Integer>() { public Integer get() { return 1; } }).get()", 1);
            session.values(
                    "((Supplier<Integer>) new Supplier<Integer>() { public Integer get() { return new Seed().grow(); } }).get()",
                    2);
            session.values("new Seed().s + 1", 3);
            session.values(
                    "((Supplier<Integer>) new Supplier<Integer>() { public Integer get() { return 1; } }).get()", 1);
        }
    }

    @Test
    void statementsRun() {
        session.nothing("int total = 0; for (int i = 0; i < 4; i++) { total += i; }");
        session.values("total", 6);
        session.nothing("if (total > 3) total = 1;");
        session.nothing("Objects.requireNonNull(total);");
        session.nothing("try { throw new Exception(\"a\"); } catch (Exception e) { total = 9; } finally { total++; }");
        session.values("total", 10);
        session.thrown("throw new IllegalStateException(\"x\");");
        session.thrown("while (true) { throw new RuntimeException(); }");
        session.nothing("int f(int a) { return a; }");
        session.values("f(3)", 3);
    }

    @Test
    void sameTextInAnotherCellHasItsOwnLines() {
        session.nothing("void fail() { throw new RuntimeException(\"f\"); }");
        String one = Transcript.plain(session.thrown("fail();").failure());
        String two = Transcript.plain(session.thrown("\n\nfail();").failure());
        assertTrue(two.endsWith(", line 3"), two);
        assertFalse(one.equals(two));
    }

    @Test
    void lambdasOutliveTheirCell() {
        session.nothing("List<Supplier<Integer>> later = new ArrayList<>(); int seen = 1;");
        session.nothing("for (int i = 0; i < 3; i++) { int n = i; later.add(() -> n + seen); }");
        session.nothing("seen = 10;");
        session.values("later.get(2).get()", 12);
        session.values("later.stream().mapToInt(Supplier::get).sum()", 33);
    }

    @Test
    void classesOfValuesAreCollected() throws InterruptedException {
        Object probe = session.value("(new Object() { })");
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = new WeakReference<>(probe.getClass().getClassLoader(), collected);
        probe = null;
        session.value("1 + 1");
        Reference<?> gone = null;
        for (int i = 0; i < 50 && gone == null; i++) {
            System.gc();
            gone = collected.remove(100);
        }
        assertSame(loader, gone);
    }
}
