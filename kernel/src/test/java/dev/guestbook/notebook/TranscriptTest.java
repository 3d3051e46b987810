package dev.guestbook.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellOutput;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final String MEGABYTE = "a".repeat(1 << 20);

    @Test
    void text_beyond_what_a_notebook_holds_is_counted_and_a_cleared_cell_begins_again() {
        Transcript.Page page = new Transcript().page();
        for (int i = 0; i < 10; i++) {
            page.add(new CellOutput.Text(CellOutput.Stream.STDOUT, MEGABYTE));
            page.add(new CellOutput.Text(CellOutput.Stream.STDERR, "b"));
        }
        String json = page.json().toString();
        assertTrue(json.length() < (4 << 20) + 2_000, json.length() + " characters");
        assertTrue(json.contains("more characters of text are left out; write so much to a file."));
        page.add(new CellOutput.Clear(false));
        page.add(new CellOutput.Text(CellOutput.Stream.STDOUT, "after"));
        assertEquals(1, page.json().size());
        assertFalse(page.json().toString().contains("left out"));
    }
}
