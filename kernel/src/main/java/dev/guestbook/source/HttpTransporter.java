package dev.guestbook.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.spi.connector.transport.AbstractTransporter;
import org.eclipse.aether.spi.connector.transport.GetTask;
import org.eclipse.aether.spi.connector.transport.PeekTask;
import org.eclipse.aether.spi.connector.transport.PutTask;
import org.eclipse.aether.spi.connector.transport.TransporterFactory;
import org.eclipse.aether.transfer.NoTransporterException;
import org.eclipse.aether.util.ConfigUtils;

/**
 * Reads repositories over http and https with the JDK's own client, through the user's proxies, as the user's servers ask.
 *
 * <p>Redirects are followed, never from https to http. Headers and passwords are for the repository's own scheme, host and
 * port; wherever else it sends to gets neither.
 */
final class HttpTransporter extends AbstractTransporter {
    private static final int CONNECT_MS = 10_000;
    private static final int READ_MS = 30_000;
    private static final int REDIRECTS = 5;

    private final RemoteRepository repository;
    private final URI base;
    private final Map<?, ?> headers;
    private final Authenticator authenticator;
    private final Optional<Path> partial;

    private HttpTransporter(RepositorySystemSession session, RemoteRepository repository) {
        this.repository = repository;
        this.base = URI.create(repository.getUrl().replaceAll("/*$", "/"));
        this.headers =
                ConfigUtils.getMap(session, Map.of(), ConfigurationProperties.HTTP_HEADERS + "." + repository.getId());
        this.authenticator = new Passwords(session, repository, base);
        this.partial = Optional.ofNullable(ConfigUtils.getString(session, null, PartialFile.FOLDER))
                .map(Path::of);
    }

    /** For repositories of http and https alone. */
    static final class Factory implements TransporterFactory {
        @Override
        public HttpTransporter newInstance(RepositorySystemSession session, RemoteRepository repository)
                throws NoTransporterException {
            if (!repository.getProtocol().matches("(?i)https?")) {
                throw new NoTransporterException(repository);
            }
            return new HttpTransporter(session, repository);
        }

        @Override
        public float getPriority() {
            return 0;
        }
    }

    /** The repository answered, and had not what was asked for. */
    private static final class Answer extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Answer(int status, String message) {
            super("status " + status + (message == null || message.isBlank() ? "" : " " + message));
            this.status = status;
        }
    }

    /** The user's name and password for the repository's own scheme, host and port and for the proxy, and for no other. */
    private static final class Passwords extends Authenticator {
        private final RepositorySystemSession session;
        private final RemoteRepository repository;
        private final URI base;

        Passwords(RepositorySystemSession session, RemoteRepository repository, URI base) {
            this.session = session;
            this.repository = repository;
            this.base = base;
        }

        @Override
        protected PasswordAuthentication getPasswordAuthentication() {
            boolean proxy = getRequestorType() == RequestorType.PROXY;
            if (!proxy
                    && !Redirect.isSameOrigin(
                            base, URI.create(getRequestingURL().toString()))) {
                return null;
            }
            try (AuthenticationContext known = proxy
                    ? AuthenticationContext.forProxy(session, repository)
                    : AuthenticationContext.forRepository(session, repository)) {
                String user = known == null ? null : known.get(AuthenticationContext.USERNAME);
                String password = known == null ? null : known.get(AuthenticationContext.PASSWORD);
                return user == null
                        ? null
                        : new PasswordAuthentication(user, (password == null ? "" : password).toCharArray());
            }
        }
    }

    @Override
    public int classify(Throwable error) {
        return error instanceof Answer answer && (answer.status == 404 || answer.status == 410)
                ? ERROR_NOT_FOUND
                : ERROR_OTHER;
    }

    @Override
    protected void implPeek(PeekTask task) throws IOException {
        open(task.getLocation(), "HEAD").disconnect();
    }

    @Override
    protected void implGet(GetTask task) throws Exception {
        if (partial.isPresent() && task.getLocation().getPath().endsWith(".jar")) {
            resume(
                    task,
                    new PartialFile(
                            partial.get(), base.resolve(task.getLocation()).toString()));
            return;
        }
        HttpURLConnection connection = open(task.getLocation(), "GET");
        try (InputStream in = connection.getInputStream()) {
            utilGet(task, in, true, connection.getContentLengthLong(), false);
        }
    }

    private void resume(GetTask task, PartialFile file) throws Exception {
        HttpURLConnection connection;
        try {
            connection = open(task.getLocation(), "GET", file.rest());
        } catch (Answer refused) {
            file.drop(); // a part that is longer than the file, say: the next try starts anew
            throw refused;
        }
        PartialFile.Whole whole = file.read(connection);
        try (InputStream in = whole.content()) {
            utilGet(task, in, true, whole.size(), false);
        }
        if (whole.size() >= 0
                && task.getDataFile() != null
                && task.getDataFile().length() < whole.size()) {
            throw new IOException(
                    "the connection broke off after " + task.getDataFile().length() + " of " + whole.size()
                            + " bytes; try again, and it goes on from there");
        }
        file.drop();
    }

    private HttpURLConnection open(URI location, String method) throws IOException {
        return open(location, method, Optional.empty());
    }

    private HttpURLConnection open(URI location, String method, Optional<PartialFile.Rest> rest) throws IOException {
        URI address = base.resolve(location);
        for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
            HttpURLConnection connection = ask(address, method, rest);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK || (rest.isPresent() && status == HttpURLConnection.HTTP_PARTIAL)) {
                return connection;
            }
            String next = connection.getHeaderField("Location");
            connection.disconnect();
            if (!Redirect.isOne(status) || next == null) {
                throw new Answer(status, connection.getResponseMessage());
            }
            address = Redirect.target(address, next);
        }
        throw new IOException("it redirects more than " + REDIRECTS + " times");
    }

    private HttpURLConnection ask(URI address, String method, Optional<PartialFile.Rest> rest) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(proxy());
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(READ_MS);
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        connection.setAuthenticator(authenticator);
        connection.setRequestMethod(method);
        connection.setRequestProperty("User-Agent", "Guestbook");
        rest.ifPresent(wanted -> {
            connection.setRequestProperty("Range", "bytes=" + wanted.from() + "-");
            connection.setRequestProperty("If-Range", wanted.tag());
        });
        if (Redirect.isSameOrigin(base, address)) {
            headers.forEach((name, value) -> connection.setRequestProperty(name.toString(), value.toString()));
        }
        return connection;
    }

    private Proxy proxy() {
        org.eclipse.aether.repository.Proxy proxy = repository.getProxy();
        return proxy == null
                ? Proxy.NO_PROXY
                : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    }

    @Override
    protected void implPut(PutTask task) {
        throw new UnsupportedOperationException("Nothing is written to repositories.");
    }

    @Override
    protected void implClose() {}
}
