package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.eval.Completeness.Status;
import dev.guestbook.eval.Completion.Match;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssistanceTest {
    private static final Transcript session = new Transcript("import dev.guestbook.display.MimeBundle;");

    @AfterAll
    static void end() {
        session.close();
    }

    /** Completes at the bar; the texts with each match put in. */
    private static List<String> complete(String marked) {
        int cursor = marked.indexOf('|');
        String source = marked.substring(0, cursor) + marked.substring(cursor + 1);
        Completion completion = session.evaluator.complete(source, cursor);
        return completion.matches().stream()
                .map(Match::text)
                .map(text -> source.substring(0, completion.start()) + text + source.substring(completion.end()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int x = 1;",
                "1+1",
                "int f(int a) { return a; }",
                "for (int i=0;i<3;i++) { System.out.println(i); }",
                "",
                "// only a comment",
                "int a = 1; int b = 2",
                "class A {}\nnew A()",
                "String s = \"\"\"\n  text\n  \"\"\";",
                "if (true) { } else { }",
            })
    void complete_is(String source) {
        assertEquals(Status.COMPLETE, session.evaluator.completeness(source).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int f(int a) {",
                "for (int i = 0; i < 3; i++) {",
                "System.out.println(\"a\" +",
                "/* a comment",
                "int a = 1; while (a < 3) {\n  a++;",
                "String s = \"\"\"\n  text",
                "foo(1,",
                "int x =",
            })
    void incomplete_is(String source) {
        assertEquals(Status.INCOMPLETE, session.evaluator.completeness(source).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"int 1x = ;", ")", "int a = 1; )", "}"})
    void invalid_is(String source) {
        assertEquals(Status.INVALID, session.evaluator.completeness(source).status());
    }

    @Test
    void indentFollowsTheOpenBlocks() {
        assertEquals("    ", session.evaluator.completeness("void f() {").indent());
        assertEquals(
                "        ",
                session.evaluator.completeness("void f() {\n    if (true) {").indent());
        assertEquals(
                "    ",
                session.evaluator
                        .completeness("void f() {\n    if (true) {\n    }")
                        .indent());
        assertEquals("", session.evaluator.completeness("int a = 1;").indent());
    }

    @Test
    void membersAreCompletedInPlace() {
        assertTrue(complete("System.out.printl|").contains("System.out.println("));
        assertTrue(complete("Str|").contains("String"));
        assertEquals(List.of(), complete("zzzznothing.|"));
        assertTrue(complete("MimeBundle.pl|").contains("MimeBundle.plain("));
        session.nothing("var words = List.of(\"a\");");
        assertTrue(complete("int n = 1;\nwords.get(0).isEm| + n").contains("int n = 1;\nwords.get(0).isEmpty() + n"));
        assertTrue(complete("wor|").contains("words"));
        assertTrue(complete("void f() {\n  String local = \"\";\n  local.len|\n}")
                .contains("void f() {\n  String local = \"\";\n  local.length()\n}"));
    }

    @Test
    void ourOwnPackagesDoNotShow() {
        assertFalse(complete("dev.guestbook.|").contains("dev.guestbook.eval"));
        assertEquals(List.of(), complete("org.objectweb.|"));
    }
}
