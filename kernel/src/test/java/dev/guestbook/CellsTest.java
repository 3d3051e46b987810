package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells as a person runs them: real Java, real magics, a real guest. */
class CellsTest {
    private static Notepad notepad;

    @BeforeAll
    static void open() {
        notepad = new Notepad();
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    private static void shows(String code, String... fragments) {
        String text = notepad.run(code);
        for (String fragment : fragments) {
            assertTrue(text.contains(fragment), () -> code + "\nshould show: " + fragment + "\nshowed:\n" + text);
        }
    }

    private static void is(String code, String text) {
        assertEquals(text, notepad.run(code), code);
    }

    @Test
    void aGuestIsWorkedOneVisibleStepAtATime() {
        shows("%wasm load guests/twosum/twosum.wasm", "guest twosum", "bump_alloc");
        shows("%wasm exports two*", "twosum", "(i32, i32, i32) -> i32");
        shows("%alloc nums 6*i32", "region nums at 0x000", "24 bytes of i32", "next: %write nums VALUE");
        shows("%write nums [3, 8, -2, 40, 7, 15]", "fe*ff*ff*ff", "next: ");
        shows("%dump nums", "0x000", "28 00 00 00", "nums");
        shows("%wasm memory", "nums", "live");
        shows("%wasm arena", "bump_alloc");
        shows("%call twosum nums 6 47 -> ptr pair", "signed", "0x");
        is("wasm.readInts(pair, 2)", "int[2] { 3, 4 }");
        shows("%read pair 2 --as i32 -> ij", "{ 3, 4 }");
        is("ij[0] + ij[1]", "7");
        shows("%reset --check", "1 region", "Nothing is left");
        shows("%read pair 2", "Refused: Stale pointer", "was reset by cell");
    }

    @Test
    void anAddressMayBeOfAFurtherMemory() {
        notepad.run("""
                %%wat memories
                (module (memory (export "memory") 1) (memory $b 1)
                  (data (i32.const 64) "first") (data (memory $b) (i32.const 64) "second")
                  (func (export "f")))
                """);
        shows("%dump 64 8 --memory 1", "of memory 1", "|second..|");
        shows("%dump 64 8", "|first...|");
        shows("%read 64 6 --as utf8 --memory 1", "\"second\"");
        shows("%write 70 utf8:! --memory 1", "1 byte into memory at 0x00000046 (70) of memory 1");
        shows("%wasm find utf8:second!", "memory 1", "next: %dump 0x00000040 --memory 1");
        shows("%dump 0 --memory 2", "Refused: Guest `memories` has no memory 2; they go from 0 to 1.");
        notepad.run("%alloc near 8");
        shows("%dump near --memory 1", "MagicError: --memory goes with an address; \"near\" knows its memory.");
    }

    @Test
    void theNextStepIsSaidOnceACell() {
        notepad.run("%wasm load guests/twosum/twosum.wasm --as steps");
        String shown = notepad.run("%alloc first 8\n%alloc second 8\nint n = 1;\n%alloc third 8\nn++;");
        assertTrue(shown.contains("region second at"), shown);
        assertEquals(1, shown.split("next: ", -1).length - 1, shown);
        assertTrue(shown.contains("next: %write third VALUE"), shown);
        String nested = notepad.run("%time %alloc fourth 8\n%alloc fifth 8");
        assertEquals(1, nested.split("next: ", -1).length - 1, nested);
    }

    @Test
    void magicsAndJavaShareACellAndItsOrder() {
        String text = notepad.run("System.out.println(1);\n%time 2 + 3\n4");
        assertTrue(
                text.matches("1\n5\nwall [^\n]+, cpu [^\n]+ \\(all threads; compiling the Java included\\)\n4"), text);
    }

    @Test
    void onlyTheLastJavaOfACellIsItsResult() {
        is("int last = 1;\nlast", "1");
        is("int quiet = 1;", "");
        is("last\n%who?", notepad.run("%who?"));
        is("(Object) null", "null");
    }

    @Test
    void aFailureEndsTheCellAndNamesWhatToDo() {
        is(
                "%nosuch 1\nSystem.out.println(\"not reached\");",
                "MagicError: There is no magic %nosuch; %lsmagic lists them all.");
        is("%wasm lost", "MagicError: %wasm has no lost. Did you mean `list`?");
        shows("%read nothing", "MagicError: \"nothing\" is no literal, live region or Java expression");
        shows("%write nothing \"some text\"", "MagicError: ");
    }

    @Test
    void aMagicInsideABlockIsExplained() {
        String traceback = notepad.traceback("for (int i = 0; i < 2; i++) {\n  %call f\n}");
        assertTrue(
                traceback.endsWith("A magic stands outside of blocks, after a whole statement; inside Java use wasm. "
                        + "instead of %call f (and write % b, with a blank, for a remainder)."),
                traceback);
    }

    @Test
    void aFailedMagicSaysWhereItStands() {
        String traceback = notepad.traceback("int before = 1;\n\n%nosuch 1");
        assertTrue(
                traceback.matches("(?s)MagicError: There is no magic %nosuch.*\n    at cell \\[\\d+], line 3"),
                traceback);
        assertEquals("MagicError: There is no magic %nosuch; %lsmagic lists them all.", notepad.traceback("%nosuch 1"));
    }

    @Test
    void structsAreReadAndWrittenByLayout() {
        shows("%wasm load guests/twosum/twosum.wasm --as structs", "guest structs");
        shows("%layout item { u8 kind; f64 price; char name[6]; }", "layout item: 24 bytes, aligned to 8", "padding");
        shows("%%layout tight --packed\nuint8_t kind;\ndouble price; // in euro\n", "layout tight: 9 bytes", "packed");
        shows("%layout tight", "packed");
        shows("%alloc items 2*item", "48 bytes of item");
        shows(
                "var pear = Map.of(\"kind\", 1, \"price\", 2.5, \"name\", \"pear\");\n%write items pear --offset 24",
                "24 bytes");
        shows("%read items -> rows", "kind", "\"pear\"");
        is("rows.get(1).text(\"name\") + rows.get(1).f64(\"price\")", "\"pear2.5\"");
        shows("%write items rows", "48 bytes into items");
        shows("%read items 1 --as item", "0x000");
        is("%read items --as itm", "Refused: There is no type itm. Did you mean `item`?");
        shows("%layout { i32 i; }", "MagicError: A layout has one name");
        shows("%layout a b { i32 i; }", "MagicError: A layout has one name");
        is("wasm.readRows(items, \"item\", 2).size()", "2");
    }

    @Test
    void aGuestTravelsInTime() {
        shows("%wasm load guests/twosum/twosum.wasm --as travels", "guest travels");
        shows("%alloc kept 1*i64\n%write kept 7\n%wasm snapshot before", "snapshot before of travels");
        shows("%write kept 9\n%alloc more 16", "region more");
        shows("%wasm diff before", "kept", "07", "09", "+ more");
        shows("%wasm diff before --in kept", "1 byte of memory differs");
        shows("%wasm snapshot", "before");
        shows("%wasm restore before", "stale now", "more");
        is("wasm.readLongs(kept, 1)[0]", "7");
        shows("%wasm find 7 --as i64", "kept");
        shows("%wasm snapshot --drop before", "no snapshot of travels");
        is(
                "%wasm restore before",
                "Refused: Guest `travels` has no snapshot `before`. Take one with %wasm snapshot NAME.");
    }

    @Test
    void aModuleIsSeenWhole() {
        shows("%wasm load guests/twosum/twosum.wasm --as seen\n%alloc shown 64", "region shown");
        shows("%wasm sections", "code", "made by", "features used", "names");
        shows("%wasm tables", "tables of seen");
        shows("%wasm memory", "█ region", "__heap_base", "shown");
        shows("%wasm disasm twosum", "(i32, i32, i32) -> i32", "local.get $", "end", "0x00");
        shows("%wasm disasm 0 --from 0x80", "0x0000");
        shows("%wasm disasm bump_alloc --from 99999999", "Refused: Nothing of `bump_alloc` stands at offset 99999999");
        is("%wasm disasm twosun", "Refused: Guest `seen` has no function `twosun`. Did you mean `twosum`?");
        is("%wasm disasm twosum --from here", "MagicError: --from takes an offset such as 0x1a2; here is none.");
    }

    /** Imports with every result type and a hostile name: what is shown is pasted as it is, and then it loads. */
    @Test
    void stubsOfMissingImportsCompile(@TempDir Path folder) throws IOException {
        byte[] module = HexFormat.ofDelimiter(" ")
                .parseHex("00 61 73 6d 01 00 00 00 01 16 05 60 00 00 60 01 7f 01 7f 60 00 01 7e 60 00 01 7d 60 00 02 "
                        + "7c 7f 02 2f 05 01 61 01 62 00 00 01 61 03 22 5c 0a 00 01 01 61 09 2a 2f 5c 75 30 30 32 32 "
                        + "3b 00 02 00 05 c3 a9 e2 80 ae 00 03 04 78 78 78 78 01 63 00 04");
        Path file = Files.write(folder.resolve("wants.wasm"), module);
        String shown = notepad.run("%wasm imports " + file);
        String stubs =
                shown.lines().filter(line -> line.startsWith("wasm.imports()")).collect(Collectors.joining("\n"));
        assertEquals(5, stubs.lines().count(), shown);
        notepad.run(stubs);
        shows("%wasm load " + file + " --as wants", "guest wants");
    }

    @Test
    void aDumpOfAnAddressLooksAcrossRegions() {
        shows("%wasm load guests/twosum/twosum.wasm --as across", "guest across");
        shows("%alloc one 8\n%alloc two 8", "region two");
        shows("%dump 0x10400 64", "|  one", "|  two");
        shows("%dump -16", "Refused: ", "0xfffffff0");
        shows("%dump one 64", "Refused: ");
    }

    @Test
    void anErrorOfTheUsersCodeFailsTheCellAlone() {
        is("class Bad { public String toString() { throw new AssertionError(\"bad\"); } }", "");
        is("new Bad()", "AssertionError: bad");
        is("1 + 1", "2");
    }

    @Test
    void aMistypedCallResetsNothing() {
        shows("%wasm load guests/twosum/twosum.wasm --as careful", "guest careful");
        shows("%alloc held 2*i32\n%write held [7, 8]", "8 bytes into held");
        shows("%call twosum held 2 --reset", "takes 3 arguments");
        shows("%call nosuch held --reset", "exports no `nosuch`");
        shows("%read held", "{ 7, 8 }");
        shows("%call twosum held 2 15 --reset", "signed");
        shows("%read held", "Stale pointer");
    }

    @Test
    void aTextIsTakenAsItIsQuoted() {
        shows("%wasm load guests/twosum/twosum.wasm --as texts", "guest texts");
        shows("%alloc text 32", "region text");
        shows("%write text \"utf8:it's :(\"\n%read text 7 --as utf8", "\"it's :(\"");
        shows("%write text \"utf8:'a'\"\n%read text 3 --as utf8", "\"'a'\"");
        shows("%write text utf8:\"b c\"\n%read text 3 --as utf8", "\"b c\"");
        shows("%write text \"no such text\"", "for a text write \"utf8:no such text\"");
        is("int boom() { throw new IllegalStateException(\"real reason\"); }", "");
        shows("%write text \"boom()\"", "real reason");
        shows("%read text --as u8 -> i32 y", "--as says u8 and -> says i32");
        shows("%alloc x 9223372036854775807*i64", "is more than any memory holds");
    }

    @Test
    void aCellMagicGetsItsBody() {
        is("%%markdown\n**bold**", "**bold**");
        is(
                "%%sh\necho out; echo err >&2; exit 3".replace("; echo err >&2", ""),
                "out\nMagicError: The shell ended with exit code 3.");
    }

    @Test
    void aScriptsCommandsDoNotReadTheScript() {
        is("%%sh\ncat\necho after\nread x || echo empty", "after\nempty");
    }

    @Test
    void variablesAreListedWithTypeAndSize() {
        is("int[] whoArray = {1, 2, 3};\nString whoText = \"four\";", "");
        String text = notepad.run("%who");
        assertTrue(text.matches("(?s).*whoArray +int\\[] +3  int\\[3] \\{ 1, 2, 3 }.*"), text);
        assertTrue(text.matches("(?s).*whoText +String +4  \"four\".*"), text);
    }

    @Test
    void magicsAreListedByGroup() {
        String text = notepad.run("%lsmagic");
        assertTrue(
                text.matches("(?s)Magics\nGuests\n.*%wasm load.*\nMemory and calls\n.*%call.*\nThe notebook\n.*%maven"
                        + ".*%who.*\nWhole cells\n.*%%sh.*"),
                text);
    }

    @Test
    void theTimeOfAMagicIsTakenToo() {
        shows("%wasm load guests/twosum/twosum.wasm --as timed", "guest timed");
        shows("%time %call bump_alloc 8", "signed", "wall ", ", cpu ");
        shows("%time 1 / 0", "wall ", "ArithmeticException");
        is("%time", "MagicError: There is nothing to time. Usage: %time JAVA");
    }

    @Test
    void aJavaNameIsExplainedBeforeAMagicOfThatName() {
        shows("bench?", "%bench");
        is("int bench = 3;", "");
        String text = notepad.run("bench?");
        assertTrue(text.contains("int") && !text.contains("%bench"), text);
        shows("%bench?", "%bench");
    }

    @Test
    void questionsAreAnsweredOnAPage() {
        shows("%call?", "%call EXPORT [ARGS...]", "in Java: ");
        shows("%wasm?", "%wasm load SOURCE", "%wasm list");
        shows("nosuchthing?", "Nothing is known about nosuchthing.");
    }

    @Test
    void aMagicsLineIsInspectedAsTheMagic() {
        assertEquals(notepad.run("%call?"), inspected("int a = 1;\n%call twosum 1", 13));
        assertEquals(notepad.run("%wasm load?"), inspected("  %wasm load x.wasm", 14));
        assertEquals(notepad.run("%%sh?"), inspected("%%sh\necho", 2));
        assertEquals("", inspected("%nosuch", 3));
    }

    @Test
    void aWordOnAMagicsLineIsInspectedAsWhatItIs() {
        shows("%wasm load guests/twosum/twosum.wasm --as inspected", "guest inspected");
        shows("%alloc looked 8", "region looked");
        assertTrue(inspected("%call twosum looked", 8).contains("(i32, i32, i32) -> i32"));
        assertTrue(inspected("%call twosum looked", 15).contains("looked"));
        assertTrue(inspected("%time %call twosum", 16).contains("(i32, i32, i32) -> i32"));
        assertTrue(inspected("%time Math.max(1, 2)", 13).contains("Math.max(int a, int b)"));
        assertEquals(notepad.run("%call?"), inspected("%call nosuch 1", 8));
    }

    @Test
    void aLonePercentSignIsCompletedAsAMagic() {
        for (String code : List.of("%", "int a = 1;\n%", "int a = 1;\n  %%")) {
            List<Completion.Match> found =
                    notepad.cells().complete(code, code.length()).matches();
            assertEquals(
                    List.of(),
                    found.stream()
                            .filter(match -> !match.type().equals("magic"))
                            .toList(),
                    code);
            assertTrue(!found.isEmpty(), code);
        }
        assertTrue(notepad.cells().complete("{ int b = 1\n%", 13).matches().stream()
                .noneMatch(match -> match.type().equals("magic")));
    }

    @Test
    void whereAMagicTakesANewNameOrCoordinatesNothingOfJavasIsOffered() {
        for (String line : List.of(
                "%wasm harden ",
                "%layout P", "%maven org.", "%call Str", "%wasm load x --as ", "%wasm use Str", "%load Str")) {
            assertEquals(
                    List.of(), notepad.cells().complete(line, line.length()).matches(), line);
        }
        for (String line : List.of("%time Str", "%write r Str", "%alloc r Str", "%wasm find Str")) {
            assertTrue(
                    notepad.cells().complete(line, line.length()).matches().stream()
                            .anyMatch(match -> match.text().equals("String")),
                    line);
        }
    }

    @Test
    void aToStringThatThrowsIsTheUsersError() {
        is(
                "class Grim {\n    public String toString() {\n        throw new IllegalStateException(\"no\");\n    }\n}",
                "");
        String traceback = notepad.traceback("%who\n\nnew Grim()");
        assertTrue(
                traceback.matches(
                        "java.lang.IllegalStateException: no\n    at cell \\[\\d+], line 3, in Grim.toString"),
                traceback);
        is("List.of(new Grim(), 2)", "[(toString threw IllegalStateException), 2]");
        is("new Object[] {new Grim(), 2}", "Object[2] { (toString threw IllegalStateException), 2 }");
        is("Grim grim = new Grim(); int beside = 2;", "");
        shows("%who", "grim", "(toString threw IllegalStateException)", "beside");
    }

    @Test
    void aFileSaysWhereItFails(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("c.jsh"), "int c = 1;\nint d = 0;\nc / d");
        Files.writeString(folder.resolve("m.jsh"), "int m = 1;\n%nosuch");
        Files.writeString(folder.resolve("x.jsh"), "int x = 1;\nint y = true;");
        Files.writeString(folder.resolve("self.jsh"), "%load self.jsh");
        Files.writeString(folder.resolve("P.java"), "/* of */\npackage a.b;\nclass P {}");
        try (Notepad here = new Notepad(folder)) {
            assertEquals(
                    "java.lang.ArithmeticException: / by zero\n    at c.jsh, line 3", here.traceback("\n%load c.jsh"));
            assertEquals(
                    "    at m.jsh, line 2",
                    here.traceback("%load m.jsh").lines().toList().get(1));
            assertEquals(
                    "x.jsh, line 2, column 9",
                    here.traceback("%load x.jsh").lines().toList().get(0));
            assertEquals(
                    "MagicError: Magics and files run one another 16 deep at most; see whether a file loads itself.",
                    here.run("%load self.jsh"));
            assertEquals(
                    "MagicError: P.java is of the package a.b, and a cell is of none; take that line out, or compile"
                            + " the file and name its folder to %classpath add jar.",
                    here.run("%load P.java"));
        }
    }

    @Test
    void anExpressionOfAFrontEndBelongsToItsCell() {
        List<String> shown = new ArrayList<>();
        CellScope scope = new CellScope(77, output -> shown.add(((CellOutput.Text) output).text()), CellInput.NONE);
        CellOutcome unused = notepad.cells().expression("{ System.out.print(\"told\"); }", scope);
        assertEquals(List.of("told"), shown);
        CellOutcome.Failed failed = (CellOutcome.Failed) notepad.cells().expression("1 / 0", scope);
        assertTrue(failed.failure().traceback().get(1).contains("cell [77], line 1"));
    }

    private static String inspected(String code, int cursor) {
        return notepad.cells().inspect(code, cursor, 0).map(MimeBundle::plain).orElse("");
    }

    @Test
    void aBindingOfAnotherTypeIsRefusedBeforeAnythingRuns() {
        shows("%wasm load guests/twosum/twosum.wasm --as binder", "guest binder");
        is("String taken = \"mine\";", "");
        shows("%alloc taken 8", "MagicError: The variable taken is String already, not Ptr; choose another name.");
        shows("%call bump_alloc 8 -> ptr taken", "MagicError: The variable taken is String already");
        shows("%call bump_reset -> x", "MagicError: `bump_reset` returns nothing, so there is nothing to bind");
        is("taken", "\"mine\"");
        shows("%wasm unload binder", "unloaded");
        shows("%wasm load guests/twosum/twosum.wasm --as after", "guest after");
    }

    @Test
    void aCheckedResetNamesTheVariablesThatStillHoldASecret() {
        shows("%wasm load guests/twosum/twosum.wasm --as keeper", "guest keeper");
        is("byte[] secret = random(32);", "");
        shows("%alloc vault 32", "region vault");
        shows("%write vault secret", "32 bytes into vault");
        shows("%reset --check", "Nothing is left", "secret");
        shows("%alloc vault 32\nwasm.write(vault, secret);\nwasm.reset(true)", "secret");
    }

    @Test
    void anEndlessShellScriptDiesWithAnInterrupt() throws Exception {
        CompletableFuture<CellOutcome> started = new CompletableFuture<>();
        CompletableFuture<Void> echoed = new CompletableFuture<>();
        Thread owner = new Thread(() -> started.complete(notepad.cells()
                .execute(
                        "%%sh\necho begun\nsleep 60 &\nwait",
                        new CellScope(99, output -> signal(output, echoed), CellInput.NONE))));
        owner.start();
        echoed.get(10, TimeUnit.SECONDS);
        notepad.cells().interrupt();
        CellOutcome outcome = started.get(2, TimeUnit.SECONDS);
        assertEquals("Interrupted", ((CellOutcome.Failed) outcome).failure().name());
        assertTrue(ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
        is("1 + 1", "2");
    }

    private static void signal(CellOutput output, CompletableFuture<Void> echoed) {
        if (output instanceof CellOutput.Text text && text.text().contains("begun")) {
            echoed.complete(null);
        }
    }

    @Test
    void aCellAsksForALineAndForAPassword() {
        List<String> asked = new ArrayList<>();
        CellInput person = (prompt, password) -> {
            asked.add(prompt + (password ? " (not echoed)" : ""));
            return "word " + asked.size();
        };
        CellOutcome outcome = notepad.cells()
                .execute(
                        "Show.input(\"Name? \") + \", \" + new String(Show.password(\"Key? \"))",
                        new CellScope(1, output -> {}, person));
        assertEquals(
                "\"word 1, word 2\"",
                ((CellOutcome.Ok) outcome).result().orElseThrow().plain());
        assertEquals(List.of("Name? ", "Key?  (not echoed)"), asked);
        String refused = notepad.run("Show.password(\"Key? \")");
        assertTrue(refused.contains("cannot answer a request for input"), refused);
    }

    @Test
    void aBenchmarkThatFailsSaysWhichOfItsBodiesDid() {
        shows("int none = 0;", "");
        String failed = notepad.run("%%bench -n 5\nroot: Math.sqrt(2)\nbad: 7 / none");
        assertTrue(failed.matches("ArithmeticException: / by zero \\(in bad, cell \\[\\d+], line 3\\)"), failed);
        is("%bench -n 5 bad: 7 / none", "ArithmeticException: / by zero");
        is("%bench -n -3 root: 1", "MagicError: -n -3 is no number of runs; give one from 1 to 1,000,000.");
        is("%bench -n many root: 1", "MagicError: -n many is no number of runs; give one from 1 to 1,000,000.");
    }

    @Test
    void aBenchmarkTellsCopiesFromTheGuest() {
        shows("%wasm load guests/twosum/twosum.wasm --as timed\n%alloc timedIn 40000", "region timedIn");
        shows("int[] timedData = new int[10_000];", "");
        String plain = notepad.run("%bench -n 5 root: Math.sqrt(2)");
        assertTrue(plain.contains("spread") && !plain.contains("copy in"), plain);
        String split = notepad.run(
                "%%bench -n 5\nroot: Math.sqrt(2)\n"
                        + "whole: { wasm.write(timedIn, timedData); wasm.call(\"twosum\", timedIn, 10, 1); wasm.readInts(timedIn, 10000); }");
        assertTrue(split.contains("copy in") && split.contains("compute") && split.contains("copy out"), split);
        is("var s = wasm.split(() -> wasm.readInts(timedIn, 10000), 50);", "");
        is("s.copyOut() > 0 && s.copyIn() == 0 && s.guest() == 0 && s.whole() >= s.copyOut()", "true");
        is("wasm.split(() -> 1, 0)", "Refused: A run that is split up happens at least once, not 0 times.");
    }
}
