package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A struct by wasm32's C ABI.
 *
 * @param fields one at least
 * @param size bytes, a multiple of the alignment
 */
public record Struct(String name, List<Field> fields, int size, int alignment) implements Element {
    /**
     * A field.
     *
     * @param type of one element where it is an array
     * @param offset bytes from the struct's start
     */
    public record Field(String name, Element type, Dimensions dimensions, int offset) {
        /** How far apart the elements of its outermost dimension are, in bytes; it is an array. */
        public int step() {
            return Math.toIntExact(dimensions.stride(type.size()));
        }
    }

    public Struct {
        fields = List.copyOf(fields);
    }

    /** What is declared of a field: all but its place. */
    record Member(String name, Element type, Dimensions dimensions) {
        long size() {
            return type.size() * dimensions.elements();
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
            fields.add(new Field(member.name(), member.type(), member.dimensions(), (int) offset));
            alignment = Math.max(alignment, member.type().alignment());
        }
        return Optional.of(new Struct(name, fields, (int) aligned(end, alignment), alignment));
    }

    private static long aligned(long offset, int alignment) {
        return (offset + alignment - 1) & -(long) alignment;
    }

    /** Whether its last field is an array whose length is open: its size is that of what stands before, and none is like another. */
    public boolean isOpen() {
        return last().dimensions().isOpen();
    }

    /** Its last field. */
    public Field last() {
        return fields.get(fields.size() - 1);
    }

    /** The one number it consists of, if so: clang passes such a struct as that number. */
    Optional<Scalar> single() {
        if (fields.size() != 1 || fields.get(0).dimensions().elements() != 1) {
            return Optional.empty();
        }
        Element only = fields.get(0).type();
        return only instanceof Struct nested ? nested.single() : Optional.of((Scalar) only);
    }
}
