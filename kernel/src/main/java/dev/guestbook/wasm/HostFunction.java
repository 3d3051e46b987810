package dev.guestbook.wasm;

/**
 * A function of the host that a guest may call.
 *
 * @param module the import's module name
 * @param name the import's name
 */
public record HostFunction(String module, String name, Signature signature, Code code) {
    /** One that stands for an import nobody gives: it traps when it is called, naming the import. */
    static HostFunction stub(ImportType wanted) {
        String shown = wanted.shown();
        return new HostFunction(
                wanted.module(), wanted.name(), wanted.signature().orElseThrow(), (memory, arguments) -> {
                    throw new StubCalled(shown);
                });
    }

    /** Its body. Runs on the guest's thread; what it throws ends the guest's call and reaches the caller as it is. */
    @FunctionalInterface
    public interface Code {
        /**
         * @param memory the calling instance's first memory, or null where it has none
         * @param arguments one raw value a parameter: integers as they are, floats as their bits
         * @return one raw value a result
         */
        long[] call(LinearMemory memory, long[] arguments);
    }
}
