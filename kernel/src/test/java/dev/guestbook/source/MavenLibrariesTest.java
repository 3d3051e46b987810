package dev.guestbook.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real resolver against a repository in a folder, or behind a local HTTP server. */
class MavenLibrariesTest {
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final byte[] OTHER = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 2, 1, 'x'};

    @TempDir
    private Path folder;

    private TestRepository repository;

    @BeforeEach
    void fill() throws IOException {
        repository = new TestRepository(folder);
        repository.artifact("org.test:base:1.0", new byte[] {1});
        repository.artifact("org.test:base:1.5", new byte[] {1});
        repository.artifact("org.test:base:2.0-rc1", new byte[] {1});
        repository.artifact("org.test:tests:1.0", new byte[] {1});
        repository.artifact("org.test:top:1.0", new byte[] {2}, "org.test:base:1.0:runtime", "org.test:tests:1.0:test");
    }

    private List<String> resolved(MavenPlaces places, String... names) throws Exception {
        List<Coordinates> wanted = new ArrayList<>();
        for (String name : names) {
            wanted.add(Coordinates.of(name));
        }
        List<String> found = new ArrayList<>();
        for (MavenLibraries.Library library : new MavenLibraries(places).resolve(wanted, line -> {})) {
            assertTrue(Files.isRegularFile(library.file()));
            found.add(library.coordinates().toString());
        }
        return found;
    }

    private String refused(MavenPlaces places, String name) {
        return assertThrows(SourceException.class, () -> resolved(places, name))
                .getMessage()
                .replace(folder.toUri().toString(), "file:FOLDER/");
    }

    @Test
    void whatALibraryNeedsToRunComesWithIt() throws Exception {
        assertEquals(
                List.of("org.test:top:1.0", "org.test:base:1.0"), resolved(repository.places(), "org.test:top:1.0"));
    }

    @Test
    void ofOneLibraryOneVersionComes() throws Exception {
        assertEquals(
                List.of("org.test:top:1.0", "org.test:base:1.5"),
                resolved(repository.places(), "org.test:top:1.0", "org.test:base:1.5"));
    }

    @Test
    void aVariantIsNamedByExtensionAndClassifier() throws Exception {
        repository.artifact("org.test:base:zip:dist:1.0", new byte[] {3});
        assertEquals(
                List.of("org.test:base:zip:dist:1.0"), resolved(repository.places(), "org.test:base:zip:dist:1.0"));
        assertEquals(
                "org.test:base:jar:nosuch:1.0 has no such file: the version is there without it; check extension and"
                        + " classifier.",
                refused(repository.places(), "org.test:base:jar:nosuch:1.0"));
    }

    @Test
    void aMistypedNameIsToldWithWhatThereIs() {
        MavenPlaces places = repository.places();
        assertEquals(
                "org.test:base:1.4 is no version in the repositories (here); 1.5 is the newest.",
                refused(places, "org.test:base:1.4"));
        assertEquals(
                "org.test:base:2.0 is no version in the repositories (here); 2.0-rc1 is the nearest, 1.5 the newest.",
                refused(places, "org.test:base:2.0"));
        assertEquals(
                "org.test:nosuch:1.0 is in none of the repositories (here); check its group and name.",
                refused(places, "org.test:nosuch:1.0"));
        assertEquals(
                "org.test:base needs a version: org.test:base:1.5 is the newest.", refused(places, "org.test:base"));
        assertEquals(
                "`top` is no Maven coordinate; it reads GROUP:ARTIFACT:VERSION, or GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION.",
                refused(places, "top"));
        assertEquals(
                "`a:b:../c` is no Maven coordinate; it reads GROUP:ARTIFACT:VERSION, or GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION.",
                refused(places, "a:b:../c"));
    }

    @Test
    void aMissingDependencySaysWhoNeedsIt() throws Exception {
        repository.artifact("org.test:broken:1.0", new byte[] {1}, "org.test:gone:7");
        assertEquals(
                "org.test:gone:7, which org.test:broken:1.0 needs, is in none of the repositories (here); check its group"
                        + " and name. A repository that a POM names is not asked; name it in a profile of settings.xml.",
                refused(repository.places(), "org.test:broken:1.0"));
    }

    @Test
    void aWrongChecksumIsRefused() throws Exception {
        Path jar = repository.folder(Coordinates.of("org.test:base:1.0")).resolve("base-1.0.jar");
        Files.write(jar, new byte[] {6, 6, 6});
        assertEquals(
                "org.test:base:1.0 came from here with a checksum that does not match, so it was dropped; try again, or ask"
                        + " whoever keeps that repository.",
                refused(repository.places(), "org.test:base:1.0"));
        Files.write(jar, new byte[] {1});
        assertEquals(List.of("org.test:base:1.0"), resolved(repository.places(), "org.test:base:1.0"));
    }

    @Test
    void offlineWhatIsInTheLocalRepositoryIsEnough() throws Exception {
        String message = "org.test:top:1.0 is not in the local repository, and Maven is set to be offline; leave out -o"
                + " or <offline>, or give a jar with %classpath add jar FILE.";
        assertEquals(message, refused(repository.places("-o"), "org.test:top:1.0"));
        resolved(repository.places(), "org.test:top:1.0");
        assertEquals(2, resolved(repository.places("-o"), "org.test:top:1.0").size());
        repository.settings(
                "<offline>true</offline><localRepository>" + folder.resolve("empty") + "</localRepository>");
        assertEquals(message, refused(repository.places(), "org.test:top:1.0"));
        Path elsewhere = folder.resolve("elsewhere");
        assertEquals(message, refused(repository.places("-Dmaven.repo.local=" + elsewhere), "org.test:top:1.0"));
    }

    @Test
    void withoutANetworkTheSentenceNamesTheLibraryAndWhatToDo() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        repository.settings("<mirrors><mirror><id>away</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:" + port
                + "/</url></mirror></mirrors>");
        String message = refused(repository.places(), "org.test:top:1.0");
        assertTrue(
                message.matches("org\\.test:top:1\\.0 is not in the local repository and away cannot be reached"
                        + " \\(ConnectException, .*\\); try again with a network, or give a jar with"
                        + " %classpath add jar FILE\\."),
                message);
    }

    @Test
    void aServersUserIsSentToItsHostWhenAsked() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Queue<String> paths = new ConcurrentLinkedQueue<>();
        server.createContext("/", exchange -> {
                    paths.add(exchange.getRequestURI().getPath());
                    Path file = folder.resolve(
                            "repository" + exchange.getRequestURI().getPath());
                    byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                    exchange.sendResponseHeaders(
                            content.length > 0 ? 200 : 404, content.length > 0 ? content.length : -1);
                    exchange.getResponseBody().write(content);
                    exchange.close();
                })
                .setAuthenticator(new BasicAuthenticator("test") {
                    @Override
                    public boolean checkCredentials(String user, String password) {
                        return user.equals("me") && password.equals("secret");
                    }
                });
        server.start();
        try {
            String mirror = "<mirrors><mirror><id>own</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:"
                    + server.getAddress().getPort() + "/</url></mirror></mirrors>";
            repository.settings(mirror);
            assertEquals(
                    "org.test:top:1.0 cannot be fetched from own: status 401 Unauthorized.",
                    refused(repository.places(), "org.test:top:1.0"));
            repository.settings(
                    mirror
                            + "<servers><server><id>own</id><username>me</username><password>{x=}</password></server></servers>");
            assertTrue(refused(repository.places(), "org.test:top:1.0")
                    .endsWith("Its password in settings.xml is encrypted, and only Maven itself can read that."));
            repository.settings(
                    mirror
                            + "<servers><server><id>own</id><username>me</username><password>secret</password></server></servers>");
            assertEquals(2, resolved(repository.places(), "org.test:top:1.0").size());
            assertEquals(
                    "org.test:base:1.4 is no version in the repositories (own); 1.5 is the newest.",
                    refused(repository.places(), "org.test:base:1.4"));
            assertTrue(paths.contains("/org/test/top/1.0/top-1.0.jar"), paths::toString);
        } finally {
            server.stop(0);
        }
    }

    /** A web server on this machine that answers as told, and who asked for what with which secrets. */
    private static HttpServer server(String host, Queue<String> asked, HttpHandler answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath() + " token "
                    + exchange.getRequestHeaders().getFirst("Private-Token") + " user "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            answer.handle(exchange);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void ask(HttpExchange exchange, int status, String header, String value) throws IOException {
        exchange.getResponseHeaders().set(header, value);
        exchange.sendResponseHeaders(status, -1);
    }

    private void serve(HttpExchange exchange) throws IOException {
        Path file = folder.resolve("repository" + exchange.getRequestURI().getPath());
        byte[] content = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        exchange.sendResponseHeaders(content.length > 0 ? 200 : 404, content.length > 0 ? content.length : -1);
        exchange.getResponseBody().write(content);
    }

    private static final String SECRETS =
            "<username>me</username><password>secret</password><configuration><httpHeaders>"
                    + "<property><name>Private-Token</name><value>token</value></property></httpHeaders></configuration>";

    private static String mirror(HttpServer server, String path) {
        return "<mirrors><mirror><id>own</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:"
                + server.getAddress().getPort() + path + "</url></mirror></mirrors>";
    }

    @Test
    void aRedirectIsFollowedAndOnlyTheRepositorysOwnHostGetsTheSecrets() throws Exception {
        Queue<String> own = new ConcurrentLinkedQueue<>();
        Queue<String> other = new ConcurrentLinkedQueue<>();
        HttpServer store = server("127.0.0.1", other, exchange -> {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null
                    && exchange.getRequestURI().getPath().endsWith(".jar")) {
                ask(exchange, 401, "WWW-Authenticate", "Basic realm=\"store\"");
            } else {
                serve(exchange);
            }
        });
        HttpServer front = server("127.0.0.1", own, exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/start/")) {
                ask(exchange, 302, "Location", "/next/" + path.substring(7));
            } else {
                ask(
                        exchange,
                        307,
                        "Location",
                        "http://127.0.0.1:" + store.getAddress().getPort() + "/" + path.substring(6));
            }
        });
        try {
            repository.settings(
                    mirror(front, "/start/") + "<servers><server><id>own</id>" + SECRETS + "</server></servers>");
            assertEquals(
                    "org.test:base:1.0 cannot be fetched from own: status 401 Unauthorized.",
                    refused(repository.places(), "org.test:base:1.0"));
            assertTrue(other.contains("/org/test/base/1.0/base-1.0.pom token null user null"), other::toString);
            assertTrue(other.stream().allMatch(each -> each.endsWith(" token null user null")), other::toString);
            assertTrue(own.contains("/next/org/test/base/1.0/base-1.0.pom token token user null"), own::toString);
        } finally {
            front.stop(0);
            store.stop(0);
        }
    }

    @Test
    void aDownloadThatBrokeOffGoesOnWhereItWas() throws Exception {
        byte[] large = new byte[300_000];
        new java.util.Random(7).nextBytes(large);
        repository.artifact("org.test:large:1.0", large);
        Queue<String> ranges = new ConcurrentLinkedQueue<>();
        HttpServer server = server("127.0.0.1", new ConcurrentLinkedQueue<>(), exchange -> {
            if (!exchange.getRequestURI().getPath().endsWith(".jar")) {
                serve(exchange);
                return;
            }
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range + " " + exchange.getRequestHeaders().getFirst("If-Range"));
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            if (range == null) {
                exchange.sendResponseHeaders(200, large.length);
                exchange.getResponseBody().write(large, 0, 200_000);
                exchange.getResponseBody().flush();
                exchange.close(); // before all of it was sent
                return;
            }
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (large.length - 1) + "/" + large.length);
            exchange.sendResponseHeaders(206, large.length - from);
            exchange.getResponseBody().write(large, from, large.length - from);
        });
        try {
            repository.settings(mirror(server, "/"));
            MavenLibraries maven = new MavenLibraries(repository.places());
            Coordinates wanted = Coordinates.of("org.test:large:1.0");
            Path partial = Files.createDirectory(folder.resolve("partial"));
            assertThrows(SourceException.class, () -> maven.download(wanted, partial, "wait", transfer -> {}));
            List<Transfer> told = new ArrayList<>();
            assertArrayEquals(large, Files.readAllBytes(maven.download(wanted, partial, "wait", told::add)));
            assertEquals("null null", ranges.poll());
            String rest = ranges.poll();
            assertTrue(rest != null && rest.matches("bytes=[1-9][0-9]+- \"one\""), rest);
            assertEquals(large.length, told.get(told.size() - 1).size());
            try (var left = Files.list(partial)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void redirectsInARingEnd() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer ring = server("127.0.0.1", asked, exchange -> ask(exchange, 301, "Location", "/again"));
        try {
            repository.settings(mirror(ring, "/"));
            assertEquals(
                    "org.test:base:1.0 cannot be fetched from own: it redirects more than 5 times.",
                    refused(repository.places(), "org.test:base:1.0"));
        } finally {
            ring.stop(0);
        }
    }

    @Test
    void aRedirectLeadsToHttpAndHttpsAloneAndNeverBackToHttp() throws Exception {
        URI secure = URI.create("https://jars.test/a/b.jar");
        assertEquals(URI.create("https://jars.test/c"), Redirect.target(secure, "/c"));
        assertEquals(URI.create("https://other.test/c"), Redirect.target(secure, "https://other.test/c"));
        assertEquals(secure, Redirect.target(URI.create("http://jars.test/"), secure.toString()));
        assertEquals(
                "it redirects from https to http, where anybody on the way can change it",
                assertThrows(IOException.class, () -> Redirect.target(secure, "HTTP://jars.test/a/b.jar"))
                        .getMessage());
        for (String no : List.of("file:///etc/passwd", "ftp://jars.test/x", "jar:file:/x!/y", "mailto:me@x.test")) {
            assertEquals(
                    "it redirects to what is neither http nor https",
                    assertThrows(IOException.class, () -> Redirect.target(secure, no))
                            .getMessage());
        }
        assertTrue(Redirect.isSameOrigin(secure, URI.create("HTTPS://JARS.test:443/")));
        for (String other : List.of("http://jars.test/", "https://jars.test:444/", "https://jars.test.evil.test/")) {
            assertFalse(Redirect.isSameOrigin(secure, URI.create(other)), other);
        }
    }

    @Test
    void aRepositoryThatADownloadedPomNamesIsNotAskedAndGetsNoSecrets() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        HttpServer evil =
                server("127.0.0.1", asked, exchange -> ask(exchange, 401, "WWW-Authenticate", "Basic realm=x"));
        try {
            repository.pom(
                    "org.test:lure:1.0",
                    "<repositories><repository><id>team</id><url>http://127.0.0.1:"
                            + evil.getAddress().getPort()
                            + "/</url></repository></repositories><dependencies><dependency><groupId>org.test</groupId>"
                            + "<artifactId>nowhere</artifactId><version>1</version></dependency></dependencies>");
            repository.settings("<profiles><profile><id>own</id><repositories><repository><id>mine</id><url>"
                    + folder.resolve("repository").toUri() + "</url></repository><repository><id>central</id><url>"
                    + folder.resolve("nothing").toUri() + "</url></repository></repositories></profile></profiles>"
                    + "<activeProfiles><activeProfile>own</activeProfile></activeProfiles><servers><server><id>team</id>"
                    + SECRETS + "</server></servers>");
            assertEquals(
                    "org.test:nowhere:1, which org.test:lure:1.0 needs, is in none of the repositories (mine, central);"
                            + " check its group and name. A repository that a POM names is not asked; name it in a profile"
                            + " of settings.xml.",
                    refused(repository.places(), "org.test:lure:1.0"));
            assertEquals(List.of(), List.copyOf(asked));
        } finally {
            evil.stop(0);
        }
    }

    @Test
    void aRepositoryOverPlainHttpIsRefusedAsMavenRefusesIt() throws Exception {
        repository.settings("<profiles><profile><id>own</id><repositories><repository><id>central</id>"
                + "<url>http://jars.invalid/</url></repository></repositories></profile></profiles>"
                + "<activeProfiles><activeProfile>own</activeProfile></activeProfiles>");
        assertEquals(
                "org.test:base:1.0 cannot be fetched from maven-default-http-blocker: its repository is over plain http,"
                        + " where anybody on the way can change it; give it as https in settings.xml.",
                refused(repository.places(), "org.test:base:1.0"));
    }

    @Test
    void anInterruptEndsAFetchThatGetsNothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.close();
        });
        server.start();
        try {
            repository.settings("<mirrors><mirror><id>slow</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:"
                    + server.getAddress().getPort() + "/</url></mirror></mirrors>");
            Thread caller = Thread.currentThread();
            Thread stopper = new Thread(() -> {
                try {
                    asked.await();
                    caller.interrupt();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            stopper.start();
            assertThrows(InterruptedException.class, () -> resolved(repository.places(), "org.test:top:1.0"));
            stopper.join();
        } finally {
            open.countDown();
            server.stop(0);
        }
    }

    @Test
    void settingsThatAreBrokenAreNamed() throws Exception {
        Files.writeString(repository.home().resolve("settings.xml"), "<settings><mirrors></settings>");
        String message = refused(repository.places(), "org.test:top:1.0");
        assertTrue(message.startsWith("Maven's settings cannot be read: "), message);
        assertTrue(message.contains("settings.xml") && message.endsWith("; mend the file and try again."), message);
    }

    @Test
    void repositoriesOfActiveProfilesAreAsked() throws Exception {
        repository.settings("<profiles><profile><id>own</id><repositories><repository><id>mine</id><url>"
                + folder.resolve("repository").toUri() + "</url></repository><repository><id>central</id><url>"
                + folder.resolve("nothing").toUri() + "</url></repository></repositories></profile></profiles>"
                + "<activeProfiles><activeProfile>own</activeProfile></activeProfiles>");
        assertEquals(2, resolved(repository.places(), "org.test:top:1.0").size());
        assertTrue(refused(repository.places(), "org.test:nosuch:1").contains("(mine, central)"));
    }

    @Test
    void aModuleIsLoadedFromAJar() throws Exception {
        repository.artifact(
                "org.test:guest:1.0",
                TestRepository.zip(Map.of("wasm/a.wasm", MODULE, "META-INF/MANIFEST.MF", new byte[0])));
        repository.artifact(
                "org.test:guests:1.0", TestRepository.zip(Map.of("wasm/a.wasm", MODULE, "other/b.wasm", OTHER)));
        repository.artifact("org.test:bare:wasm:1.0", MODULE);
        Settings settings =
                new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(), false, repository.places());
        ModuleSources sources = new ModuleSources(settings);
        Supplied supplied = sources.supply("maven:org.test:guest:1.0!/wasm/a.wasm", Optional.empty());
        assertArrayEquals(MODULE, supplied.bytes());
        assertEquals("a.wasm", supplied.name());
        assertArrayEquals(
                MODULE,
                sources.supply("maven:org.test:guest:1.0", Optional.empty()).bytes());
        assertArrayEquals(
                MODULE,
                sources.supply("maven:org.test:bare:wasm:1.0", Optional.empty()).bytes());
        assertArrayEquals(
                OTHER,
                sources.supply("maven:org.test:guests:1.0!/other/b.wasm", Optional.empty())
                        .bytes());
        assertEquals(
                "maven artifact org.test:guests:1.0 has no file b.wasm. It has other/b.wasm (12 bytes), wasm/a.wasm (8"
                        + " bytes).",
                assertThrows(
                                SourceException.class,
                                () -> sources.supply("maven:org.test:guests:1.0!/b.wasm", Optional.empty()))
                        .getMessage());
        assertTrue(
                assertThrows(SourceException.class, () -> sources.supply("maven:org.test:guests:1.0", Optional.empty()))
                        .getMessage()
                        .startsWith("maven artifact org.test:guests:1.0 holds 2 different modules; name one as"
                                + " maven:org.test:guests:1.0!/FILE. It has "));
        assertFalse(Files.exists(repository.home().resolve("repository/org/test/nosuch")));
    }
}
