package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Modules that lie about their sizes, ask for too much, or are noise: refused in one sentence, quickly. */
@Timeout(60)
class HostileModuleTest {
    private static final Limits SMALL = new Limits(2_000, 3, 1_000, 10, 100, 10, 65_536);

    private static byte[] guest(String name) throws IOException {
        return Files.readAllBytes(Path.of("..", "guests", name, name + ".wasm"));
    }

    private static byte[] module(String sections) {
        return HexFormat.ofDelimiter(" ").parseHex("00 61 73 6d 01 00 00 00 " + sections);
    }

    private static String refused(byte[] module, Limits limits) {
        return assertThrows(BadModule.class, () -> WasmModule.of(module, Engine.INTERPRETED, limits))
                .getMessage();
    }

    @Test
    void limits_are_checked_before_the_engine_sees_the_module() throws Exception {
        assertEquals(
                "The module needs 131,072 bytes of memory at the start, over the limit of 65,536; raise it with --max-memory.",
                refused(guest("twosum"), SMALL));
        assertEquals("The module is too large: it is 2,100 bytes, the limit is 2,000.", refused(sized(2_100), SMALL));
        assertEquals(
                "The module is too large: it defines 4 functions, the limit is 3.",
                refused(module("0a 0d 04 02 00 0b 02 00 0b 02 00 0b 02 00 0b"), SMALL));
        assertEquals(
                "The module is too large: one of its functions has 4,294,967,295 locals, the limit is 10.",
                refused(module("0a 0a 01 08 01 ff ff ff ff 0f 7f 0b"), SMALL));
        assertEquals(
                "The module is too large: its tables have 1,000 entries, the limit is 10.",
                refused(module("04 05 01 70 00 e8 07"), SMALL));
        assertEquals(
                "The module has a 64-bit memory; Guestbook's engine runs 32-bit ones only; build it for wasm32, as without -mmemory64.",
                refused(module("05 03 01 04 01"), SMALL));
    }

    /** A module that is one custom section. */
    private static byte[] sized(int length) {
        byte[] module = new byte[length];
        byte[] head = module("00 " + HexFormat.of().toHexDigits((byte) (((length - 11) & 0x7f) | 0x80)) + " "
                + HexFormat.of().toHexDigits((byte) ((length - 11) >> 7)) + " 01 78");
        System.arraycopy(head, 0, module, 0, head.length);
        return module;
    }

    @Test
    void a_count_that_cannot_be_true_is_found_at_once() {
        for (String id : new String[] {"01", "02", "03", "04", "05", "06", "07", "09", "0a"}) {
            String message = refused(module(id + " 05 ff ff ff ff 0f"), Limits.DEFAULT);
            assertTrue(message.contains("announces 4294967295 entries in the 0 bytes that are left"), message);
        }
        assertTrue(refused(module("01 ff ff ff ff ff 0f"), Limits.DEFAULT).contains("too long"));
        assertTrue(refused(module("01 ff ff ff ff 7f"), Limits.DEFAULT).contains("too long"));
    }

    @Test
    void noise_in_a_real_module_is_either_valid_or_refused_in_a_sentence() throws Exception {
        Random random = new Random(5);
        int refused = 0;
        for (byte[] guest : new byte[][] {guest("twosum"), guest("liar")}) {
            for (int n = 0; n < 1_500; n++) {
                byte[] noisy = guest.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
                }
                try {
                    WasmModule.of(noisy, Engine.INTERPRETED, Limits.DEFAULT);
                } catch (BadModule e) {
                    refused++;
                    assertTrue(
                            e.getMessage().endsWith(".")
                                    && e.getMessage().lines().count() == 1,
                            e.getMessage());
                }
            }
        }
        assertTrue(refused > 500, refused + " were refused");
    }

    @Test
    void every_truncation_is_refused_or_ends_at_a_section() throws Exception {
        byte[] guest = guest("twosum");
        int accepted = 0;
        for (int length = 0; length < guest.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(guest, length);
            try {
                WasmModule.of(cut, Engine.INTERPRETED, Limits.DEFAULT);
                accepted++;
            } catch (BadModule e) {
                assertTrue(e.getMessage().endsWith("."), e.getMessage());
            }
        }
        assertTrue(accepted < 10, accepted + " were accepted");
    }

    @Test
    void the_engines_own_words_are_shown_harmlessly_too() {
        String twice = "05 1b 0a e2 80 ae 00 00 ";
        byte[] module = module("01 04 01 60 00 00 03 02 01 00 07 11 02 " + twice + twice + "0a 04 01 02 00 0b");
        BadModule bad = assertThrows(
                BadModule.class,
                () -> WasmModule.of(module, Engine.INTERPRETED, Limits.DEFAULT).instantiate(java.util.List.of()));
        assertTrue(bad.getMessage().contains("\\u{1b}\\u{a}\\u{202e}"), bad.getMessage());
        assertTrue(bad.getMessage().codePoints().noneMatch(Character::isISOControl), bad.getMessage());
    }

    @Test
    void names_are_shown_harmlessly() throws Exception {
        String hostile = "<script>\u001b[31m\u202e" + "x".repeat(1_000_000);
        byte[] name = hostile.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(1);
        leb(body, name.length);
        body.writeBytes(name);
        body.writeBytes(new byte[] {1, 'f', 0, 0});
        ByteArrayOutputStream sections = new ByteArrayOutputStream();
        sections.writeBytes(module("01 04 01 60 00 00"));
        sections.write(2);
        leb(sections, body.size());
        sections.writeBytes(body.toByteArray());
        WasmModule module = WasmModule.of(sections.toByteArray(), Engine.INTERPRETED, Limits.DEFAULT);
        BadModule missing = assertThrows(BadModule.class, () -> module.instantiate(java.util.List.of()));
        assertTrue(
                missing.getMessage()
                        .startsWith(
                                "The module needs an import that nobody gives: function `<script>\\u{1b}[31m\\u{202e}xxx"),
                () -> missing.getMessage().substring(0, 120));
        assertTrue(
                missing.getMessage().length() < 400,
                () -> "length " + missing.getMessage().length());
        assertEquals(hostile, missing.missing().get(0).module());
    }

    private static void leb(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left > 0x7f) {
            out.write((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    @Test
    void what_cannot_be_linked_is_not_compiled() {
        CodeCache untouched = new CodeCache() {
            @Override
            public Optional<byte[]> read(String key) {
                return Optional.empty();
            }

            @Override
            public void keep(String key, byte[] code) {
                throw new AssertionError("it was compiled");
            }
        };
        BadModule refused = assertThrows(
                BadModule.class,
                () -> WasmModule.of(
                        StoppingTest.MODULE,
                        Engine.COMPILED,
                        Limits.DEFAULT,
                        untouched,
                        WasmModule.Linking.with(List.of(), List.of(), false)));
        assertEquals("env.here", refused.missing().get(0).qualifiedName());
    }

    @Test
    void code_that_is_none_makes_no_module_valid() {
        // (module (func (export "f") (result i32) i64.const 1))
        byte[] mistyped = module("01 05 01 60 00 01 7f 03 02 01 00 07 05 01 01 66 00 00 0a 06 01 04 00 42 01 0b");
        CodeCache spoilt = new CodeCache() {
            @Override
            public Optional<byte[]> read(String key) {
                return Optional.of(new byte[] {1, 2, 3});
            }

            @Override
            public void keep(String key, byte[] code) {
                throw new AssertionError("it was compiled");
            }
        };
        BadModule refused = assertThrows(
                BadModule.class,
                () -> WasmModule.of(mistyped, Engine.COMPILED, Limits.DEFAULT, spoilt, WasmModule.Linking.LATER));
        assertTrue(refused.getMessage().startsWith("The module is not valid"), refused.getMessage());
    }
}
