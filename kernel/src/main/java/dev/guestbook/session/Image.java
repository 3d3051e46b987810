package dev.guestbook.session;

import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A copy of all of a linear memory; pages that are zero take no room. */
final class Image {
    private static final int PAGE = LinearMemory.PAGE;
    private static final byte[] ZEROS = new byte[PAGE];

    private final List<byte[]> pages;

    private Image(List<byte[]> pages) {
        this.pages = pages;
    }

    static Image of(LinearMemory memory) {
        List<byte[]> pages = new ArrayList<>();
        for (long at = 0; at < memory.size(); at += PAGE) {
            pages.add(memory.mismatch(at, ZEROS) < 0 ? ZEROS : memory.read(at, PAGE));
        }
        return new Image(pages);
    }

    /** All memories of an instance by index. */
    static List<Image> ofAll(Instance instance) {
        return instance.memories().stream().map(Image::of).toList();
    }

    /** An image of no memory. */
    static Image empty() {
        return new Image(List.of());
    }

    /** Bytes of memory it has a copy of. */
    long size() {
        return (long) pages.size() * PAGE;
    }

    /** Bytes of the JVM's heap that it takes. */
    long held() {
        return pages.stream().filter(page -> page != ZEROS).count() * PAGE;
    }

    /** The byte at an address; null past its end. */
    Byte at(long address) {
        return address < size() ? pages.get((int) (address / PAGE))[(int) (address % PAGE)] : null;
    }

    /** A page; zeros past its end. Not to be changed. */
    byte[] page(int index) {
        return index < pages.size() ? pages.get(index) : ZEROS;
    }

    /** So many bytes; zeros past its end. */
    byte[] read(long address, int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int inside = (int) ((address + done) % PAGE);
            int count = Math.min(length - done, PAGE - inside);
            System.arraycopy(page((int) ((address + done) / PAGE)), inside, bytes, done, count);
            done += count;
        }
        return bytes;
    }

    /** Makes memory what it was; memory that was grown since stays, zeroed. */
    void restore(LinearMemory memory) {
        for (long at = 0; at < memory.size(); at += PAGE) {
            memory.write(at, page((int) (at / PAGE)));
        }
    }

    void wipe() {
        pages.forEach(page -> Arrays.fill(page, (byte) 0));
    }
}
