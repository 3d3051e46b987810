package dev.guestbook.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A notebook file of nbformat 4, any minor version. What Guestbook does not know in it is kept as it is, and it is
 * written in the layout Jupyter itself writes, so that a diff shows what a run changed and nothing else.
 *
 * <p>Not thread-safe.
 */
public final class Notebook {
    private static final int MAX_CHARS = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(200)
                        .maxStringLength(MAX_CHARS)
                        .build());
    }

    private static final ObjectWriter WRITER = JSON.writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter(" ", "\n"))
            .withArrayIndenter(new DefaultIndenter(" ", "\n")));

    private final ObjectNode root;
    private final List<NotebookCell> cells;

    private Notebook(ObjectNode root, List<NotebookCell> cells) {
        this.root = root;
        this.cells = List.copyOf(cells);
    }

    /** How many of its cells a run runs. */
    int runnable() {
        return (int) cells.stream().filter(NotebookCell::isRunnable).count();
    }

    /** Reads a file; {@link NotebookException} says in one sentence what is wrong with it. */
    public static Notebook read(Path file) throws NotebookException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new NotebookException("There is no notebook " + file + "; check the path.", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file)
                    ? "it is a folder; name the .ipynb files in it"
                    : e.getMessage() + "; check the file and its permissions";
            throw new NotebookException("Cannot read " + file + ": " + reason + ".", e);
        }
        return parse(file.toString(), bytes);
    }

    /** Parses the bytes of a notebook; {@code name} is how messages call it. */
    static Notebook parse(String name, byte[] bytes) throws NotebookException {
        JsonNode tree;
        try {
            tree = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new NotebookException(
                    name + " is not a notebook: it is not JSON" + where + "; give an .ipynb file as Jupyter saves it.",
                    e);
        }
        if (!(tree instanceof ObjectNode root) || !root.has("nbformat")) {
            throw new NotebookException(name
                    + " is not a notebook: it is JSON without \"nbformat\"; give an .ipynb file as Jupyter saves it.");
        }
        if (root.path("nbformat").asInt() != 4) {
            throw new NotebookException(
                    name + " is a notebook of format " + root.path("nbformat").asText()
                            + ", and Guestbook reads format 4; open it in Jupyter and save it.");
        }
        if (!root.path("cells").isArray()) {
            throw new NotebookException(name + " is not a notebook: its \"cells\" are not a list; restore the file.");
        }
        boolean ids = root.path("nbformat_minor").asInt() >= 5;
        List<NotebookCell> cells = new ArrayList<>();
        for (JsonNode cell : root.path("cells")) {
            if (!(cell instanceof ObjectNode object) || !cell.path("cell_type").isTextual()) {
                throw new NotebookException(name + " is not a notebook: cell " + (cells.size() + 1)
                        + " has no \"cell_type\"; restore the file.");
            }
            if (ids && !cell.has("id")) {
                object.put("id", "cell-" + cells.size());
            }
            cells.add(new NotebookCell(object));
        }
        return new Notebook(root, cells);
    }

    /** The cells in reading order. */
    public List<NotebookCell> cells() {
        return cells;
    }

    /** The language its metadata names, {@code java} where they name none. */
    public String language() {
        JsonNode metadata = root.path("metadata");
        JsonNode kernel = metadata.path("kernelspec").path("language");
        JsonNode info = metadata.path("language_info").path("name");
        return kernel.isTextual() ? kernel.asText() : info.isTextual() ? info.asText() : "java";
    }

    /** The file's text: one blank of indentation a level and a newline at the end, as Jupyter writes it. */
    public String json() {
        try {
            return WRITER.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree that was read cannot be written.", e);
        }
    }

    /** Writes the notebook, or leaves what is there where that fails. */
    public void write(Path file) throws NotebookException {
        replace(file, json());
    }

    /** Writes beside {@code file} and moves into place, so that nobody reads half of it. */
    static void replace(Path file, String text) throws NotebookException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path half = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            try {
                Files.writeString(half, text);
                readableByOthers(half);
                try {
                    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } catch (AtomicMoveNotSupportedException e) {
                    Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new NotebookException("Cannot write " + file + ": " + e + "; choose another place.", e);
        }
    }

    /** A temporary file is its owner's alone; the finished one is an ordinary file. */
    private static void readableByOthers(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
