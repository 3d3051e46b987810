package dev.guestbook.source;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.model.building.ModelProcessor;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.repository.internal.ArtifactDescriptorUtils;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.spi.connector.transport.TransporterFactory;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.transport.file.FileTransporterFactory;
import org.eclipse.aether.transport.http.ChecksumExtractor;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.ConservativeAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/**
 * One use of Maven's resolver, set up as the user's {@code settings.xml} and {@code MAVEN_ARGS} say: local repository,
 * mirrors, proxies, servers, offline, and the repositories of profiles that are active by name or by default.
 *
 * <p>Checksums must match, and a failure is not remembered: the next try asks again. Repositories that a downloaded POM
 * names are not asked: it could name one by the id of a server of the user's, and be sent the password. Repositories over
 * plain http are blocked as Maven blocks them, unless they are on this machine or a mirror of the user's.
 */
final class MavenSession implements AutoCloseable {
    /** The id that Maven's own settings block repositories over plain http by. */
    static final String HTTP_BLOCKER = "maven-default-http-blocker";

    private final RepositorySystem system;
    private final DefaultRepositorySystemSession session;
    private final List<RemoteRepository> repositories;
    private final Set<String> encrypted = new LinkedHashSet<>();

    private MavenSession(MavenPlaces places, Settings settings, TransferListener listener) throws SourceException {
        system = new Supplier().get();
        session = MavenRepositorySystemUtils.newSession();
        session.setSystemProperties(System.getProperties());
        session.setTransferListener(listener);
        session.setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL);
        session.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
        session.setIgnoreArtifactDescriptorRepositories(true);
        session.setOffline(places.offline() || settings.isOffline());
        session.setMirrorSelector(mirrors(settings.getMirrors()));
        session.setProxySelector(proxies(settings.getProxies()));
        session.setAuthenticationSelector(servers(settings.getServers()));
        session.setLocalRepositoryManager(
                system.newLocalRepositoryManager(session, new LocalRepository(local(places, settings))));
        repositories = system.newResolutionRepositories(session, repositories(settings));
    }

    /** @throws SourceException where the settings cannot be read */
    static MavenSession open(MavenPlaces places, TransferListener listener) throws SourceException {
        return new MavenSession(places, settings(places), listener);
    }

    RepositorySystem system() {
        return system;
    }

    DefaultRepositorySystemSession session() {
        return session;
    }

    /** The repositories to ask, in order, mirrors and passwords applied. */
    List<RemoteRepository> repositories() {
        return repositories;
    }

    /** The servers whose passwords are encrypted, which only Maven itself can read. */
    Set<String> encrypted() {
        return encrypted;
    }

    private static Settings settings(MavenPlaces places) throws SourceException {
        DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
        request.setSystemProperties(System.getProperties());
        existing(Optional.of(places.settings())).ifPresent(request::setUserSettingsFile);
        existing(places.globalSettings()).ifPresent(request::setGlobalSettingsFile);
        try {
            return new DefaultSettingsBuilderFactory()
                    .newInstance()
                    .build(request)
                    .getEffectiveSettings();
        } catch (SettingsBuildingException e) {
            throw new SourceException(
                    "Maven's settings cannot be read: " + e.getProblems().get(0) + "; mend the file and try again.", e);
        }
    }

    private static Optional<File> existing(Optional<Path> file) {
        return file.filter(Files::isRegularFile).map(Path::toFile);
    }

    private static File local(MavenPlaces places, Settings settings) {
        Optional<Path> told = Optional.ofNullable(settings.getLocalRepository())
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        return places.localRepository()
                .or(() -> told)
                .orElse(places.home().resolve("repository"))
                .toFile();
    }

    private static DefaultMirrorSelector mirrors(List<Mirror> mirrors) {
        DefaultMirrorSelector selector = new DefaultMirrorSelector();
        for (Mirror mirror : mirrors) {
            selector.add(
                    mirror.getId(),
                    mirror.getUrl(),
                    mirror.getLayout(),
                    false,
                    mirror.isBlocked(),
                    mirror.getMirrorOf(),
                    mirror.getMirrorOfLayouts());
        }
        // Last, as Maven's own settings have it: the first mirror that fits counts.
        selector.add(HTTP_BLOCKER, "http://0.0.0.0/", "default", false, true, "external:http:*", "");
        return selector;
    }

    private static DefaultProxySelector proxies(List<Proxy> proxies) {
        DefaultProxySelector selector = new DefaultProxySelector();
        for (Proxy proxy : proxies) {
            if (proxy.isActive()) {
                boolean named = proxy.getUsername() != null;
                AuthenticationBuilder user = new AuthenticationBuilder();
                if (named) {
                    user.addUsername(proxy.getUsername()).addPassword(proxy.getPassword());
                }
                selector.add(
                        new org.eclipse.aether.repository.Proxy(
                                proxy.getProtocol(), proxy.getHost(), proxy.getPort(), named ? user.build() : null),
                        proxy.getNonProxyHosts());
            }
        }
        return selector;
    }

    private ConservativeAuthenticationSelector servers(List<Server> servers) {
        DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
        for (Server server : servers) {
            if (server.getUsername() != null) {
                selector.add(
                        server.getId(),
                        new AuthenticationBuilder()
                                .addUsername(server.getUsername())
                                .addPassword(server.getPassword())
                                .build());
            }
            if (server.getPassword() != null && server.getPassword().matches(".*\\{.*}.*")) {
                encrypted.add(server.getId());
            }
            Map<String, String> headers = headers(server);
            if (!headers.isEmpty()) {
                session.setConfigProperty(ConfigurationProperties.HTTP_HEADERS + "." + server.getId(), headers);
            }
        }
        return new ConservativeAuthenticationSelector(selector);
    }

    /** The {@code httpHeaders} of a server, as package registries of code hosts want them. */
    private static Map<String, String> headers(Server server) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (server.getConfiguration() instanceof Xpp3Dom configuration
                && configuration.getChild("httpHeaders") != null) {
            for (Xpp3Dom header : configuration.getChild("httpHeaders").getChildren()) {
                if (header.getChild("name") != null && header.getChild("value") != null) {
                    headers.put(
                            header.getChild("name").getValue(),
                            header.getChild("value").getValue());
                }
            }
        }
        return headers;
    }

    /** Those of the settings' active profiles, then Maven's usual ones, unless a profile says where they are. */
    private static List<RemoteRepository> repositories(Settings settings) {
        List<RemoteRepository> all = new ArrayList<>();
        for (Profile profile : settings.getProfiles()) {
            boolean active = settings.getActiveProfiles().contains(profile.getId())
                    || (profile.getActivation() != null
                            && profile.getActivation().isActiveByDefault());
            if (active) {
                profile.getRepositories().forEach(repository -> all.add(remote(repository)));
            }
        }
        for (RemoteRepository usual : usual()) {
            if (all.stream().noneMatch(repository -> repository.getId().equals(usual.getId()))) {
                all.add(usual);
            }
        }
        return all;
    }

    /** Central, as the POM that every POM inherits from has it. */
    private static List<RemoteRepository> usual() {
        try (InputStream in = ModelProcessor.class.getResourceAsStream("/org/apache/maven/model/pom-4.0.0.xml")) {
            return new MavenXpp3Reader()
                    .read(in).getRepositories().stream()
                            .map(ArtifactDescriptorUtils::toRemoteRepository)
                            .toList();
        } catch (IOException | XmlPullParserException e) {
            throw new IllegalStateException("Maven's own super POM cannot be read.", e);
        }
    }

    private static RemoteRepository remote(Repository repository) {
        return new RemoteRepository.Builder(repository.getId(), repository.getLayout(), repository.getUrl())
                .setReleasePolicy(policy(repository.getReleases()))
                .setSnapshotPolicy(policy(repository.getSnapshots()))
                .build();
    }

    private static RepositoryPolicy policy(org.apache.maven.settings.RepositoryPolicy policy) {
        return policy == null
                ? new RepositoryPolicy()
                : new RepositoryPolicy(policy.isEnabled(), policy.getUpdatePolicy(), policy.getChecksumPolicy());
    }

    @Override
    public void close() {
        system.shutdown();
    }

    /** The resolver, wired by hand with our transports: no service loader looks through the class path. */
    private static final class Supplier extends RepositorySystemSupplier {
        @Override
        protected Map<String, ChecksumExtractor> getChecksumExtractors() {
            return Map.of();
        }

        @Override
        protected Map<String, TransporterFactory> getTransporterFactories(Map<String, ChecksumExtractor> extractors) {
            return Map.of("file", new FileTransporterFactory(), "http", new HttpTransporter.Factory());
        }
    }
}
