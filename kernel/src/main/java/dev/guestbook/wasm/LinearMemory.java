package dev.guestbook.wasm;

import dev.guestbook.wasm.code.FlatMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A guest's linear memory as the host sees it: byte addresses from 0, little endian on every host.
 *
 * <p>Stays the same object while the memory grows. Every access is checked against the size of that
 * moment, before a byte moves. Bulk reads are copies, bulk writes are copied in. Throws {@link
 * IndexOutOfBoundsException} for a range that is not wholly inside.
 */
public final class LinearMemory {
    /** Bytes of a page. */
    public static final int PAGE = 65_536;

    /**
     * Where the engine's memories end: 32,767 pages, 2 GiB less one page, the JVM's longest array. So no
     * address that is inside has its top bit set.
     */
    public static final long MAX_BYTES = 32_767L * PAGE;

    private final FlatMemory memory;

    LinearMemory(FlatMemory memory) {
        this.memory = memory;
    }

    /** Bytes now. */
    public long size() {
        return memory.size();
    }

    /** Pages now. */
    public int pages() {
        return memory.pages();
    }

    /** Pages it may grow to: its own maximum or the cap it was loaded with, whichever is lower. */
    public int maximumPages() {
        return memory.maximumPages();
    }

    /** Adds pages; returns false and changes nothing where the maximum or the JVM does not allow it. */
    public boolean grow(int pages) {
        return pages >= 0 && memory.grow(pages) >= 0;
    }

    /** Whether {@code length} bytes from {@code address} are all inside. */
    public boolean contains(long address, long length) {
        return address >= 0 && length >= 0 && address <= size() - length;
    }

    /** A copy of {@code length} bytes. */
    public byte[] read(long address, int length) {
        int start = range(address, length);
        return Arrays.copyOfRange(memory.bytes(), start, start + length);
    }

    /** Fills {@code target}. */
    public void read(long address, byte[] target) {
        System.arraycopy(memory.bytes(), range(address, target.length), target, 0, target.length);
    }

    public void write(long address, byte[] source) {
        System.arraycopy(source, 0, memory.bytes(), range(address, source.length), source.length);
    }

    public void readShorts(long address, short[] target) {
        view(address, Short.BYTES * (long) target.length).asShortBuffer().get(target);
    }

    public void write(long address, short[] source) {
        view(address, Short.BYTES * (long) source.length).asShortBuffer().put(source);
    }

    public void readInts(long address, int[] target) {
        view(address, Integer.BYTES * (long) target.length).asIntBuffer().get(target);
    }

    public void write(long address, int[] source) {
        view(address, Integer.BYTES * (long) source.length).asIntBuffer().put(source);
    }

    public void readLongs(long address, long[] target) {
        view(address, Long.BYTES * (long) target.length).asLongBuffer().get(target);
    }

    public void write(long address, long[] source) {
        view(address, Long.BYTES * (long) source.length).asLongBuffer().put(source);
    }

    public void readFloats(long address, float[] target) {
        view(address, Float.BYTES * (long) target.length).asFloatBuffer().get(target);
    }

    public void write(long address, float[] source) {
        view(address, Float.BYTES * (long) source.length).asFloatBuffer().put(source);
    }

    public void readDoubles(long address, double[] target) {
        view(address, Double.BYTES * (long) target.length).asDoubleBuffer().get(target);
    }

    public void write(long address, double[] source) {
        view(address, Double.BYTES * (long) source.length).asDoubleBuffer().put(source);
    }

    /** Overwrites {@code length} bytes with zeros. */
    public void zero(long address, long length) {
        int start = range(address, length);
        Arrays.fill(memory.bytes(), start, start + (int) length, (byte) 0);
    }

    /** Overwrites all of it with zeros. */
    public void wipe() {
        memory.wipe();
    }

    /** The distance from {@code address} to the next zero byte before {@code end}, or -1. */
    public long indexOfZero(long address, long end) {
        int start = range(address, end - address);
        byte[] bytes = memory.bytes();
        for (int i = start; i < end; i++) {
            if (bytes[i] == 0) {
                return i - (long) start;
            }
        }
        return -1;
    }

    /** The offset of the first byte that differs from {@code expected}, read from {@code address} on, or -1. */
    public int mismatch(long address, byte[] expected) {
        int start = range(address, expected.length);
        return Arrays.mismatch(memory.bytes(), start, start + expected.length, expected, 0, expected.length);
    }

    /** Only for reading, only from {@code address} on, and only until the memory grows. */
    private ByteBuffer view(long address, long length) {
        int start = range(address, length);
        return ByteBuffer.wrap(memory.bytes(), start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The array index of an address whose whole range is inside. */
    private int range(long address, long length) {
        if (!contains(address, length)) {
            throw new IndexOutOfBoundsException(
                    "Memory of " + size() + " bytes has no " + Shown.bytes(length) + " at address " + address + ".");
        }
        return (int) address;
    }
}
