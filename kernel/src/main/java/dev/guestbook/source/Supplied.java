package dev.guestbook.source;

/**
 * A module's bytes and where they are from.
 *
 * @param name the file's or package's name; untrusted
 * @param origin where they came from in words; untrusted
 * @param sha256 of the bytes, hexadecimal in lower case
 */
public record Supplied(String name, String origin, byte[] bytes, String sha256) {}
