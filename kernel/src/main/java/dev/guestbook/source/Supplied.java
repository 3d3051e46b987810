package dev.guestbook.source;

/** A module's bytes and where they are from. Name and origin are untrusted. */
public final class Supplied {
    private final String name;
    private final String origin;
    private final byte[] bytes;
    private final String sha256;

    Supplied(String name, String origin, byte[] bytes) {
        this.name = name;
        this.origin = origin;
        this.bytes = bytes;
        this.sha256 = Digest.of(bytes);
    }

    /** A module that was made here, by a compiler or by Java. */
    public static Supplied made(String name, String origin, byte[] bytes) {
        return new Supplied(name, origin, bytes);
    }

    /** The file's or package's name. */
    public String name() {
        return name;
    }

    /** Where the bytes came from, in words. */
    public String origin() {
        return origin;
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Of the bytes, hexadecimal in lower case. */
    public String sha256() {
        return sha256;
    }
}
