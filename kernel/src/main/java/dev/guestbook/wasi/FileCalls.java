package dev.guestbook.wasi;

import dev.guestbook.wasi.Descriptor.FileType;
import dev.guestbook.wasi.Descriptor.OpenFile;
import dev.guestbook.wasi.Descriptor.OpenFolder;
import dev.guestbook.wasi.GuestMemory.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls on descriptors that are open. */
final class FileCalls {
    private static final int CHUNK = 65_536;

    /** As Linux has it: what one call moves at most, so that each ends. */
    private static final long CALL_LIMIT = 0x7fff_f000L;

    private static final int LISTED = 65_536;
    private static final int DIRENT = 24;
    private static final int FILESTAT = 64;

    // Rights, by their bits.
    static final long READ = 1L << 1;
    private static final long SEEK_AND_TELL = 1L << 2 | 1L << 5;
    static final long WRITE = 1L << 6;
    private static final long ALL = (1L << 29) - 1;

    /** What a folder that must not change does not allow: write, allocate, create, link, rename, set sizes and times, remove. */
    private static final long CHANGING = 1L << 6 | 1L << 8 | 1L << 9 | 1L << 10 | 1L << 11 | 1L << 12 | 1L << 16
            | 1L << 17 | 1L << 19 | 1L << 20 | 1L << 22 | 1L << 23 | 1L << 24 | 1L << 25 | 1L << 26;

    private final Descriptors descriptors;
    private final Streams streams;

    FileCalls(Descriptors descriptors, Streams streams) {
        this.descriptors = descriptors;
        this.streams = streams;
    }

    void addTo(Wasi wasi) {
        wasi.add("fd_advise:illi", frame -> descriptors.file(frame.fd(0)));
        wasi.add("fd_allocate:ill", frame -> unsupported(writable(frame)));
        wasi.add("fd_close:i", frame -> descriptors.close(frame.fd(0)));
        wasi.add("fd_datasync:i", frame -> sync(frame, false));
        wasi.add("fd_fdstat_get:ii", this::status);
        wasi.add("fd_fdstat_set_flags:ii", frame -> unsupported(descriptors.get(frame.fd(0))));
        wasi.add("fd_fdstat_set_rights:ill", frame -> unsupported(descriptors.get(frame.fd(0))));
        wasi.add("fd_filestat_get:ii", this::attributes);
        wasi.add("fd_filestat_set_size:il", this::resize);
        wasi.add("fd_filestat_set_times:illi", frame -> unsupported(writable(frame)));
        wasi.add("fd_pread:iiili", frame -> read(frame, position(frame.i64(3)), frame.u32(4)));
        wasi.add("fd_prestat_get:ii", frame -> {
            ByteBuffer stat = GuestMemory.record(8);
            stat.putInt(4, grantedPath(frame).length);
            frame.memory().write(frame.u32(1), stat);
        });
        wasi.add("fd_prestat_dir_name:iii", frame -> {
            byte[] path = grantedPath(frame);
            if (frame.u32(2) < path.length) {
                throw new WasiException(Errno.NAMETOOLONG);
            }
            frame.memory().write(frame.u32(1), path);
        });
        wasi.add("fd_pwrite:iiili", frame -> write(frame, position(frame.i64(3)), frame.u32(4)));
        wasi.add("fd_read:iiii", frame -> read(frame, CURRENT, frame.u32(3)));
        wasi.add("fd_readdir:iiili", this::list);
        wasi.add("fd_renumber:ii", frame -> descriptors.renumber(frame.fd(0), frame.fd(1)));
        wasi.add("fd_seek:ilii", this::seek);
        wasi.add("fd_sync:i", frame -> sync(frame, true));
        wasi.add(
                "fd_tell:ii",
                frame -> frame.memory()
                        .write64(
                                frame.u32(1),
                                descriptors.file(frame.fd(0)).channel().position()));
        wasi.add("fd_write:iiii", frame -> write(frame, CURRENT, frame.u32(3)));
    }

    /** Answers a call on a descriptor that may be so used; the answer is still no. */
    private static void unsupported(Descriptor descriptor) throws WasiException {
        throw new WasiException(descriptor.type() == FileType.DIRECTORY ? Errno.ISDIR : Errno.NOTSUP);
    }

    private OpenFile writable(Frame frame) throws WasiException {
        OpenFile file = descriptors.file(frame.fd(0));
        if (!file.writable()) {
            throw new WasiException(Errno.BADF);
        }
        return file;
    }

    private byte[] grantedPath(Frame frame) throws WasiException {
        if (descriptors.get(frame.fd(0)) instanceof OpenFolder folder && folder.isGranted()) {
            return folder.guestPath().getBytes(StandardCharsets.UTF_8);
        }
        throw new WasiException(Errno.BADF);
    }

    // Reading and writing.

    private static final long CURRENT = -1;

    private static long position(long offset) throws WasiException {
        if (offset < 0) {
            throw new WasiException(Errno.INVAL);
        }
        return offset;
    }

    private void read(Frame frame, long from, long countAddress) throws WasiException, IOException {
        Descriptor source = descriptors.get(frame.fd(0));
        List<Range> ranges = frame.memory().vectors(frame.u32(1), frame.u32(2));
        frame.memory().check(countAddress, 4);
        long total = source instanceof Descriptor.Stream stream && from == CURRENT
                ? readLine(frame, stream, ranges)
                : readFile(frame, descriptors.file(frame.fd(0)), ranges, from);
        frame.memory().write32(countAddress, total);
    }

    private long readLine(Frame frame, Descriptor.Stream stream, List<Range> ranges) throws WasiException {
        if (stream.number() != 0) {
            throw new WasiException(Errno.BADF);
        }
        for (Range range : ranges) {
            if (range.length() > 0) {
                byte[] bytes = streams.read((int) Math.min(CHUNK, range.length()));
                frame.memory().write(range.address(), bytes);
                return bytes.length;
            }
        }
        return 0;
    }

    private static long readFile(Frame frame, OpenFile file, List<Range> ranges, long from)
            throws WasiException, IOException {
        if (!file.readable()) {
            throw new WasiException(Errno.BADF);
        }
        long total = 0;
        for (Range range : ranges) {
            for (long done = 0; done < range.length(); ) {
                int wanted = (int) Math.min(CHUNK, Math.min(range.length() - done, CALL_LIMIT - total));
                ByteBuffer chunk = ByteBuffer.allocate(wanted);
                int count = from == CURRENT
                        ? file.channel().read(chunk)
                        : file.channel().read(chunk, position(from + total));
                if (count <= 0) {
                    return total;
                }
                frame.memory().write(range.address() + done, Arrays.copyOf(chunk.array(), count));
                done += count;
                total += count;
                Wasi.stopIfInterrupted();
            }
        }
        return total;
    }

    private void write(Frame frame, long to, long countAddress) throws WasiException, IOException {
        Descriptor target = descriptors.get(frame.fd(0));
        List<Range> ranges = frame.memory().vectors(frame.u32(1), frame.u32(2));
        frame.memory().check(countAddress, 4);
        Sink sink = sink(frame, target, to);
        long total = 0;
        for (Range range : ranges) {
            for (long done = 0; done < range.length() && total < CALL_LIMIT; ) {
                int length = (int) Math.min(CHUNK, Math.min(range.length() - done, CALL_LIMIT - total));
                sink.take(frame.memory().read(range.address() + done, length), total);
                done += length;
                total += length;
                Wasi.stopIfInterrupted();
            }
        }
        frame.memory().write32(countAddress, total);
    }

    @FunctionalInterface
    private interface Sink {
        /** @param offset how much of this call came before */
        void take(byte[] bytes, long offset) throws WasiException, IOException;
    }

    private Sink sink(Frame frame, Descriptor target, long to) throws WasiException {
        if (target instanceof Descriptor.Stream stream && to == CURRENT) {
            if (stream.number() == 0) {
                throw new WasiException(Errno.BADF);
            }
            return (bytes, offset) -> streams.write(stream.number(), bytes);
        }
        OpenFile file = writable(frame);
        return (bytes, offset) -> {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            if (to == CURRENT && file.appends()) {
                file.channel().position(file.channel().size());
            }
            while (left.hasRemaining()) {
                if (to == CURRENT) {
                    file.channel().write(left);
                } else {
                    file.channel().write(left, position(to + offset + left.position()));
                }
            }
        };
    }

    private void seek(Frame frame) throws WasiException, IOException {
        FileChannel channel = descriptors.file(frame.fd(0)).channel();
        frame.memory().check(frame.u32(3), 8);
        long base = switch (frame.fd(2)) {
            case 0 -> 0;
            case 1 -> channel.position();
            case 2 -> channel.size();
            default -> throw new WasiException(Errno.INVAL);
        };
        long position = base + frame.i64(1);
        if (position < 0) {
            throw new WasiException(Errno.INVAL);
        }
        channel.position(position);
        frame.memory().write64(frame.u32(3), position);
    }

    private void sync(Frame frame, boolean metadata) throws WasiException, IOException {
        if (descriptors.get(frame.fd(0)) instanceof OpenFile file) {
            file.channel().force(metadata);
        }
    }

    private void resize(Frame frame) throws WasiException, IOException {
        FileChannel channel = writable(frame).channel();
        long size = frame.i64(1);
        if (size < 0) {
            throw new WasiException(Errno.INVAL);
        }
        if (size <= channel.size()) {
            long position = channel.position();
            channel.truncate(size);
            channel.position(position);
        } else {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    // Looking.

    private void status(Frame frame) throws WasiException {
        Descriptor descriptor = descriptors.get(frame.fd(0));
        long rights = ALL;
        int flags = 0;
        if (descriptor instanceof Descriptor.Stream stream) {
            // A terminal is known by that it cannot seek; a guest's C library then writes line by line.
            rights &= ~SEEK_AND_TELL & ~(stream.number() == 0 ? WRITE : READ);
        } else if (descriptor instanceof OpenFolder folder) {
            rights &= folder.isWritable() ? ~0L : ~CHANGING;
        } else if (descriptor instanceof OpenFile file) {
            rights &= (file.writable() ? ~0L : ~CHANGING) & (file.readable() ? ~0L : ~READ);
            flags = file.appends() ? 1 : 0;
        }
        ByteBuffer status = GuestMemory.record(24);
        status.put(0, (byte) descriptor.type().number())
                .putShort(2, (short) flags)
                .putLong(8, rights)
                .putLong(16, rights);
        frame.memory().write(frame.u32(1), status);
    }

    private void attributes(Frame frame) throws WasiException, IOException {
        Descriptor descriptor = descriptors.get(frame.fd(0));
        ByteBuffer stat = GuestMemory.record(FILESTAT);
        stat.put(16, (byte) descriptor.type().number()).putLong(24, 1);
        if (descriptor instanceof OpenFolder folder) {
            stat = attributes(folder.folder().attributes());
        } else if (descriptor instanceof OpenFile file) {
            stat = attributes(file.attributes()).putLong(32, file.channel().size());
        }
        frame.memory().write(frame.u32(1), stat);
    }

    /** A file's attributes as WASI lays them out. The device is not told; the number is only good for comparing. */
    static ByteBuffer attributes(BasicFileAttributes found) {
        ByteBuffer stat = GuestMemory.record(FILESTAT);
        stat.putLong(8, inode(found))
                .put(16, (byte) FileType.of(found).number())
                .putLong(24, 1)
                .putLong(32, found.size())
                .putLong(40, found.lastAccessTime().to(TimeUnit.NANOSECONDS))
                .putLong(48, found.lastModifiedTime().to(TimeUnit.NANOSECONDS))
                .putLong(56, found.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        return stat;
    }

    private static long inode(BasicFileAttributes found) {
        return found.fileKey() == null
                ? 0
                : Integer.toUnsignedLong(found.fileKey().hashCode());
    }

    /** Entries from the cookie on, as many as fit; the last one may be cut, which tells the guest to ask again. */
    private void list(Frame frame) throws WasiException, IOException {
        OpenFolder open = descriptors.folder(frame.fd(0));
        long address = frame.u32(1);
        long room = frame.u32(2);
        long cookie = frame.i64(3);
        frame.memory().check(address, room);
        frame.memory().check(frame.u32(4), 4);
        if (cookie == 0) {
            List<String> names = new ArrayList<>(List.of(".", ".."));
            open.folder().names(LISTED).stream().sorted().forEach(names::add);
            open.list(names);
        }
        long used = 0;
        List<String> names = open.listing();
        for (long i = Math.max(0, cookie); i < names.size() && used < room; i++) {
            byte[] entry = entry(open.folder(), names.get((int) i), i + 1);
            int length = (int) Math.min(entry.length, room - used);
            frame.memory().write(address + used, Arrays.copyOf(entry, length));
            used += length;
        }
        frame.memory().write32(frame.u32(4), used);
    }

    private static byte[] entry(HostFolder folder, String name, long next) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = GuestMemory.record(DIRENT + text.length);
        FileType type = FileType.UNKNOWN;
        long inode = 0;
        try {
            BasicFileAttributes found = name.startsWith(".")
                            && name.length() <= 2
                            && name.replace(".", "").isEmpty()
                    ? folder.attributes()
                    : folder.attributes(name);
            type = FileType.of(found);
            inode = inode(found);
        } catch (IOException | InvalidPathException gone) {
            // removed since it was listed, or of a name that Java cannot spell; its type is unknown then
        }
        entry.putLong(0, next).putLong(8, inode).putInt(16, text.length).put(20, (byte) type.number());
        return GuestMemory.bytes(entry.put(DIRENT, text));
    }
}
