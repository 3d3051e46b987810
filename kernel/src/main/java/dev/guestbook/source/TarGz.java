package dev.guestbook.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads the regular files of a {@code .tar.gz} into memory (POSIX ustar and pax); nothing is written anywhere. What it
 * unpacks to, headers and all, and the number of its entries are bounded; an interrupt ends it.
 */
final class TarGz {
    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 40_000;
    private static final int LONGEST_NAME = 65_536;
    private static final String CUT_OFF = "the archive is cut off";
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private final InputStream in;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private long total;
    private int entries;
    private String longName = "";

    private TarGz(InputStream in) {
        this.in = in;
    }

    /** Files by path, without the first folder of each, as npm puts everything into one. */
    static Map<String, byte[]> read(Path archive, String firstFolder) throws IOException {
        if (Files.size(archive) > ModuleSources.LARGEST) {
            throw new IOException("the archive is larger than 64 MiB");
        }
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)))) {
            TarGz tar = new TarGz(in);
            tar.readAll();
            Map<String, byte[]> inside = new LinkedHashMap<>();
            tar.files.forEach((path, bytes) -> inside.put(
                    path.startsWith(firstFolder)
                            ? path.substring(firstFolder.length())
                            : path.substring(path.indexOf('/') + 1),
                    bytes));
            return inside;
        }
    }

    private void readAll() throws IOException {
        for (byte[] header = in.readNBytes(BLOCK);
                header.length == BLOCK && header[0] != 0;
                header = in.readNBytes(BLOCK)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            long size = octal(header, 124, 12);
            if (size < 0) {
                throw new IOException("the archive is malformed");
            }
            total += BLOCK + size;
            entries++;
            if (total > MOST_BYTES || entries > MOST_ENTRIES) {
                throw new IOException("the archive unpacks to more than 256 MiB or 40,000 entries");
            }
            entry(header, (int) size);
        }
    }

    private void entry(byte[] header, int size) throws IOException {
        switch (header[156]) {
            case 'x' -> longName = paxPath(name(size));
            case 'L' -> longName = text(name(size), 0, size);
            case '0', 0 -> {
                files.put(longName.isEmpty() ? path(header) : longName, content(size));
                longName = "";
            }
            default -> {
                skip(size);
                longName = "";
            }
        }
        skip((BLOCK - size % BLOCK) % BLOCK);
    }

    private byte[] name(int size) throws IOException {
        if (size > LONGEST_NAME) {
            throw new IOException("the archive is malformed");
        }
        return content(size);
    }

    private byte[] content(int size) throws IOException {
        byte[] content = in.readNBytes(size);
        if (content.length < size) {
            throw new IOException(CUT_OFF);
        }
        return content;
    }

    private void skip(int size) throws IOException {
        try {
            in.skipNBytes(size);
        } catch (EOFException e) {
            throw new IOException(CUT_OFF, e);
        }
    }

    private static String path(byte[] header) {
        String prefix = header[257] == 'u' ? text(header, 345, 155) : "";
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The {@code path} record of a pax header: {@code LENGTH path=VALUE\n}. */
    private static String paxPath(byte[] content) {
        for (String line : text(content, 0, content.length).split("\n")) {
            int key = line.indexOf(" path=");
            if (key > 0) {
                return line.substring(key + " path=".length());
            }
        }
        return "";
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] bytes, int from, int length) throws IOException {
        try {
            String digits = text(bytes, from, length).strip();
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("the archive is malformed", e);
        }
    }
}
