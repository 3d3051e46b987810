package dev.guestbook.wasm;

import java.util.HexFormat;

/**
 * A module of 167 bytes that uses a little of everything, to compile before a user's first: a cold compiler takes
 * longer over its own classes than over the module.
 *
 * <pre>
 * (module
 *   (memory (export "memory") 1)
 *   (global (mut i32) (i32.const 1024))
 *   (func (export "sum") (param i32 i32) (result i32) ...)        ;; adds up so many i32 from an address
 *   (func (export "bump_alloc") (param i32 i32) (result i32) ...) ;; size, alignment
 *   (func (export "bump_reset") ...))
 * </pre>
 */
public final class TinyModule {
    private static final String HEX = "0061736d01000000010a0260027f7f017f60000003040300000105030100010607017f014180080b"
            + "072a04066d656d6f727902000373756d00000a62756d705f616c6c6f6300010a62756d705f72657365740002"
            + "0a51032b01017f024003402001450d01200220002802006a2102200041046a2100200141016b21010c000b0b20020b"
            + "1b01017f230020016a41016b410020016b71220220006a240020020b070041800824000b";

    private TinyModule() {}

    /** The module. */
    public static byte[] bytes() {
        return HexFormat.of().parseHex(HEX);
    }
}
