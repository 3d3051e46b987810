package dev.guestbook.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return inBackground(progress, maven -> {
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
            return inBackground(line -> {}, maven -> {
                requireVersion(maven, wanted);
                ArtifactRequest request = new ArtifactRequest(artifact(wanted), maven.repositories(), null);
                return maven.system()
                        .resolveArtifact(maven.session(), request)
                        .getArtifact()
                        .getFile()
                        .toPath();
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("Fetching " + wanted + " was interrupted.", e);
        }
    }

    /** What is done with the resolver while it is open. */
    @FunctionalInterface
    private interface Use<T> {
        T of(MavenSession maven) throws RepositoryException, SourceException;
    }

    /** On a thread of its own: the resolver waits for its downloads whatever interrupts it. */
    private <T> T inBackground(Consumer<String> progress, Use<T> use) throws SourceException, InterruptedException {
        Transfers transfers = new Transfers(progress);
        FutureTask<T> task = new FutureTask<>(() -> {
            try (MavenSession maven = MavenSession.open(places, transfers)) {
                try {
                    return use.of(maven);
                } catch (RepositoryException e) {
                    throw new MavenFailure(maven, e).explained();
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
