package dev.guestbook.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has come of a download that broke off, so that the next try asks for the rest. Whether it is the same file is the
 * server's to say ({@code If-Range} with the tag or date it gave), and the checksum's in the end.
 */
final class PartialFile {
    /** The configuration property of the resolver's session that names the folder for these; none are kept without. */
    static final String FOLDER = "guestbook.partial";

    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

    private final Path bytes;
    private final Path tag;

    /** @param address what is fetched */
    PartialFile(Path folder, String address) {
        String name = Digest.of(address.getBytes(StandardCharsets.UTF_8)).substring(0, 32);
        this.bytes = folder.resolve(name + ".part");
        this.tag = folder.resolve(name + ".tag");
    }

    /** What to ask for: the header lines that ask for the rest, none where there is nothing yet. */
    Optional<Rest> rest() throws IOException {
        return Files.isRegularFile(bytes) && Files.isRegularFile(tag) && Files.size(bytes) > 0
                ? Optional.of(new Rest(Files.size(bytes), Files.readString(tag)))
                : Optional.empty();
    }

    /**
     * The rest of a file.
     *
     * @param from the byte it begins at
     * @param tag what the server calls this state of the file
     */
    record Rest(long from, String tag) {}

    /** The whole file out of an answer, to be read to its end or kept; an answer of the whole starts anew. */
    Whole read(HttpURLConnection answer) throws IOException {
        if (answer.getResponseCode() == HttpURLConnection.HTTP_PARTIAL) {
            Matcher range = RANGE.matcher(String.valueOf(answer.getHeaderField("Content-Range")));
            if (range.matches() && Long.parseLong(range.group(1)) == Files.size(bytes)) {
                InputStream kept = Files.newInputStream(bytes);
                return new Whole(
                        new SequenceInputStream(kept, keeping(answer.getInputStream())),
                        Long.parseLong(range.group(2)));
            }
            drop();
            throw new IOException("it sent another part than the one that was asked for; try again");
        }
        drop();
        Optional<String> state = Optional.ofNullable(answer.getHeaderField("ETag"))
                .filter(etag -> !etag.startsWith("W/"))
                .or(() -> Optional.ofNullable(answer.getHeaderField("Last-Modified")));
        if (state.isPresent()) {
            Files.writeString(tag, state.get());
        }
        return new Whole(keeping(answer.getInputStream()), answer.getContentLengthLong());
    }

    /** A file as it is read, and its size; -1 where it is not known. */
    record Whole(InputStream content, long size) {}

    /** Forgets it: the file is here, or is another one. */
    void drop() throws IOException {
        for (Path each : List.of(bytes, tag)) {
            Files.deleteIfExists(each);
        }
    }

    private InputStream keeping(InputStream in) throws IOException {
        OutputStream out = Files.newOutputStream(bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int n = super.read(to, offset, length);
                if (n > 0) {
                    out.write(to, offset, n);
                }
                return n;
            }

            @Override
            public void close() throws IOException {
                try (out) {
                    super.close();
                }
            }
        };
    }
}
