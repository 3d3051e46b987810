package dev.guestbook.eval;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/**
 * What JShell's compiler sees: the platform, the user's class path and, served from our own class
 * files, {@link ApiPackages}. JShell would give it our whole class path.
 */
final class ApiFileManager extends ForwardingJavaFileManager<StandardJavaFileManager>
        implements StandardJavaFileManager {
    private final ApiClasses classes;
    private final List<Path> userPath = new ArrayList<>();
    private final Thread owner = Thread.currentThread();
    private final CountDownLatch indexing = new CountDownLatch(1);

    ApiFileManager(StandardJavaFileManager standard, ApiClasses classes) {
        super(standard);
        this.classes = classes;
        setClassPath();
    }

    /** Adds to what the compiler sees; JShell must be told to forget what it has cached. */
    void addToClassPath(Collection<Path> paths) {
        userPath.addAll(paths);
        setClassPath();
    }

    /** What was added, in order. */
    List<Path> classPath() {
        return List.copyOf(userPath);
    }

    /** Lets JShell's indexer, which reads all of the platform, begin; it waits until then. */
    void allowIndexing() {
        indexing.countDown();
    }

    private void setClassPath() {
        try {
            fileManager.setLocationFromPaths(StandardLocation.CLASS_PATH, new LinkedHashSet<>(userPath));
        } catch (IOException e) {
            throw new IllegalStateException("The compiler refuses the class path " + userPath + ".", e);
        }
    }

    @Override
    public boolean handleOption(String current, Iterator<String> remaining) {
        if (current.equals("-classpath")) {
            remaining.next();
            setClassPath();
            return true;
        }
        return super.handleOption(current, remaining);
    }

    @Override
    public Iterable<JavaFileObject> list(
            Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse) throws IOException {
        if (location == StandardLocation.CLASS_PATH) {
            if (ApiPackages.contains(packageName) && kinds.contains(JavaFileObject.Kind.CLASS)) {
                return classes.list(packageName);
            }
            if (userPath.isEmpty()) {
                return List.of();
            }
        }
        return super.list(location, packageName, kinds, recurse);
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof ApiClass api ? api.binaryName : super.inferBinaryName(location, file);
    }

    @Override
    public boolean contains(Location location, FileObject file) throws IOException {
        return file instanceof ApiClass ? location == StandardLocation.CLASS_PATH : super.contains(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        boolean ours = a instanceof ApiClass || b instanceof ApiClass;
        return ours ? a.equals(b) : super.isSameFile(a, b);
    }

    /** JShell's indexer begins here, on a thread of its own: at start it would take the CPU from the first cell. */
    @Override
    public Iterable<? extends Path> getLocationAsPaths(Location location) {
        if (Thread.currentThread() != owner && location == StandardLocation.PLATFORM_CLASS_PATH) {
            try {
                indexing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return fileManager.getLocationAsPaths(location);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(Iterable<? extends File> files) {
        return fileManager.getJavaFileObjectsFromFiles(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
        return fileManager.getJavaFileObjects(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(Path... paths) {
        return fileManager.getJavaFileObjects(paths);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
        return fileManager.getJavaFileObjectsFromStrings(names);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
        return fileManager.getJavaFileObjects(names);
    }

    @Override
    public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
        fileManager.setLocation(location, files);
    }

    @Override
    public void setLocationFromPaths(Location location, Collection<? extends Path> paths) throws IOException {
        fileManager.setLocationFromPaths(location, paths);
    }

    @Override
    public Iterable<? extends File> getLocation(Location location) {
        return fileManager.getLocation(location);
    }

    @Override
    public Path asPath(FileObject file) {
        return fileManager.asPath(file);
    }

    /** A class of ours, as the compiler reads it. */
    static final class ApiClass extends SimpleJavaFileObject {
        private final String binaryName;

        ApiClass(String binaryName) {
            super(URI.create("api:///" + binaryName.replace('.', '/').replace("$", "%24") + ".class"), Kind.CLASS);
            this.binaryName = binaryName;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            InputStream in = ApiFileManager.class.getResourceAsStream("/" + binaryName.replace('.', '/') + ".class");
            if (in == null) {
                throw new IOException("No class file for " + binaryName);
            }
            return in;
        }
    }
}
