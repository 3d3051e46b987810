package dev.guestbook.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestbook.magic.CellPart.CellMagic;
import dev.guestbook.magic.CellPart.Java;
import dev.guestbook.magic.CellPart.LineMagic;
import dev.guestbook.magic.CellPart.Question;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellParserTest {
    /** Nothing but an expression that stands alone counts as complete here. */
    private final CellParser parser = new CellParser(java -> java.strip().matches("\\w+\\(\\)|\\w+|\"\"\"[^+]*\"\"\""));

    private void expect(String code, CellPart... parts) {
        assertEquals(List.of(parts), parser.parse(code));
    }

    @Test
    void aBlankCellHasNoParts() {
        expect("");
        expect(" \n\n");
    }

    @Test
    void javaAloneIsOnePart() {
        expect("int a = 1;\na", new Java("int a = 1;\na\n", 1));
    }

    @Test
    void magicsAndJavaAlternateAndKeepTheirLines() {
        expect(
                "%alloc x 4\nint a = 1;\n  %read x\na\n%dump x",
                new LineMagic("%alloc x 4", 1),
                new Java("int a = 1;\n", 2),
                new LineMagic("%read x", 3),
                new Java("a\n", 4),
                new LineMagic("%dump x", 5));
    }

    @Test
    void aMagicMayFollowAClosingBraceACommentAndACompleteExpression() {
        expect("void f() {\n}\n%who", new Java("void f() {\n}\n", 1), new LineMagic("%who", 3));
        expect("int a; // why\n%who", new Java("int a; // why\n", 1), new LineMagic("%who", 2));
        expect("f()\n%who", new Java("f()\n", 1), new LineMagic("%who", 2));
        expect("// just this\n%who", new Java("// just this\n", 1), new LineMagic("%who", 2));
    }

    @Test
    void moduloAtALinesStartIsJava() {
        expect("int c = a\n  % b;", new Java("int c = a\n  % b;\n", 1));
        expect("int c = a\n  %b;", new Java("int c = a\n  %b;\n", 1));
        expect("int c = f(\n%b);", new Java("int c = f(\n%b);\n", 1));
    }

    @Test
    void aMagicInsideABlockCommentOrTextBlockIsNone() {
        expect("if (x) {\n%who\n}", new Java("if (x) {\n%who\n}\n", 1));
        expect("/*\n%who\n*/", new Java("/*\n%who\n*/\n", 1));
        expect("var s = \"\"\"\n%who\n\"\"\";", new Java("var s = \"\"\"\n%who\n\"\"\";\n", 1));
        expect("var s = \"\"\"\n \\\"\"\"\n%who\n\"\"\";", new Java("var s = \"\"\"\n \\\"\"\"\n%who\n\"\"\";\n", 1));
    }

    @Test
    void bracketsAndQuotesInStringsAndCommentsDoNotCount() {
        expect("var s = \"{\\\"(\"; // {\n%who", new Java("var s = \"{\\\"(\"; // {\n", 1), new LineMagic("%who", 2));
        expect("char c = '{';\n%who", new Java("char c = '{';\n", 1), new LineMagic("%who", 2));
    }

    @Test
    void aCellMagicTakesTheRestRaw() {
        expect("%%sh\necho %who\n\n", new CellMagic("%%sh", "echo %who\n\n", 1));
        expect("\n%%c demo -O1\nint x;", new CellMagic("%%c demo -O1", "int x;", 2));
    }

    @Test
    void questionsAreWholeLines() {
        expect("wasm?", new Question("wasm", 1));
        expect("%wasm load?", new Question("%wasm load", 1));
        expect("%%c ?", new Question("%%c", 1));
        expect("wasm.load?\n%who", new Question("wasm.load", 1), new LineMagic("%who", 2));
        expect("int a = b\n? 1 : 2;", new Java("int a = b\n? 1 : 2;\n", 1));
        expect("int a = flag &&\n  b?\n 1 : 2;", new Java("int a = flag &&\n  b?\n 1 : 2;\n", 1));
    }

    @Test
    void windowsLineEndsAreLineEnds() {
        expect("%who\r\nint a;\r\n", new LineMagic("%who", 1), new Java("int a;\n\n", 2));
    }
}
