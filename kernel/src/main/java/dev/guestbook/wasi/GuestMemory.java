package dev.guestbook.wasi;

import dev.guestbook.wasm.LinearMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The calling guest's memory; every range is checked before it is touched, and answered with EFAULT where it is outside. */
final class GuestMemory {
    /** As {@code PATH_MAX}: bytes of a whole path. */
    static final int PATH_LIMIT = 4096;

    /** As {@code IOV_MAX}. */
    private static final int VECTOR_LIMIT = 1024;

    private static final int VECTOR_BYTES = 8;

    private final LinearMemory memory;

    /** @param memory null where the guest has none */
    GuestMemory(LinearMemory memory) {
        this.memory = memory;
    }

    /** A stretch of it that a guest named, checked. */
    record Range(long address, long length) {}

    void check(long address, long length) throws WasiException {
        if (memory == null || !memory.contains(address, length)) {
            throw new WasiException(Errno.FAULT);
        }
    }

    byte[] read(long address, int length) throws WasiException {
        check(address, length);
        return memory.read(address, length);
    }

    void write(long address, byte[] bytes) throws WasiException {
        check(address, bytes.length);
        memory.write(address, bytes);
    }

    void write(long address, ByteBuffer record) throws WasiException {
        write(address, bytes(record));
    }

    static byte[] bytes(ByteBuffer record) {
        byte[] bytes = new byte[record.capacity()];
        record.get(0, bytes);
        return bytes;
    }

    void write32(long address, long value) throws WasiException {
        write(address, record(4).putInt(0, (int) value));
    }

    void write64(long address, long value) throws WasiException {
        write(address, record(8).putLong(0, value));
    }

    /** A structure to fill and write, zeroed, little endian. */
    static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer structure(long address, int length) throws WasiException {
        return ByteBuffer.wrap(read(address, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The buffers of a scattered read or a gathered write, all inside memory; they may overlap. */
    List<Range> vectors(long address, long count) throws WasiException {
        if (count > VECTOR_LIMIT) {
            throw new WasiException(Errno.INVAL);
        }
        ByteBuffer table = structure(address, (int) count * VECTOR_BYTES);
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Range range = new Range(Integer.toUnsignedLong(table.getInt()), Integer.toUnsignedLong(table.getInt()));
            check(range.address(), range.length());
            ranges.add(range);
        }
        return ranges;
    }

    /** A path as text: UTF-8, without a zero byte, of bounded length. */
    String path(long address, long length) throws WasiException {
        if (length > PATH_LIMIT) {
            throw new WasiException(Errno.NAMETOOLONG);
        }
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read(address, (int) length)));
        } catch (CharacterCodingException e) {
            throw new WasiException(Errno.ILSEQ, e);
        }
        String path = text.toString();
        if (path.indexOf('\0') >= 0) {
            throw new WasiException(Errno.ILSEQ);
        }
        return path;
    }
}
