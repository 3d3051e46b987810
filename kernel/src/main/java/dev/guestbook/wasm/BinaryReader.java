package dev.guestbook.wasm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the binary format's primitives from part of a module, never past its end (core specification, 5.2). */
final class BinaryReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    BinaryReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    int position() {
        return position;
    }

    int left() {
        return end - position;
    }

    int u8() throws BadModule {
        if (position >= end) {
            throw cutOff();
        }
        return bytes[position++] & 0xff;
    }

    /** A LEB128 number of at most 32 bits. */
    long u32() throws BadModule {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (value > 0xffff_ffffL) {
                    break;
                }
                return value;
            }
        }
        throw new BadModule("The module is malformed: a number at byte " + position + " is too long.");
    }

    /** Reads past a LEB128 number of any sign and at most 64 bits. */
    void number() throws BadModule {
        for (int length = 1; u8() >= 0x80; length++) {
            if (length == 10) {
                throw new BadModule("The module is malformed: a number at byte " + position + " is too long.");
            }
        }
    }

    /** The length of a vector; each entry takes a byte at least, so that a lie about it is found at once. */
    int count() throws BadModule {
        long count = u32();
        if (count > left()) {
            throw new BadModule("The module is malformed: at byte " + position + " it announces " + count
                    + " entries in the " + left() + " bytes that are left.");
        }
        return (int) count;
    }

    String name() throws BadModule {
        int length = count();
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, position, length))
                    .toString();
            position += length;
            return name;
        } catch (CharacterCodingException e) {
            throw new BadModule("The module is malformed: the name at byte " + position + " is not UTF-8.", e);
        }
    }

    void skip(long length) throws BadModule {
        if (length > left()) {
            throw cutOff();
        }
        position += (int) length;
    }

    /** The next {@code length} bytes as a reader of their own. */
    BinaryReader part(long length) throws BadModule {
        int start = position;
        skip(length);
        return new BinaryReader(bytes, start, position);
    }

    private BadModule cutOff() {
        return new BadModule("The module is cut off or malformed: it ends at byte " + end + " where more must follow.");
    }
}
