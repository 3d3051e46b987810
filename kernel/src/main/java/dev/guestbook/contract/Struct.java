package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A struct by wasm32's C ABI.
 *
 * @param size bytes, a multiple of the alignment
 */
public record Struct(String name, List<Field> fields, int size, int alignment) implements Element {
    /**
     * A field.
     *
     * @param count its elements where it is an array
     * @param offset bytes from the struct's start
     */
    public record Field(String name, Element type, OptionalInt count, int offset) {
        int end() {
            return offset + type.size() * count.orElse(1);
        }
    }

    public Struct {
        fields = List.copyOf(fields);
    }

    /** What is declared of a field: all but its place. */
    record Member(String name, Element type, OptionalInt count) {
        long size() {
            return (long) type.size() * count.orElse(1);
        }
    }

    /** Places members one after the other, each naturally aligned. Empty where the whole exceeds {@code most} bytes. */
    static Optional<Struct> of(String name, List<Member> members, long most) {
        List<Field> fields = new ArrayList<>();
        long end = 0;
        int alignment = 1;
        for (Member member : members) {
            long offset = aligned(end, member.type().alignment());
            end = offset + member.size();
            if (end > most) {
                return Optional.empty();
            }
            fields.add(new Field(member.name(), member.type(), member.count(), (int) offset));
            alignment = Math.max(alignment, member.type().alignment());
        }
        return Optional.of(new Struct(name, fields, (int) aligned(end, alignment), alignment));
    }

    private static long aligned(long offset, int alignment) {
        return (offset + alignment - 1) & -(long) alignment;
    }

    /** The one number it consists of, if so: clang passes such a struct as that number. */
    Optional<Scalar> single() {
        if (fields.size() != 1 || fields.get(0).count().orElse(1) != 1) {
            return Optional.empty();
        }
        Element only = fields.get(0).type();
        return only instanceof Struct nested ? nested.single() : Optional.of((Scalar) only);
    }
}
