package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmRuntimeException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.PassiveDataSegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Linear memory as one array with room to grow: what the engine reads and writes through.
 *
 * <p>Addresses are unsigned 32-bit numbers in an {@code int}, as the engine passes them; each is widened
 * and checked against the guest's own size before the array is touched, because the array may be longer.
 * The array is replaced when memory grows, so nobody keeps it.
 */
public final class FlatMemory implements Memory {
    /** Little-endian views of a byte array; the index is in bytes. */
    public static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    public static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long UNSIGNED = 0xffff_ffffL;

    /** After so many moves to a larger array there will be more. */
    private static final int EXACT_MOVES = 8;

    private final int index;
    private final MemoryLimits declared;
    private final int maximumPages;
    private final Budget pages;
    private byte[] bytes;
    private long size;
    private int moves;
    /** Whether the array is longer than the memory, so that its own check is not enough. For compiled code. */
    public boolean spare;

    private DataSegment[] segments = {};
    private boolean untouched = true;

    /** An address range the guest may not touch. */
    public static final class Fault extends WasmRuntimeException {
        private static final long serialVersionUID = 1L;
        private final int segment;
        private final int memory;
        private final long address;
        private final long length;
        private final long memorySize;

        Fault(FlatMemory memory, long address, long length) {
            this(-1, memory.index, address, length, memory.size);
        }

        private Fault(int segment, int memory, long address, long length, long memorySize) {
            super("out of bounds memory access");
            this.segment = segment;
            this.memory = memory;
            this.address = address;
            this.length = length;
            this.memorySize = memorySize;
        }

        /** The data segment that ended before {@link #address} and {@link #length}, offsets in it then; -1 where memory did. */
        public int segment() {
            return segment;
        }

        /** Which of its instance's memories it is. */
        public int memory() {
            return memory;
        }

        /** The first byte of it, unsigned; above 32 bits where base and offset came to more. */
        public long address() {
            return address;
        }

        /** Bytes. */
        public long length() {
            return length;
        }

        /** Bytes of memory, or of the segment, at that moment. */
        public long memorySize() {
            return memorySize;
        }
    }

    /** Memory that ends at its own declared maximum or at {@code capPages}, whichever comes first. */
    public FlatMemory(MemoryLimits declared, int capPages) {
        this(0, declared, capPages, new Budget(Math.max(capPages, declared.initialPages())));
    }

    /**
     * The same, and that grows only while there are {@code pages} left, which it shares with other memories.
     *
     * @param index which of its instance's memories it is
     */
    public FlatMemory(int index, MemoryLimits declared, int capPages, Budget pages) {
        if (!pages.take(declared.initialPages())) {
            throw new UninstantiableException("its memories need more at the start than the limit for all of them");
        }
        this.index = index;
        this.declared = declared;
        this.pages = pages;
        this.maximumPages = Math.min(declared.maximumPages(), Math.min(capPages, RUNTIME_MAX_PAGES));
        this.size = (long) declared.initialPages() * PAGE_SIZE;
        this.bytes = new byte[Math.toIntExact(size)];
    }

    /** The array that holds the memory now; only up to {@link #size()}, only until memory grows. */
    public byte[] bytes() {
        return bytes;
    }

    /** The guest's memory size in bytes. */
    public long size() {
        return size;
    }

    /** Overwrites all of it with zeros. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** The array index of an address, once all of {@code length} bytes from it were found inside. */
    private int at(int address, int length) {
        long start = address & UNSIGNED;
        if (start > size - length) {
            throw new Fault(this, start, length);
        }
        return (int) start;
    }

    /** What refuses {@code length} bytes at base plus offset, both unsigned; for compiled code, which checks by itself. */
    public Fault fault(int base, int offset, int length) {
        return new Fault(this, (base & UNSIGNED) + (offset & UNSIGNED), length);
    }

    private int range(int address, int length) {
        long start = address & UNSIGNED;
        long count = length & UNSIGNED;
        if (start + count > size) {
            throw new Fault(this, start, count);
        }
        return (int) start;
    }

    @Override
    public int pages() {
        return (int) (size / PAGE_SIZE);
    }

    @Override
    public synchronized int grow(int delta) {
        int before = pages();
        long more = delta & UNSIGNED;
        if (before + more > maximumPages || !pages.take(more)) {
            return -1;
        }
        long wanted = (before + more) * PAGE_SIZE;
        if (wanted > bytes.length && !enlarge(wanted)) {
            pages.giveBack(more);
            return -1;
        }
        size = wanted;
        spare = bytes.length != wanted;
        return before;
    }

    /**
     * A few times to just what is wanted, as an array without room to spare is quicker to use; then doubled, so that growing
     * page by page stays cheap. The old copy is wiped, as it may hold secrets.
     */
    private boolean enlarge(long wanted) {
        moves++;
        long ever = Math.min((long) maximumPages * PAGE_SIZE, wanted + pages.left() * PAGE_SIZE);
        long doubled = moves > EXACT_MOVES ? Math.min(2L * bytes.length, ever) : wanted;
        byte[] old = bytes;
        byte[] larger = allocate(Math.max(wanted, doubled));
        if (larger == null) {
            larger = allocate(wanted);
        }
        if (larger == null) {
            return false;
        }
        System.arraycopy(old, 0, larger, 0, (int) size);
        bytes = larger;
        Arrays.fill(old, (byte) 0);
        return true;
    }

    /** Null where the JVM has no room: to the guest that is a grow that failed, as the standard allows. */
    private static byte[] allocate(long length) {
        try {
            return new byte[Math.toIntExact(length)];
        } catch (OutOfMemoryError full) {
            return null;
        }
    }

    @Override
    public int initialPages() {
        return declared.initialPages();
    }

    @Override
    public int maximumPages() {
        return maximumPages;
    }

    @Override
    public boolean shared() {
        return declared.shared();
    }

    @Override
    public void initialize(com.dylibso.chicory.runtime.Instance instance, DataSegment[] dataSegments) {
        initialize(instance, dataSegments, 0);
    }

    @Override
    public void initialize(com.dylibso.chicory.runtime.Instance instance, DataSegment[] dataSegments, int memory) {
        segments = dataSegments == null ? new DataSegment[0] : dataSegments;
        untouched = false;
        for (int i = 0; i < segments.length; i++) {
            if (segments[i] instanceof ActiveDataSegment segment && segment.index() == memory) {
                int offset = (int) ConstantEvaluators.computeConstantValue(instance, segment.offsetInstructions())[0];
                byte[] data = segment.data();
                if ((offset & UNSIGNED) + data.length > size) {
                    throw new UninstantiableException(
                            "data segment " + i + " of " + data.length + (data.length == 1 ? " byte at " : " bytes at ")
                                    + (offset & UNSIGNED) + " does not fit a memory of " + size + " bytes");
                }
                System.arraycopy(data, 0, bytes, offset, data.length);
            }
        }
    }

    @Override
    public void initPassiveSegment(int segment, int destination, int offset, int length) {
        byte[] data = segments[segment].data();
        if ((offset & UNSIGNED) + (length & UNSIGNED) > data.length) {
            throw new Fault(segment, index, offset & UNSIGNED, length & UNSIGNED, data.length);
        }
        System.arraycopy(data, offset, bytes, range(destination, length), length);
    }

    @Override
    public void drop(int segment) {
        segments[segment] = PassiveDataSegment.EMPTY;
    }

    @Override
    public void zero() {
        // A fresh array is zero already, and zeroing it again is most of the cost of an instance.
        if (!untouched) {
            wipe();
        }
    }

    @Override
    public void fill(byte value, int from, int to) {
        int length = to - from;
        int start = range(from, length);
        Arrays.fill(bytes, start, start + length, value);
    }

    @Override
    public void copy(int destination, int source, int length) {
        int to = range(destination, length);
        System.arraycopy(bytes, range(source, length), bytes, to, length);
    }

    @Override
    public void write(int address, byte[] data, int offset, int length) {
        System.arraycopy(data, offset, bytes, range(address, length), length);
    }

    @Override
    public byte[] readBytes(int address, int length) {
        int start = range(address, length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    @Override
    public byte read(int address) {
        return bytes[at(address, 1)];
    }

    @Override
    public void writeByte(int address, byte value) {
        bytes[at(address, 1)] = value;
    }

    @Override
    public short readShort(int address) {
        return (short) SHORT.get(bytes, at(address, 2));
    }

    @Override
    public long readU16(int address) {
        return readShort(address) & 0xffffL;
    }

    @Override
    public void writeShort(int address, short value) {
        SHORT.set(bytes, at(address, 2), value);
    }

    @Override
    public int readInt(int address) {
        return (int) INT.get(bytes, at(address, 4));
    }

    @Override
    public void writeI32(int address, int value) {
        INT.set(bytes, at(address, 4), value);
    }

    @Override
    public long readLong(int address) {
        return (long) LONG.get(bytes, at(address, 8));
    }

    @Override
    public void writeLong(int address, long value) {
        LONG.set(bytes, at(address, 8), value);
    }

    @Override
    public float readFloat(int address) {
        return (float) FLOAT.get(bytes, at(address, 4));
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public void writeF32(int address, float value) {
        FLOAT.set(bytes, at(address, 4), value);
    }

    @Override
    public double readDouble(int address) {
        return (double) DOUBLE.get(bytes, at(address, 8));
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void writeF64(int address, double value) {
        DOUBLE.set(bytes, at(address, 8), value);
    }

    /** The monitor of every atomic access: one guest runs on one thread, so that it is never contended. */
    @Override
    @SuppressWarnings("removal")
    public Object lock(int address) {
        return this;
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        return await(readInt(address) == expected, timeout);
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        return await(readLong(address) == expected, timeout);
    }

    /** Nobody else runs this guest, so nobody can wake it: a wait ends by its timeout or never. */
    private synchronized int await(boolean equal, long nanos) {
        if (!shared()) {
            throw new WasmRuntimeException("expected shared memory");
        }
        if (!equal) {
            return 1;
        }
        long deadline = nanos < 0 ? Long.MAX_VALUE : System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0 || nanos < 0; left = deadline - System.nanoTime()) {
                wait(nanos < 0 ? 0 : left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChicoryInterruptedException(e);
        }
        return 2;
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int maxThreads) {
        at(address, 4);
        return 0;
    }
}
