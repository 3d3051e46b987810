package dev.guestbook.wasm;

/**
 * What a module may ask for; checked against its bytes before the engine sees them.
 *
 * @param moduleBytes the whole module
 * @param functions functions it defines
 * @param functionBytes the code of one function
 * @param locals locals of one function
 * @param dataBytes all data segments together
 * @param tableEntries entries of all tables of an instance together, at the start and after growing
 * @param memoryBytes all linear memories of an instance together, at the start and after growing; at most {@link
 *     LinearMemory#MAX_BYTES}
 */
public record Limits(
        long moduleBytes,
        int functions,
        int functionBytes,
        int locals,
        long dataBytes,
        long tableEntries,
        long memoryBytes) {

    private static final long MIB = 1024 * 1024;

    /** 64 MiB of module, 256 MiB of memory. */
    public static final Limits DEFAULT =
            new Limits(64 * MIB, 200_000, 7_654_321, 50_000, 64 * MIB, 1_000_000, 256 * MIB);

    public Limits {
        if (memoryBytes < 0 || memoryBytes > LinearMemory.MAX_BYTES) {
            throw new IllegalArgumentException("A memory limit is between 0 and " + LinearMemory.MAX_BYTES
                    + " bytes, the engine's end; this one is " + memoryBytes + ".");
        }
    }

    /** These limits with another cap on linear memory, in bytes. */
    public Limits withMemory(long bytes) {
        return new Limits(moduleBytes, functions, functionBytes, locals, dataBytes, tableEntries, bytes);
    }

    /** Whole pages that fit under {@link #memoryBytes()}. */
    int memoryPages() {
        return (int) (memoryBytes / LinearMemory.PAGE);
    }
}
