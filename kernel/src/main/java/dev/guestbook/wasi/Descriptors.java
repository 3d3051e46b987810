package dev.guestbook.wasi;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A guest's file descriptors, the lowest free number first. */
final class Descriptors {
    private static final int LIMIT = 256;

    private final Map<Integer, Descriptor> open = new TreeMap<>();

    synchronized Descriptor get(int number) throws WasiException {
        Descriptor found = open.get(number);
        if (found instanceof Descriptor.OpenFile file && !file.channel().isOpen()) {
            drop(number);
            found = null;
        }
        if (found == null) {
            throw new WasiException(Errno.BADF);
        }
        return found;
    }

    /** An interrupt has closed the file while it was read or written. */
    private void drop(int number) {
        try {
            open.remove(number).close();
        } catch (IOException e) {
            // Nothing is left in it that could be lost: its channel is closed already.
        }
    }

    Descriptor.OpenFile file(int number) throws WasiException {
        Descriptor found = get(number);
        if (found instanceof Descriptor.OpenFile file) {
            return file;
        }
        throw new WasiException(found instanceof Descriptor.OpenFolder ? Errno.ISDIR : Errno.SPIPE);
    }

    Descriptor.OpenFolder folder(int number) throws WasiException {
        if (get(number) instanceof Descriptor.OpenFolder folder) {
            return folder;
        }
        throw new WasiException(Errno.NOTDIR);
    }

    /** Before anything is opened that would have to be closed again. */
    synchronized void checkRoom() throws WasiException {
        if (open.size() >= LIMIT) {
            throw new WasiException(Errno.MFILE);
        }
    }

    synchronized int add(Descriptor descriptor) {
        int number = 0;
        while (open.containsKey(number)) {
            number++;
        }
        open.put(number, descriptor);
        return number;
    }

    void close(int number) throws WasiException, IOException {
        get(number);
        synchronized (this) {
            open.remove(number).close();
        }
    }

    /** What {@code from} stands for gets the number {@code to}, which is closed. */
    synchronized void renumber(int from, int to) throws WasiException, IOException {
        Descriptor moved = get(from);
        Descriptor replaced = get(to);
        if (from != to) {
            open.remove(from);
            open.put(to, moved);
            replaced.close();
        }
    }

    /** Closes all. */
    synchronized void closeAll() {
        for (Descriptor descriptor : List.copyOf(open.values())) {
            try {
                descriptor.close();
            } catch (IOException e) {
                // The guest is gone, and nobody is left to whom a lost write would mean something.
            }
        }
        open.clear();
    }
}
