package dev.guestbook.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file through which the JVM of one notebook tells the one that started it how far it is: {@code begins 3} for each
 * cell, {@code fails} after one that failed. The standard streams cannot carry it, as cells write there what they like.
 */
record ProgressFile(Path path) implements Follower {
    private static final String BEGINS = "begins ";
    private static final String FAILS = "fails";

    @Override
    public void begins(int count) {
        append(BEGINS + count);
    }

    @Override
    public void fails() {
        append(FAILS);
    }

    private void append(String line) {
        try {
            Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot say how far the run is: " + e.getMessage(), e);
        }
    }

    /** Tells {@code follower} all that stands there by now. */
    void tell(Follower follower) {
        String all;
        try {
            all = Files.exists(path) ? Files.readString(path, StandardCharsets.US_ASCII) : "";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read how far a run is: " + e.getMessage(), e);
        }
        // what follows the last line end is still being written
        for (String line : all.substring(0, all.lastIndexOf('\n') + 1).lines().toList()) {
            if (line.startsWith(BEGINS)) {
                follower.begins(Integer.parseInt(line.substring(BEGINS.length())));
            } else if (line.equals(FAILS)) {
                follower.fails();
            }
        }
    }
}
