package dev.guestbook.magic;

import dev.guestbook.display.Nearest;
import dev.guestbook.session.Bytes;
import dev.guestbook.session.DataType;
import dev.guestbook.session.MemoryType;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Region;
import dev.guestbook.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Resolves the values of a magic's arguments: literal, prefixed form, live region, Java expression, in this
 * order; {@code java:} forces Java. Literals and regions never go through the compiler.
 *
 * @param base where relative file names start
 */
record ArgumentValues(Session session, Path base, MagicContext context) {
    static final String MEMORY = "--memory";

    /** Those of a byte each would fill all addresses. */
    private static final long MOST_ELEMENTS = 1L << 32;

    /**
     * A size with the type it was given in: {@code 500000*i32}.
     *
     * @param count of elements; bytes where there is no type
     */
    record Size(long count, Optional<MemoryType> type) {
        long bytes() {
            return type.isPresent() ? type.get().bytes(count) : count;
        }
    }

    /**
     * A word's value.
     *
     * @param length how many bytes {@code zero} and {@code random} mean; refused where empty
     */
    Object value(Word word, OptionalLong length) throws Exception {
        String text = word.text();
        Optional<Object> literal = Literal.parse(text);
        if (literal.isPresent()) {
            return literal.get();
        }
        Optional<Object> prefixed = prefixed(word, length);
        if (prefixed.isPresent()) {
            return prefixed.get();
        }
        Optional<Region> region = region(text);
        if (region.isPresent()) {
            return region.get().ptr();
        }
        return text.startsWith("java:") ? java(text.substring("java:".length()), word) : java(text, word);
    }

    private Optional<Object> prefixed(Word word, OptionalLong length) throws Exception {
        String text = word.text();
        if (text.equals("zero") || text.equals("random")) {
            if (length.isEmpty()) {
                throw new MagicException("\"" + text + "\" fills a region; here a value is wanted.");
            }
            int count = Math.toIntExact(length.getAsLong());
            return Optional.of(text.equals("zero") ? new byte[count] : Bytes.random(count));
        }
        if (text.startsWith("hex:")) {
            return Optional.of(Bytes.hex(content(word, "hex:")));
        }
        if (text.startsWith("utf8:")) {
            return Optional.of(Bytes.utf8(content(word, "utf8:")));
        }
        if (text.startsWith("cstr:")) {
            byte[] bytes = Bytes.utf8(content(word, "cstr:"));
            if (hasZero(bytes)) {
                throw new MagicException("The text holds a zero character, which would end it early as a cstr.");
            }
            return Optional.of(Arrays.copyOf(bytes, bytes.length + 1));
        }
        return Optional.empty();
    }

    private static boolean hasZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    /** What follows a prefix: the text itself, or with {@code @} a file's. */
    private String content(Word word, String prefix) throws MagicException {
        String text = word.text().substring(prefix.length());
        boolean file = text.startsWith("@");
        String rest = file ? text.substring(1) : text;
        String value = word.quoted() ? rest : Word.unquoted(rest);
        if (!file) {
            return value;
        }
        try {
            return Files.readString(base.resolve(value), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new MagicException("The file " + base.resolve(value) + " cannot be read as text; check its name.", e);
        }
    }

    private Optional<Region> region(String name) {
        return session.guests().isEmpty()
                ? Optional.empty()
                : session.regions().stream()
                        .filter(region -> region.isLive() && region.name().equals(name))
                        .findFirst();
    }

    private Object java(String expression, Word word) throws MagicException, CodeFailed {
        try {
            return context.java(expression).value();
        } catch (CodeFailed e) {
            if (e.isCompileError() && expression.matches("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
                throw new MagicException(expression + " does not fit in 64 bits, and no number here is larger.", e);
            }
            if (e.isCompileError() && expression.startsWith("[")) {
                throw new MagicException(
                        expression + " is no list; one holds numbers that fit in 64 bits, as in [1, 0x2a, 3.5].", e);
            }
            if (e.isCompileError() && (word.quoted() || expression.matches("\\w+"))) {
                String advice =
                        word.quoted() ? "; for a text write \"utf8:" + expression + "\"." : regionAdvice(expression);
                throw new MagicException(
                        "\"" + expression + "\" is no literal, live region or Java expression" + advice, e);
            }
            throw e;
        }
    }

    private String regionAdvice(String name) {
        List<String> names = session.guests().isEmpty()
                ? List.of()
                : session.regions().stream()
                        .filter(Region::isLive)
                        .map(Region::name)
                        .toList();
        return Nearest.of(name, names)
                .map(near -> "; did you mean " + near + "?")
                .orElse(".");
    }

    /** A whole number: bytes, a count, an offset. */
    long number(Word word, String what) throws Exception {
        Object value = value(word, OptionalLong.empty());
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            if (number >= 0) {
                return number;
            }
        }
        throw new MagicException("The " + what + " is a whole number from 0 on; " + word.text() + " is not.");
    }

    /** A size in bytes, or {@code N*TYPE} for N elements. */
    Size size(Word word) throws Exception {
        Optional<Size> elements = elements(word);
        if (elements.isPresent()) {
            return elements.get();
        }
        Optional<Long> literal = Literal.size(word.text());
        return new Size(literal.isPresent() ? literal.get() : number(word, "size"), Optional.empty());
    }

    /** {@code N*TYPE}; empty where the word is not of that form. */
    Optional<Size> elements(Word word) throws Exception {
        int star = word.text().lastIndexOf('*');
        Optional<MemoryType> type =
                star > 0 ? type(word.text().substring(star + 1).strip()) : Optional.empty();
        if (star > 0
                && type.isEmpty()
                && Literal.size(word.text().substring(0, star)).isPresent()
                && word.text().substring(star + 1).matches("\\s*[A-Za-z_]\\w*\\s*")) {
            session.type(word.text().substring(star + 1).strip()); // refuses, naming what is nearest
        }
        if (type.isPresent()) {
            Word count = new Word(word.text().substring(0, star).strip(), false, word.start(), word.end());
            long elements = number(count, "number of elements");
            if (elements > MOST_ELEMENTS) {
                throw new MagicException(word.text() + " is more than any memory holds.");
            }
            return Optional.of(new Size(elements, type));
        }
        return Optional.empty();
    }

    /** The option of magics that takes an address of a further memory. */
    static Usage withMemory(Usage usage) {
        return usage.option(MEMORY, "N", "which memory an address is of, where a guest has several; 0 otherwise");
    }

    /** A pointer, as of an address in the memory that the call names. */
    Ptr pointer(Word word, MagicCall call) throws Exception {
        Optional<Word> memory = call.option(MEMORY);
        if (memory.isEmpty()) {
            return pointer(word);
        }
        Object value = value(word, OptionalLong.empty());
        if (value instanceof Integer || value instanceof Long) {
            int index = (int) Math.min(Integer.MAX_VALUE, number(memory.get(), "index of a memory"));
            return session.pointer(((Number) value).longValue(), index);
        }
        throw new MagicException(MEMORY + " goes with an address; \"" + word.text() + "\" knows its memory.");
    }

    /** A pointer: a region, a {@link Ptr}, or an address, masked where it is a negative int. */
    Ptr pointer(Word word) throws Exception {
        if (Literal.parse(word.text()).equals(Optional.of(0))) {
            return session.memoryStart(); // who types it means the place, and no pointer that came to be null
        }
        return pointer(value(word, OptionalLong.empty()), word);
    }

    /** The same of a value that {@code word} has come to already. */
    Ptr pointer(Object value, Word word) throws MagicException {
        if (value instanceof Ptr ptr) {
            return ptr;
        }
        if (value instanceof Region region) {
            return region.ptr();
        }
        if (value instanceof Integer || value instanceof Long) {
            return session.pointer(((Number) value).longValue());
        }
        throw new MagicException(
                "\"" + word.text() + "\" is no region, pointer or address; %wasm memory lists the regions.");
    }

    private Optional<MemoryType> type(String spelling) {
        return DataType.of(spelling)
                .<MemoryType>map(type -> type)
                .or(() -> session.layouts().stream()
                        .filter(layout -> layout.name().equals(spelling))
                        .findFirst());
    }
}
