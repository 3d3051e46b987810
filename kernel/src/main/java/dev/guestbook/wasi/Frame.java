package dev.guestbook.wasi;

/** One call of a guest: its arguments and its memory. */
final class Frame {
    private final GuestMemory memory;
    private final long[] arguments;

    Frame(GuestMemory memory, long[] arguments) {
        this.memory = memory;
        this.arguments = arguments;
    }

    GuestMemory memory() {
        return memory;
    }

    int fd(int index) {
        return (int) arguments[index];
    }

    /** An i32 as an address, a length or a set of flags. */
    long u32(int index) {
        return arguments[index] & 0xffff_ffffL;
    }

    boolean flag(int index, int bit) {
        return (u32(index) & bit) != 0;
    }

    long i64(int index) {
        return arguments[index];
    }

    String path(int pointer) throws WasiException {
        return memory.path(u32(pointer), u32(pointer + 1));
    }
}
