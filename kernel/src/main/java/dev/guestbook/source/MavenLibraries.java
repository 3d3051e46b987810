package dev.guestbook.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.version.Version;

/**
 * Libraries by their Maven coordinates, from the local repository and those the user's settings name.
 *
 * <p>For any thread; an interrupt of the caller ends a call at once. None of Maven's classes is loaded before the first
 * call.
 */
public final class MavenLibraries {
    private static final String A_JAR = "give a jar with %classpath add jar FILE";

    private final MavenPlaces places;

    public MavenLibraries(MavenPlaces places) {
        this.places = places;
    }

    /** A file of the local repository and what it is. */
    public record Library(Coordinates coordinates, Path file) {}

    /**
     * The libraries and all that they need to run, in the order of the class path.
     *
     * @param progress gets a line on what is being fetched, from any thread, at most ten times a second
     * @throws SourceException where one of them cannot be had
     * @throws InterruptedException where the caller was interrupted
     */
    public List<Library> resolve(List<Coordinates> wanted, Consumer<String> progress)
            throws SourceException, InterruptedException {
        return inBackground(Optional.empty(), A_JAR, transfer -> progress.accept(transfer.toString()), maven -> {
            for (Coordinates each : wanted) {
                requireVersion(maven, each);
            }
            CollectRequest collect = new CollectRequest();
            collect.setRepositories(maven.repositories());
            wanted.forEach(each -> collect.addDependency(new Dependency(artifact(each), JavaScopes.RUNTIME)));
            List<ArtifactResult> found = maven.system()
                    .resolveDependencies(
                            maven.session(),
                            new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)))
                    .getArtifactResults();
            Map<String, Library> libraries = new LinkedHashMap<>();
            for (ArtifactResult result : found) {
                Library library = library(result.getArtifact());
                libraries.putIfAbsent(library.coordinates().key(), library);
            }
            return List.copyOf(libraries.values());
        });
    }

    /**
     * The file of one artifact, without what it needs.
     *
     * @throws SourceException where it cannot be had
     */
    Path file(Coordinates wanted) throws SourceException {
        try {
            return inBackground(Optional.empty(), A_JAR, transfer -> {}, maven -> file(maven, wanted));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("Fetching " + wanted + " was interrupted.", e);
        }
    }

    /**
     * The same for a large file: a download that breaks off, or is interrupted, goes on where it was the next time.
     *
     * @param partial the folder that keeps what has come so far; it must be there
     * @param instead what else helps where there is no network, for the message
     * @param progress how far it is, from any thread, at most ten times a second
     * @throws InterruptedException where the caller was interrupted
     */
    public Path download(Coordinates wanted, Path partial, String instead, Consumer<Transfer> progress)
            throws SourceException, InterruptedException {
        return inBackground(Optional.of(partial), instead, progress, maven -> file(maven, wanted));
    }

    private static Path file(MavenSession maven, Coordinates wanted) throws RepositoryException, SourceException {
        requireVersion(maven, wanted);
        ArtifactRequest request = new ArtifactRequest(artifact(wanted), maven.repositories(), null);
        return maven.system()
                .resolveArtifact(maven.session(), request)
                .getArtifact()
                .getFile()
                .toPath();
    }

    /** What is done with the resolver while it is open. */
    @FunctionalInterface
    private interface Use<T> {
        T of(MavenSession maven) throws RepositoryException, SourceException;
    }

    /** On a thread of its own: the resolver waits for its downloads whatever interrupts it. */
    private <T> T inBackground(Optional<Path> partial, String instead, Consumer<Transfer> progress, Use<T> use)
            throws SourceException, InterruptedException {
        Transfers transfers = new Transfers(progress);
        FutureTask<T> task = new FutureTask<>(() -> {
            try (MavenSession maven = MavenSession.open(places, transfers)) {
                partial.ifPresent(folder -> maven.session().setConfigProperty(PartialFile.FOLDER, folder.toString()));
                try {
                    return use.of(maven);
                } catch (RepositoryException e) {
                    throw new MavenFailure(maven, e, instead).explained();
                }
            }
        });
        Thread thread = new Thread(task, "maven");
        thread.setDaemon(true);
        thread.setContextClassLoader(MavenLibraries.class.getClassLoader());
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceException failure) {
                throw failure;
            }
            throw new SourceException("Maven's resolver failed: " + e.getCause() + ".", e);
        } catch (InterruptedException e) {
            transfers.cancel();
            throw e;
        }
    }

    private static void requireVersion(MavenSession maven, Coordinates wanted)
            throws RepositoryException, SourceException {
        if (wanted.version().isEmpty()) {
            List<String> versions = versions(maven, wanted);
            throw new SourceException(
                    versions.isEmpty()
                            ? wanted + " has no version in any repository that was asked; check its group and name."
                            : wanted + " needs a version: " + wanted + ":" + newest(versions) + " is the newest.");
        }
    }

    /** All versions that the repositories list, ascending. */
    static List<String> versions(MavenSession maven, Coordinates of) throws RepositoryException {
        Artifact any = new DefaultArtifact(of.group(), of.artifact(), of.classifier(), of.extension(), "[0,)");
        return maven
                .system()
                .resolveVersionRange(maven.session(), new VersionRangeRequest(any, maven.repositories(), null))
                .getVersions()
                .stream()
                .map(Version::toString)
                .toList();
    }

    /** The newest release: one without a qualifier, where there is one. */
    static String newest(List<String> versions) {
        List<String> releases = new ArrayList<>(
                versions.stream().filter(v -> v.matches("[0-9.]+")).toList());
        List<String> best = releases.isEmpty() ? versions : releases;
        return best.get(best.size() - 1);
    }

    private static Artifact artifact(Coordinates of) {
        return new DefaultArtifact(of.group(), of.artifact(), of.classifier(), of.extension(), of.version());
    }

    static Coordinates coordinates(Artifact artifact) {
        return new Coordinates(
                artifact.getGroupId(),
                artifact.getArtifactId(),
                artifact.getExtension(),
                artifact.getClassifier(),
                artifact.getVersion());
    }

    private static Library library(Artifact artifact) {
        return new Library(coordinates(artifact), artifact.getFile().toPath());
    }
}
