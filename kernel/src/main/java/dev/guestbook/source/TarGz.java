package dev.guestbook.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads the regular files of a {@code .tar.gz} into memory (POSIX ustar and pax); nothing is written anywhere. */
final class TarGz {
    private static final int BLOCK = 512;
    private static final int MOST_FILES = 20_000;
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private final InputStream in;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private long total;
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
            long size = octal(header, 124, 12);
            total += size;
            if (size < 0 || total > MOST_BYTES || files.size() > MOST_FILES) {
                throw new IOException("the archive unpacks to more than 256 MiB or 20,000 files");
            }
            entry(header, (int) size);
        }
    }

    private void entry(byte[] header, int size) throws IOException {
        byte[] content = in.readNBytes(size);
        if (content.length < size) {
            throw new IOException("the archive is cut off");
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        switch (header[156]) {
            case 'x' -> longName = paxPath(content);
            case 'L' -> longName = text(content, 0, content.length);
            case '0', 0 -> {
                files.put(longName.isEmpty() ? path(header) : longName, content);
                longName = "";
            }
            default -> longName = "";
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
