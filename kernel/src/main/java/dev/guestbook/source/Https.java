package dev.guestbook.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches a module over https: its digest must be known, redirects stay on https, size and time are bounded. */
final class Https {
    private static final int REDIRECTS = 5;
    private static final Duration TIME = Duration.ofSeconds(30);

    private Https() {}

    static byte[] fetch(Spec spec) throws SourceException {
        if (spec.digest().isEmpty()) {
            throw new SourceException("An https source must end in #sha256=DIGEST, the SHA-256 of the module.");
        }
        Instant deadline = Instant.now().plus(TIME);
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(TIME)
                .build();
        URI address = address(spec.text());
        try {
            for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
                Duration left = Duration.between(Instant.now(), deadline);
                HttpResponse<InputStream> response = client.send(
                        HttpRequest.newBuilder(address)
                                .timeout(left.isNegative() ? Duration.ofMillis(1) : left)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    if (response.statusCode() == 200) {
                        return read(body, spec, deadline);
                    }
                    address = redirect(response, address, spec);
                }
            }
        } catch (IOException e) {
            throw new SourceException(spec.text() + " cannot be fetched: " + ModuleSources.reason(e) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("Fetching " + spec.text() + " was interrupted.", e);
        }
        throw new SourceException(spec.text() + " redirects more than " + REDIRECTS + " times.");
    }

    private static URI redirect(HttpResponse<?> response, URI from, Spec spec) throws SourceException {
        Optional<String> location = response.headers().firstValue("location");
        if (response.statusCode() / 100 != 3 || location.isEmpty()) {
            throw new SourceException(spec.text() + " answers with status " + response.statusCode() + ".");
        }
        return address(from.resolve(location.get()).toString());
    }

    private static URI address(String text) throws SourceException {
        try {
            URI address = URI.create(text);
            if ("https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
                return address;
            }
            throw new SourceException("`" + text + "` is not an https address.");
        } catch (IllegalArgumentException e) {
            throw new SourceException("`" + text + "` is not an https address.", e);
        }
    }

    /** Reads on another thread, as only closing the body from here ends a read that gets nothing. */
    private static byte[] read(InputStream body, Spec spec, Instant deadline)
            throws IOException, SourceException, InterruptedException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> body.readNBytes((int) ModuleSources.LARGEST + 1));
        Thread thread = new Thread(reading, "https");
        thread.setDaemon(true);
        thread.start();
        try {
            byte[] bytes = reading.get(
                    Math.max(0, Duration.between(Instant.now(), deadline).toMillis()), TimeUnit.MILLISECONDS);
            if (bytes.length > ModuleSources.LARGEST) {
                throw new SourceException(spec.text() + " is larger than 64 MiB, the most that is loaded.");
            }
            return bytes;
        } catch (TimeoutException e) {
            throw new SourceException(spec.text() + " took longer than " + TIME.toSeconds() + " seconds.", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
