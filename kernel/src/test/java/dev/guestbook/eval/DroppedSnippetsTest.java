package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import org.junit.jupiter.api.Test;

class DroppedSnippetsTest {
    /** Of this JDK's JShell, from which only this takes a snippet. */
    @Test
    void aDroppedSnippetIsLetGoOfAndItsNameIsFreeAgain() {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            Snippet kept = shell.eval("int kept = 7;").get(0).snippet();
            Snippet dropped = shell.eval("class Value {}").get(0).snippet();
            shell.drop(dropped);
            assertEquals(2, shell.snippets().count());
            new DroppedSnippets(shell).forget(dropped);
            assertEquals(java.util.List.of(kept), shell.snippets().toList());
            assertEquals(Status.VALID, shell.eval("class Value {}").get(0).status());
            assertEquals("7", shell.eval("kept").get(0).value());
        }
    }
}
