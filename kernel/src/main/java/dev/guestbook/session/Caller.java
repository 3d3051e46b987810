package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.LinearMemory;
import java.nio.charset.StandardCharsets;

/**
 * The guest that calls a host function, and its memory. Addresses are an i32 as the guest passed it, masked
 * and checked; reads are copies.
 */
public final class Caller {
    private final String function;
    private final LinearMemory memory;
    private final LiveInstance home;

    /**
     * @param memory null where the guest has none
     * @param home null while its start function runs, before there is a guest
     */
    Caller(String function, LinearMemory memory, LiveInstance home) {
        this.function = function;
        this.memory = memory;
        this.home = home;
    }

    LiveInstance home() {
        if (home == null) {
            throw new Refused("Host function `" + function
                    + "` was called while its guest was being loaded; there are no pointers into it yet.");
        }
        return home;
    }

    public Guest guest() {
        return home().guest();
    }

    /** A pointer into the guest, with the bounds it has there. */
    public Ptr ptr(int pointer) {
        return home().pointer(Ptr.mask(pointer));
    }

    public byte[] bytes(int pointer, int length) {
        long address = Ptr.mask(pointer);
        long count = Ptr.mask(length);
        check(address, count);
        return memory.read(address, (int) count);
    }

    /** Bytes as UTF-8. */
    public String utf8(int pointer, int length) {
        return new String(bytes(pointer, length), StandardCharsets.UTF_8);
    }

    /** The text up to the next zero byte. */
    public String cString(int pointer) {
        long address = Ptr.mask(pointer);
        check(address, 1);
        long length = memory.indexOfZero(address, memory.size());
        if (length < 0) {
            throw new Refused(
                    "The guest passed `" + function + "` a text at " + Ptr.shown(address) + " that no zero byte ends.");
        }
        return new String(memory.read(address, (int) length), StandardCharsets.UTF_8);
    }

    public void write(int pointer, byte[] bytes) {
        long address = Ptr.mask(pointer);
        check(address, bytes.length);
        memory.write(address, bytes);
    }

    /** Grows its memory to so many bytes or more; false where its limit does not allow that. */
    boolean growTo(long bytes) {
        return memory != null && (bytes <= memory.size() || memory.grow(Arena.pages(bytes - memory.size())));
    }

    private void check(long address, long length) {
        if (memory == null || !memory.contains(address, length)) {
            throw new Refused("The guest passed `" + function + "` " + Numbers.grouped(length)
                    + (length == 1 ? " byte at " : " bytes at ") + Ptr.shown(address) + " outside its memory.");
        }
    }

    // Bodies of host functions that look into their caller; write the types of a lambda's parameters.

    /** {@code (i32) -> ()}. */
    @FunctionalInterface
    public interface Takes1 {
        void call(Caller caller, int a) throws Exception;
    }

    /** {@code (i32, i32) -> ()}. */
    @FunctionalInterface
    public interface Takes2 {
        void call(Caller caller, int a, int b) throws Exception;
    }

    /** {@code (i32, i32, i32) -> ()}. */
    @FunctionalInterface
    public interface Takes3 {
        void call(Caller caller, int a, int b, int c) throws Exception;
    }

    /** {@code (i32) -> i32}. */
    @FunctionalInterface
    public interface Gives1 {
        int call(Caller caller, int a) throws Exception;
    }

    /** {@code (i32, i32) -> i32}. */
    @FunctionalInterface
    public interface Gives2 {
        int call(Caller caller, int a, int b) throws Exception;
    }

    /** {@code (i32, i32, i32) -> i32}. */
    @FunctionalInterface
    public interface Gives3 {
        int call(Caller caller, int a, int b, int c) throws Exception;
    }

    /** {@code (i32, i32, i32, i32) -> i32}. */
    @FunctionalInterface
    public interface Gives4 {
        int call(Caller caller, int a, int b, int c, int d) throws Exception;
    }
}
