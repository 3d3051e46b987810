package dev.guestbook.source;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.NoRepositoryConnectorException;
import org.eclipse.aether.transfer.RepositoryOfflineException;
import org.eclipse.aether.util.graph.visitor.PathRecordingDependencyVisitor;

/**
 * Says in a sentence why the resolver failed and what to do; its own messages list every try.
 *
 * @param instead what helps where there is no network, as in {@code give a jar with %classpath add jar FILE}
 */
record MavenFailure(MavenSession maven, RepositoryException failure, String instead) {

    SourceException explained() {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ArtifactResolutionException artifacts) {
                return new SourceException(unresolved(artifacts), failure);
            }
        }
        return new SourceException("Maven's resolver failed: " + failure.getMessage() + ".", failure);
    }

    private String unresolved(ArtifactResolutionException artifacts) {
        ArtifactResult result = artifacts.getResults().stream()
                .filter(each -> !each.isResolved())
                .findFirst()
                .orElseThrow();
        Artifact artifact = result.getRequest().getArtifact();
        Coordinates name = library(MavenLibraries.coordinates(artifact));
        String what = name + neededBy(artifact);
        List<Throwable> causes = new ArrayList<>();
        for (Exception each : result.getExceptions()) {
            for (Throwable cause = each; cause != null; cause = cause.getCause()) {
                causes.add(cause);
            }
        }
        if (maven.session().isOffline()
                || first(causes, RepositoryOfflineException.class).isPresent()) {
            return what + " is not in the local repository, and Maven is set to be offline; leave out -o or <offline>,"
                    + " or " + instead + ".";
        }
        Optional<Throwable> other = causes.stream()
                .filter(cause ->
                        cause instanceof ArtifactTransferException && !(cause instanceof ArtifactNotFoundException))
                .findFirst();
        return other.isPresent()
                ? unreachable(what, (ArtifactTransferException) other.get(), causes)
                : missing(what, name);
    }

    private String unreachable(String what, ArtifactTransferException failed, List<Throwable> causes) {
        RemoteRepository repository = failed.getRepository();
        String from = repository == null ? "its repository" : repository.getId();
        if (first(causes, ChecksumFailureException.class).isPresent()) {
            return what + " came from " + from
                    + " with a checksum that does not match, so it was dropped; try again, or"
                    + " ask whoever keeps that repository.";
        }
        if (first(causes, NoRepositoryConnectorException.class).isPresent()) {
            return what + " cannot be fetched from " + from + ": "
                    + (repository == null || !repository.isBlocked()
                            ? "no transport for its address; http, https and file are known"
                            : from.equals(MavenSession.HTTP_BLOCKER)
                                    ? "its repository is over plain http, where anybody on the way can change it;"
                                            + " give it as https in settings.xml"
                                    : "the settings block that repository")
                    + ".";
        }
        Throwable root = causes.get(causes.size() - 1);
        boolean network = root instanceof UnknownHostException
                || root instanceof ConnectException
                || root instanceof NoRouteToHostException
                || root instanceof SocketTimeoutException
                || root instanceof SocketException;
        String why = root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ", " + root.getMessage());
        if (network) {
            return what + " is not in the local repository and " + from + " cannot be reached (" + why
                    + "); try again with a network, or " + instead + ".";
        }
        boolean password = maven.encrypted().contains(from)
                && String.valueOf(root.getMessage()).contains("401");
        return what + " cannot be fetched from " + from + ": " + root.getMessage() + "."
                + (password ? " Its password in settings.xml is encrypted, and only Maven itself can read that." : "");
    }

    private static <T> Optional<T> first(List<Throwable> causes, Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private String missing(String what, Coordinates name) {
        List<String> versions = versions(name);
        if (versions.contains(name.version())) {
            return what + " has no such file: the version is there without it; check extension and classifier.";
        }
        if (versions.isEmpty()) {
            // What only another library needs may well be where that library's POM says, which is not asked.
            return what + " is in none of the repositories (" + repositories() + "); check its group and name"
                    + (what.equals(name.toString())
                            ? "."
                            : ". A repository that a POM names is not asked; name it in a profile of settings.xml.");
        }
        String nearest = versions.stream()
                .reduce((a, b) -> common(a, name.version()) > common(b, name.version()) ? a : b)
                .orElseThrow();
        String newest = MavenLibraries.newest(versions);
        return what + " is no version in the repositories (" + repositories() + "); "
                + (nearest.equals(newest) || common(nearest, name.version()) == 0
                        ? newest + " is the newest."
                        : nearest + " is the nearest, " + newest + " the newest.");
    }

    private List<String> versions(Coordinates name) {
        try {
            return MavenLibraries.versions(maven, name);
        } catch (RepositoryException unknown) {
            return List.of(); // the failure that is being explained says what matters
        }
    }

    private String repositories() {
        return maven.repositories().stream().map(RemoteRepository::getId).collect(Collectors.joining(", "));
    }

    /** A library's POM stands for the library. */
    private static Coordinates library(Coordinates of) {
        return of.extension().equals("pom")
                ? new Coordinates(of.group(), of.artifact(), "jar", of.classifier(), of.version())
                : of;
    }

    private static int common(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        return at;
    }

    /** Through which library an artifact is needed; empty where it was asked for. */
    private String neededBy(Artifact artifact) {
        if (!(failure instanceof DependencyResolutionException dependencies)
                || dependencies.getResult() == null
                || dependencies.getResult().getRoot() == null) {
            return "";
        }
        PathRecordingDependencyVisitor visitor =
                new PathRecordingDependencyVisitor((node, parents) -> node.getArtifact() != null
                        && MavenLibraries.coordinates(node.getArtifact()).equals(MavenLibraries.coordinates(artifact)));
        dependencies.getResult().getRoot().accept(visitor);
        return visitor.getPaths().stream()
                .map(path -> path.subList(0, path.size() - 1).stream()
                        .map(DependencyNode::getArtifact)
                        .filter(each -> each != null)
                        .map(each -> MavenLibraries.coordinates(each).toString())
                        .collect(Collectors.joining(" > ")))
                .filter(path -> !path.isEmpty())
                .findFirst()
                .map(path -> ", which " + path + " needs,")
                .orElse("");
    }
}
