package dev.guestbook.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Writes {@code .tar.gz} archives as npm makes them, and as an enemy might. */
final class TestArchive {
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    TestArchive file(String path, byte[] content) {
        return entry(path, '0', content.length, content);
    }

    TestArchive file(String path, String content) {
        return file(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A file whose path stands in a pax header, as long ones do. */
    TestArchive paxFile(String path, byte[] content) {
        String record = " path=" + path + "\n";
        int length = record.length() + 2;
        while (String.valueOf(length).length() + record.length() != length) {
            length = String.valueOf(length).length() + record.length();
        }
        byte[] header = (length + record).getBytes(StandardCharsets.UTF_8);
        return entry("PaxHeader", 'x', header.length, header).entry("package/short", '0', content.length, content);
    }

    /** An entry that announces another size than it has. */
    TestArchive entry(String path, char type, long size, byte[] content) {
        byte[] header = new byte[512];
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(name, 0, header, 0, name.length);
        byte[] digits = String.format("%011o", size).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, header, 124, digits.length);
        header[156] = (byte) type;
        System.arraycopy("ustar\0".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 6);
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    byte[] gzipped() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(tar.toByteArray());
            gzip.write(new byte[1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
