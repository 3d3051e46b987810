package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completion;
import dev.guestbook.source.Settings;
import dev.guestbook.source.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries in cells: what {@code %maven} and {@code %classpath} add is there, and is not ours. */
class LibrariesTest {
    @TempDir
    private static Path folder;

    private static TestRepository repository;
    private static Notepad notepad;

    @BeforeAll
    static void open() throws IOException {
        repository = new TestRepository(folder);
        notepad = new Notepad(
                new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(), false, repository.places()));
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

    private static String answering(String className, String member) {
        int dot = className.lastIndexOf('.');
        return "package " + className.substring(0, dot) + "; public class " + className.substring(dot + 1) + " { "
                + member + " }";
    }

    @Test
    void aLibraryIsThereInTheNextLineAndWhatWasDeclaredStays() throws Exception {
        repository.jar(
                "org.test:base:1.0",
                "org.test.Base",
                answering("org.test.Base", "public static int one() { return 1; }"));
        repository.jar(
                "org.test:top:1.0",
                "org.test.Top",
                answering("org.test.Top", "public int two() { return 2; }"),
                "org.test:base:1.0");
        is("record Point(int x) {}\nint kept = 4;\nint twice(int a) { return 2 * a; }", "");
        is("Point before = new Point(3);", "");
        shows("%maven org.test:top:1.0", "resolving", "2 libraries are new", "org.test:base", "next: %classpath");
        is("import org.test.*;\nnew Top().two() + Base.one()", "3");
        is("twice(kept) + before.x()", "11");
        is("before.equals(new Point(3))", "true");
        shows("%maven org.test:top:1.0", "Nothing new", "there already");
        shows("%classpath", "org.test:top:1.0", "org.test:base:1.0", "base-1.0.jar");
        List<String> found = notepad.cells().complete("new Top().t", 11).matches().stream()
                .map(Completion.Match::text)
                .toList();
        assertTrue(found.contains("two()"), found::toString);
        shows("Base.one?", "int Base.one()");
        Completion unimported = notepad.cells().complete("org.test.B", 10);
        assertEquals(
                List.of("Base"),
                unimported.matches().stream().map(Completion.Match::text).toList());
    }

    /** Jackson, ASM and JeroMQ are ours too, in other versions; a cell must see its own, and ours must go on working. */
    @Test
    void aUsersLibraryNeverMeetsOurs() throws Exception {
        for (String name : List.of(
                "com.fasterxml.jackson.core.JsonFactory",
                "org.objectweb.asm.ClassReader",
                "org.zeromq.ZMQ",
                "org.eclipse.aether.RepositorySystem",
                "org.slf4j.LoggerFactory")) {
            String artifact = name.substring(name.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
            repository.jar(
                    "org.old:" + artifact + ":0.1",
                    name,
                    answering(name, "public static String age() { return \"old\"; }"));
            assertTrue(notepad.run("Class.forName(\"" + name + "\")").startsWith("ClassNotFoundException"), name);
            shows("%maven org.old:" + artifact + ":0.1", "1 library is new");
            is(name + ".age()", "\"old\"");
            is(name + ".class.getDeclaredMethods().length", "1");
        }
        shows("%maven org.old:nosuch:1", "MagicError: org.old:nosuch:1 is in none of the repositories (here)");
        is("for (int i = 0; i < 3; i++) { }\nrecord After(int a) { }\nnew After(1)", "After[a=1]");
    }

    @Test
    void anotherVersionIsRefusedAndOneThatIsNeededStays() throws Exception {
        repository.jar("org.other:base:1.0", "org.other.Base", answering("org.other.Base", ""));
        repository.jar("org.other:base:2.0", "org.other.Base", answering("org.other.Base", ""));
        repository.jar("org.other:top:1.0", "org.other.Top", answering("org.other.Top", ""), "org.other:base:2.0");
        shows("%classpath add mvn org.other base 1.0", "1 library is new");
        is(
                "%maven org.other:base:2.0",
                "MagicError: org.other:base is on the class path in version 1.0; restart the kernel to use 2.0.");
        shows("%maven org.other:top:1.0", "1 library is new", "1.0 stays, not 2.0");
        is("new org.other.Base() != null", "true");
    }

    @Test
    void jarsAndFoldersOfClassesAreAddedByName() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Files.write(
                lib.resolve("one.jar"),
                TestRepository.jar("lib.One", answering("lib.One", "public static int n = 1;")));
        Files.write(
                lib.resolve("two.jar"),
                TestRepository.jar("lib.Two", answering("lib.Two", "public static int n = 2;")));
        Files.writeString(lib.resolve("bad.txt"), "no jar");
        shows("%classpath add jar lib/*.jar", "2 files or folders are new", "one.jar");
        is("lib.One.n + lib.Two.n", "3");
        shows("%classpath add jar lib/one.jar", "Nothing new");
        shows("%classpath add jar lib/oen.jar", "MagicError: There is no file ", "Did you mean `one.jar`?");
        shows("%classpath add jar lib/bad.txt", "MagicError: ", "bad.txt is no jar");
        shows("%classpath add jar lib/*.zip", "MagicError: No file in ", " is named like *.zip.");
        shows("%classpath add jar lib", "1 file or folder is new");
        shows("%classpath add", "Usage: %classpath");
        shows("%maven?", "%maven G:A:V...");
    }

    @Test
    void magicsOfSeveralWordsAreCompleted() {
        List<String> found = notepad.cells().complete("%classpath a", 12).matches().stream()
                .map(Completion.Match::text)
                .toList();
        assertEquals(List.of("%classpath add jar", "%classpath add mvn"), found);
    }

    @Test
    void aNotebookIsLoadedUpToItsFirstFailure() throws Exception {
        Files.writeString(folder.resolve("setup.ipynb"), notebook("int a = 5;", "%who", "a + 1"));
        shows("%load setup.ipynb", "int", "6");
        is("a", "5");
        Files.writeString(folder.resolve("broken.ipynb"), notebook("int b = 7;", "b / 0", "int c = 8;"));
        is("%load broken.ipynb", "ArithmeticException: / by zero (in code cell 2 of broken.ipynb)");
        is("b", "7");
        shows("c", "CompileError");
        Files.writeString(folder.resolve("magic.ipynb"), notebook("%nosuch"));
        is(
                "%load magic.ipynb",
                "MagicError: There is no magic %nosuch; %lsmagic lists them all. (in code cell 1 of magic.ipynb)");
        shows("%load stup.ipynb", "MagicError: There is no file stup.ipynb", "Did you mean `setup.ipynb`?");
        Files.writeString(folder.resolve("not.ipynb"), "{");
        shows("%load not.ipynb", "MagicError: ", "is not a notebook: it is not JSON");
        shows("%load setup.py", "MagicError: %load runs .jsh, .java and .ipynb files; setup.py is none.");
        Files.writeString(folder.resolve("plain.jsh"), "int d = 9;\nd * 2");
        is("%load plain.jsh", "18");
    }

    private static String notebook(String... cells) {
        String all = String.join(
                ",",
                List.of(cells).stream()
                        .map(code ->
                                "{\"cell_type\": \"code\", \"metadata\": {}, \"execution_count\": null, \"outputs\": [],"
                                        + " \"source\": [\"" + code + "\"]}")
                        .toList());
        return "{\"nbformat\": 4, \"nbformat_minor\": 4, \"metadata\": {}, \"cells\": ["
                + "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"prose\"}," + all + "]}";
    }

    @Test
    void aModuleComesFromAJar() throws Exception {
        byte[] module = Files.readAllBytes(Notepad.PROJECT.resolve("guests/twosum/twosum.wasm"));
        repository.artifact("org.test:guest:1.0", TestRepository.zip(java.util.Map.of("twosum.wasm", module)));
        shows("%wasm load maven:org.test:guest:1.0!/twosum.wasm", "guest twosum");
        shows("%wasm load maven:org.test:guest:1.0!/nosuch.wasm", "It has twosum.wasm");
    }

    @Test
    void theProgressIsReplacedByWhatCameOfIt() {
        String text = notepad.run("%maven org.test:nosuch:1");
        assertTrue(text.startsWith("resolving org.test:nosuch:1\n"), text);
        assertTrue(text.contains("\nnothing was added for org.test:nosuch:1\nMagicError: "), text);
        assertEquals(Optional.empty(), notepad.cells().inspect("%nosuch", 2, 0).map(MimeBundle::plain));
    }
}
