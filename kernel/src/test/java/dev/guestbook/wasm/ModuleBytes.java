package dev.guestbook.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes modules section by section, for those that no compiler would make. */
public final class ModuleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ModuleBytes() {
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    }

    /** Part of a section. */
    public static final class Part {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        public Part hex(String hex) {
            bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
            return this;
        }

        public Part u32(long value) {
            long left = value;
            while (left > 0x7f) {
                bytes.write((int) (left & 0x7f) | 0x80);
                left >>>= 7;
            }
            bytes.write((int) left);
            return this;
        }

        public Part s32(int value) {
            int left = value;
            while (left < -64 || left > 63) {
                bytes.write((left & 0x7f) | 0x80);
                left >>= 7;
            }
            bytes.write(left & 0x7f);
            return this;
        }

        public Part name(String name) {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            u32(text.length);
            bytes.writeBytes(text);
            return this;
        }

        /** Another part, its length before it. */
        public Part sized(Part part) {
            u32(part.bytes.size());
            bytes.writeBytes(part.bytes.toByteArray());
            return this;
        }

        public Part times(int count, String hex) {
            byte[] one = HexFormat.ofDelimiter(" ").parseHex(hex);
            for (int i = 0; i < count; i++) {
                bytes.writeBytes(one);
            }
            return this;
        }
    }

    public static Part part() {
        return new Part();
    }

    public ModuleBytes section(int id, Part part) {
        out.write(id);
        Part sized = part().sized(part);
        out.writeBytes(sized.bytes.toByteArray());
        return this;
    }

    /** A section that is all hexadecimal. */
    public ModuleBytes section(int id, String hex) {
        return section(id, part().hex(hex));
    }

    /** Functions of type 0, each with this body: locals, instructions, end. */
    public ModuleBytes functions(int count, Part body) {
        section(3, part().u32(count).times(count, "00"));
        Part code = part().u32(count);
        for (int i = 0; i < count; i++) {
            code.sized(body);
        }
        return section(10, code);
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
