package dev.guestbook.wasi;

import java.io.File;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Where a guest's path leads: a name in an open folder. Every component before it was opened from the one
 * before, without following a link; {@code ..} goes back to a folder that was come through, never above the
 * first.
 */
final class Place implements AutoCloseable {
    private static final Pattern SEPARATED = Pattern.compile("/");
    private static final int NAME_LIMIT = 255;

    /** Every folder on the way is held open, so that {@code ..} leads back to it; the host's descriptors are not endless. */
    private static final int DEEPEST = 64;

    private final HostFolder start;
    private final Deque<HostFolder> opened = new ArrayDeque<>();
    private String name = ".";
    private boolean mustBeFolder;

    private Place(HostFolder start) {
        this.start = start;
    }

    static Place find(HostFolder start, String path) throws WasiException, IOException {
        if (path.isEmpty()) {
            throw new WasiException(Errno.NOENT);
        }
        if (path.startsWith("/")) {
            throw new WasiException(Errno.NOTCAPABLE);
        }
        Place place = new Place(start);
        boolean found = false;
        try {
            for (String component : SEPARATED.split(path)) {
                place.step(component);
            }
            place.mustBeFolder = path.endsWith("/") || path.endsWith("/.") || place.isFolderItself();
            found = true;
            return place;
        } finally {
            if (!found) {
                place.close();
            }
        }
    }

    private void step(String component) throws WasiException, IOException {
        if (component.isEmpty() || component.equals(".")) {
            return;
        }
        if (component.equals("..")) {
            if (!name.equals(".")) {
                open(folder(), name).close(); // it must be there, and be a folder
                name = ".";
            } else if (opened.isEmpty()) {
                throw new WasiException(Errno.NOTCAPABLE);
            } else {
                opened.pop().close();
            }
            return;
        }
        if (component.length() > NAME_LIMIT) {
            throw new WasiException(Errno.NAMETOOLONG);
        }
        if (File.separatorChar == '\\' && WindowsName.isSpecial(component)) {
            throw new WasiException(Errno.NOTCAPABLE);
        }
        if (!name.equals(".")) {
            enter();
        }
        name = component;
    }

    private void enter() throws WasiException, IOException {
        if (opened.size() >= DEEPEST) {
            throw new WasiException(Errno.NAMETOOLONG);
        }
        opened.push(open(folder(), name));
    }

    /** Opens what is known to be a folder: opening a pipe would wait for its other end. */
    private static HostFolder open(HostFolder in, String name) throws WasiException, IOException {
        BasicFileAttributes found = in.attributes(name);
        if (found.isSymbolicLink()) {
            throw new WasiException(Errno.LOOP);
        }
        if (!found.isDirectory()) {
            throw new WasiException(Errno.NOTDIR);
        }
        return in.folder(name);
    }

    /** Opens the folder the path leads to, for its caller to close. */
    HostFolder open() throws WasiException, IOException {
        return open(folder(), name);
    }

    /** The folder the name stands in. */
    HostFolder folder() {
        return opened.isEmpty() ? start : opened.peek();
    }

    /** The last component; {@code .} where the path ends at the folder itself. */
    String name() {
        return name;
    }

    boolean isFolderItself() {
        return name.equals(".");
    }

    /** Whether the path ends in a way that only a folder can be meant. */
    boolean mustBeFolder() {
        return mustBeFolder;
    }

    BasicFileAttributes attributes() throws IOException {
        return isFolderItself() ? folder().attributes() : folder().attributes(name);
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
