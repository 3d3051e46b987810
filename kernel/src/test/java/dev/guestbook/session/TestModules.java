package dev.guestbook.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Modules too small for a source of their own, byte by byte. */
final class TestModules {
    private static final String HEADER = "00 61 73 6d 01 00 00 00 ";

    /** Imports {@code env.log (i32, i32) -> ()} and {@code env.now () -> i64}, and does nothing. */
    static final byte[] TWO_IMPORTS = module("01 0a 02 60 02 7f 7f 00 60 00 01 7e "
            + "02 15 02 03 65 6e 76 03 6c 6f 67 00 00 03 65 6e 76 03 6e 6f 77 00 01");

    /** Imports {@code env.f () -> ()}, {@code env.memory}, a table {@code env.t} and a global {@code env.g}. */
    static final byte[] FOUR_KINDS_OF_IMPORTS = module("01 04 01 60 00 00 02 2a 04 03 65 6e 76 01 66 00 00 "
            + "03 65 6e 76 06 6d 65 6d 6f 72 79 02 00 01 03 65 6e 76 01 74 01 70 00 02 03 65 6e 76 01 67 03 7f 01");

    /** {@code f () -> ()} makes a vector of SIMD and drops it. */
    static final byte[] SIMD = module("01 04 01 60 00 00 03 02 01 00 07 05 01 01 66 00 00 "
            + "0a 17 01 15 00 fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1a 0b");

    /** {@code go () -> ()} calls the imported {@code env.wait () -> ()} and returns. */
    static final byte[] CALLS_BACK = module("01 04 01 60 00 00 02 0c 01 03 65 6e 76 04 77 61 69 74 00 00 "
            + "03 02 01 00 07 06 01 02 67 6f 00 01 0a 06 01 04 00 10 00 0b");

    /** {@code go () -> ()} calls the imported {@code env.wait () -> ()} and then loops for ever. */
    static final byte[] CALLS_BACK_AND_SPINS = module("01 04 01 60 00 00 02 0c 01 03 65 6e 76 04 77 61 69 74 00 00 "
            + "03 02 01 00 07 06 01 02 67 6f 00 01 0a 0b 01 09 00 10 00 03 40 0c 00 0b 0b");

    /** {@code go () -> ()} calls the imported {@code env.wait () -> ()} and stores 7 at address 0 of its memory. */
    static final byte[] CALLS_BACK_AND_STORES = module("01 04 01 60 00 00 02 0c 01 03 65 6e 76 04 77 61 69 74 00 00 "
            + "03 02 01 00 05 03 01 00 01 07 06 01 02 67 6f 00 01 0a 0d 01 0b 00 10 00 41 00 41 07 36 02 00 0b");

    /** {@code f (i32) -> ()} stores four bytes of ones at p, p + 24, p + 48, p + 72, p + 96 and p + 120. */
    static final byte[] STORES_APART = module("01 05 01 60 01 7f 00 03 02 01 00 05 04 01 01 01 28 "
            + "07 0e 02 01 66 00 00 06 6d 65 6d 6f 72 79 02 00 0a 2e 01 2c 00 20 00 41 7f 36 02 00 20 00 41 7f 36 02 18 "
            + "20 00 41 7f 36 02 30 20 00 41 7f 36 02 48 20 00 41 7f 36 02 60 20 00 41 7f 36 02 78 0b");

    /** A memory of 1 page that may grow to 40, exported; no function. */
    static final byte[] MEMORY_ONLY = module("05 04 01 01 01 28 07 0a 01 06 6d 65 6d 6f 72 79 02 00");

    /** A memory of 1 page that cannot grow, exported; no function. */
    static final byte[] FIXED_MEMORY = module("05 04 01 01 01 01 07 0a 01 06 6d 65 6d 6f 72 79 02 00");

    /** Loops for ever in its start function. */
    static final byte[] SPINS_AT_START =
            module("01 04 01 60 00 00 03 02 01 00 08 01 00 0a 09 01 07 00 03 40 0c 00 0b 0b");

    /** Calls {@code proc_exit(7)} of WASI in its start function. */
    static final byte[] EXITS_AT_START = module("01 08 02 60 01 7f 00 60 00 00 "
            + "02 24 01 16 77 61 73 69 5f 73 6e 61 70 73 68 6f 74 5f 70 72 65 76 69 65 77 31 "
            + "09 70 72 6f 63 5f 65 78 69 74 00 00 03 02 01 01 08 01 01 0a 08 01 06 00 41 07 10 00 0b");

    private TestModules() {}

    static byte[] module(String sections) {
        return HexFormat.ofDelimiter(" ").parseHex(HEADER + sections);
    }

    static String write(Path folder, String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes).toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
