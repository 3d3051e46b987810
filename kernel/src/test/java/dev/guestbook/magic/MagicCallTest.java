package dev.guestbook.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MagicCallTest {
    private static final Usage USAGE = Usage.of("demo", "REGION [COUNT]", 1, 3, "A demonstration.")
            .option("--as", "TYPE", "the type")
            .option("--check", "", "checks")
            .binding();

    private static MagicCall parse(String rest) throws MagicException {
        return MagicCall.parse(USAGE, rest, "", 1);
    }

    private static List<String> words(String line) throws MagicException {
        return Word.split(line).stream().map(Word::text).toList();
    }

    private static void refused(String rest, String message) {
        assertEquals(
                message, assertThrows(MagicException.class, () -> parse(rest)).getMessage());
    }

    @Test
    void blanksSeparateExceptInsideQuotesAndBrackets() throws Exception {
        assertEquals(List.of("a", "b"), words("  a \t b "));
        assertEquals(List.of("[1, 2, 3]", "(x + 1)", "{ i32 i; }"), words("[1, 2, 3] (x + 1) { i32 i; }"));
        assertEquals(List.of("f(g(1, 2), \") (\")", "x"), words("f(g(1, 2), \") (\") x"));
    }

    @Test
    void quotesAroundAWholeWordAreRemoved() throws Exception {
        assertEquals(List.of("my file.wasm", "C:\\new\\x", "it's"), words("\"my file.wasm\" C:\\new\\x \"it's\""));
        assertEquals(List.of("a \"b\" \\ c", "\\n"), words("\"a \\\"b\\\" \\\\\\ c\" \"\\n\""));
        assertEquals(List.of("a\\ b"), words("'a\\ b'"));
        assertEquals(List.of("utf8:\"a b\"", "\"a\"+\"b\""), words("utf8:\"a b\" \"a\"+\"b\""));
        assertEquals(List.of(""), words("\"\""));
    }

    @Test
    void anOpenQuoteOrBracketIsOneClearLine() {
        refused("\"abc", "A quote is not closed: add \" after \"abc.");
        refused("x (1 + [2", "A bracket is not closed: add ]) after (1 + [2.");
    }

    @Test
    void optionsMayStandAnywhereAndTheBindingLast() throws Exception {
        MagicCall call = parse("--check nums --as i32 7 -> ptr pair");
        assertEquals(
                List.of("nums", "7"), call.arguments().stream().map(Word::text).toList());
        assertTrue(call.has("--check"));
        assertEquals("i32", call.option("--as").orElseThrow().text());
        assertEquals(Optional.of(new Binding(Optional.of("ptr"), "pair")), call.binding());
    }

    @Test
    void aQuotedDashIsAnArgument() throws Exception {
        assertEquals("--as", parse("\"--as\"").argument(0).text());
    }

    @Test
    void mistakesNameTheNearestChoiceAndTheUsage() {
        String usage = " Usage: %demo REGION [COUNT] [--as TYPE] [--check] [-> [TYPE] NAME]";
        refused("x --chekc", "--chekc is not an option here. Did you mean `--check`?" + usage);
        refused("x --as", "--as needs a value: TYPE." + usage);
        refused("", "Arguments are missing." + usage);
        refused("1 2 3 4", "4 arguments are too many; quote one that has blanks in it." + usage);
        refused("x -> int", "\"int\" cannot name a Java variable; choose another name after ->." + usage);
        refused("x -> a b c", "-> needs a variable's name, or a type and a name, and nothing after them." + usage);
    }

    @ParameterizedTest
    @CsvSource({
        "42, 42, Integer",
        "-1, -1, Integer",
        "0x2a, 42, Integer",
        "1_000, 1000, Integer",
        "0xffffffff, 4294967295, Long",
        "-2147483649, -2147483649, Long",
        "18446744073709551615, 18446744073709551615, BigInteger",
        "3.5, 3.5, Double",
        "-1e3, -1000.0, Double",
        "NaN, NaN, Double",
    })
    void numbersAreLiterals(String text, String value, String type) {
        Object literal = Literal.parse(text).orElseThrow();
        assertEquals(value, literal.toString());
        assertEquals(type, literal.getClass().getSimpleName());
    }

    @ParameterizedTest
    @CsvSource({"nums", "cafe", "1x", "[1; 2]", "[a]", "18446744073709551616", "1__", "0x", "''", "--1"})
    void otherTextIsNoLiteral(String text) {
        assertEquals(Optional.empty(), Literal.parse(text));
    }

    @Test
    void listsAreLiterals() {
        assertEquals(Optional.of(List.of(1, -2, 3.5)), Literal.parse("[1, -2, 3.5]"));
        assertEquals(Optional.of(List.of()), Literal.parse("[ ]"));
        assertEquals(Optional.of(List.of(List.of(1, 2), List.of(-3, 4))), Literal.parse("[[1, 2], [-3, 4]]"));
        assertEquals(Optional.empty(), Literal.parse("[[1, 2], [a]]"));
        assertEquals(Optional.empty(), Literal.parse("[1] + [2]"));
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "64KiB, 65536", "1MiB, 1048576", "2GiB, 2147483648", "0x10, 16"})
    void sizesTakeBinaryMultiples(String text, long bytes) {
        assertEquals(Optional.of(bytes), Literal.size(text));
    }

    @ParameterizedTest
    @CsvSource({"-1", "1.5", "64KB", "9223372036854775807GiB", "many"})
    void otherTextIsNoSize(String text) {
        assertEquals(Optional.empty(), Literal.size(text));
    }
}
