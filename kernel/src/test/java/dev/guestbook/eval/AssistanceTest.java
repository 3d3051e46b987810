package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completeness.Status;
import dev.guestbook.eval.Completion.Match;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void classesThatNoImportCoversAreSuggested() {
        assertTrue(complete("new AtomicInt|").get(0).startsWith("new java.util.concurrent.atomic.AtomicInteger"));
        assertEquals("java.awt.geom.AffineTransform", complete("AffineTransf|").get(0));
        assertEquals(List.of(), complete("\"a\".Affine|"));
    }

    @Test
    void theJdksDocumentationIsShownWhereItsSourcesAre() {
        assumeTrue(Files.exists(Path.of(System.getProperty("java.home"), "lib", "src.zip")));
        String method = inspect("\"a\".len|gth()", 0);
        assertTrue(
                method.contains("int String.length()") && method.contains("Returns the length of this string"), method);
        assertTrue(inspect("ArrayLi|st<String> all;", 0).contains("Resizable-array implementation"));
    }

    @Test
    void whatTheTextDeclaresBeforeItRunsIsKnown() {
        assertEquals(List.of("String once = \"\"; once.length()"), complete("String once = \"\"; once.len|"));
        String cell = """
                import java.util.*;
                private static final List<String> fresh = List.of();
                int twice(int n) { return 2 * n; }
                record Pair(int left, int right) {}
                Pair pair = new Pair(1, 2);
                """;
        assertEquals(cell + "fresh.isEmpty()", complete(cell + "fresh.isEm|").get(0));
        assertEquals(List.of(cell + "pair.right", cell + "pair.right()"), complete(cell + "pair.ri|"));
        assertEquals(List.of(cell + "twice(fresh"), complete(cell + "twice(fre|"));
        assertEquals("variable List<String>", kindOf(cell + "fres|"));
        assertEquals(
                List.of("void f(String given) { int given2 = given", "void f(String given) { int given2 = given2"),
                complete("void f(String given) { int given2 = give|"));
        assertTrue(inspect(cell + "fresh.isEm|pty()", 0).startsWith("boolean List<E>.isEmpty()"));
        assertEquals(List.of(), complete("// String gone = 1;\n/* int gone; */ String s = \"int gone;\"; gon|"));
    }

    private static String kindOf(String marked) {
        Match match = session.evaluator
                .complete(marked.replace("|", ""), marked.indexOf('|'))
                .matches()
                .get(0);
        return match.type() + " " + match.signature();
    }

    @Test
    void nothingIsSuggestedWithinTextOrComments() {
        for (String open :
                new String[] {"\"|", "\"Str|", "'|", "// Str|", "/* Str|", "int a = 1; // Str|", "\"\"\"\nStr|"}) {
            assertEquals(List.of(), complete(open), open);
        }
        assertTrue(complete("\"// \" + '\"' + /* \" */ Stri|").size() > 1);
    }

    /** JShell 25 knows none while its latest class of some name is a dropped one, as after every value. */
    @Test
    void signaturesAreShownAfterAValueToo() {
        session.values("1 + 1", 2);
        assertEquals("int String.length()", match("\"a\".leng", "length()").signature());
    }

    @Test
    void theClassOfAValueIsNotSuggested() {
        session.values("1 + 1", 2);
        assertEquals(java.util.Optional.empty(), session.evaluator.inspect("nosuchthing", 11, 0));
        assertEquals(List.of(), complete("$Val|"));
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

    private static Match match(String source, String text) {
        return session.evaluator.complete(source, source.length()).matches().stream()
                .filter(match -> match.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError(source + " does not complete to " + text));
    }

    @Test
    void matchesHaveATypeAndASignature() {
        session.nothing("int counter = 1; String twice(String text) { return text + text; }");
        assertEquals(new Match("twice(", "method", "String twice(String text)"), match("twi", "twice("));
        assertEquals("variable", match("coun", "counter").type());
        assertEquals("keyword", match("whil", "while").type());
        assertEquals("class", match("Strin", "String").type());
        assertEquals("field", match("System.ou", "out").type());
        assertEquals("field", match("Integer.MAX_V", "MAX_VALUE").type());
        assertEquals("method", match("\"\".len", "length()").type());
        assertEquals(
                "MimeBundle MimeBundle.plain(String text)".substring(11),
                match("MimeBundle.pla", "plain(").signature().replaceAll(".*(MimeBundle.plain)", "$1"));
    }

    @Test
    void aCallThatIsThereKeepsItsParentheses() {
        assertEquals(List.of("System.out.println(1)"), complete("System.out.printl|(1)"));
    }

    @Test
    void classesThatAreNotImportedAreOfferedInFull() {
        // JShell indexes in the background and tells nobody when it is done: each question asks it again.
        long end = System.nanoTime() + 30_000_000_000L;
        List<String> found = complete("new StringCharacterIterator|");
        while (found.isEmpty() && System.nanoTime() < end) {
            found = complete("new StringCharacterIterator|");
        }
        assertEquals(List.of("new java.text.StringCharacterIterator"), found);
        assertEquals(List.of("import java.util."), complete("import java.ut|"));
        assertEquals("package", match("import java.ut", "util.").type());
    }

    private static String inspect(String marked, int detail) {
        int cursor = marked.indexOf('|');
        String source = marked.substring(0, cursor) + marked.substring(cursor + 1);
        return session.evaluator
                .inspect(source, cursor, detail)
                .map(MimeBundle::plain)
                .orElse("");
    }

    @Test
    void ourOwnApiIsDocumented() {
        String type = inspect("int a = 1; MimeBun|dle b;", 0);
        assertTrue(type.contains("One output in several MIME types"), type);
        String method = inspect("MimeBundle.pl|ain(\"a\")", 0);
        assertTrue(method.startsWith("MimeBundle MimeBundle.plain(String text)"), method);
        assertTrue(method.contains("A bundle of text/plain alone."), method);
        assertTrue(inspect("MimeBundle.plain(|", 0).contains("A bundle of text/plain alone."));
        String html = (String) session.evaluator
                .inspect("MimeBundle", 10, 0)
                .orElseThrow()
                .data()
                .get(MimeBundle.HTML);
        assertTrue(html.contains("<code>text/plain</code>"), html);
    }

    @Test
    void signaturesOfThePlatformAndTheUserAreShown() {
        session.values("1 + 2", 3);
        String println = inspect("System.out.println|", 0);
        assertTrue(println.contains("println("), println);
        assertTrue(println.lines().count() >= 10, println);
        session.nothing("int level = 3; class Plant { int height() { return 1; } }");
        assertTrue(inspect("lev|el + 1", 0).contains("level"));
        assertTrue(inspect("new Plant().hei|ght()", 0).contains("height()"));
        assertEquals("", inspect("nothing.at.all|", 0));
        assertEquals("", inspect("|", 0));
    }

    @Test
    void commentsReadWellAsText() {
        Javadoc doc = new Javadoc(
                " Adds {@code a < b} to {@link java.util.List#add(Object) the list}.\n\n <p>Twice, <em>really</em>.\n <ul><li>one<li>two</ul>\n\n @param a the {@code a}\n @return what came\n   of it\n @throws IOException if it breaks\n @since 9");
        assertEquals("""
                Adds a < b to the list.
                Twice, really.
                  - one
                  - two
                a: the a
                returns what came of it
                throws IOException: if it breaks""", doc.text());
        assertTrue(doc.html().contains("<code>a &lt; b</code>"));
        assertTrue(doc.html().contains("<li><code>a</code>: the <code>a</code></li>"));
    }
}
