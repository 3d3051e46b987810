package dev.guestbook.session;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Parameter.Buffer;
import dev.guestbook.contract.Parameter.Value;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Untrusted;
import java.util.Optional;

/** Holds a call's arguments against a prototype, before the guest sees them. Count and wasm types were checked. */
record ContractCheck(Prototype prototype, LiveInstance home) {
    void check(Object... arguments) {
        for (Parameter parameter : prototype.parameters()) {
            checkOrder(parameter, arguments);
        }
        for (int i = 0; i < arguments.length; i++) {
            Parameter parameter = prototype.parameters().get(i);
            if (parameter.kind() instanceof Buffer buffer) {
                checkPointer(i, buffer, arguments);
            } else if (pointer(arguments[i]).isPresent() && ((Value) parameter.kind()).type() != Scalar.PTR) {
                throw new Refused(place(i) + " is a number, `" + parameter.declaration() + "`; "
                        + pointer(arguments[i]).get().described() + " was given.");
            } else {
                checkRange(prototype, parameter, arguments[i]);
            }
        }
    }

    /** Refuses a whole number that a C type of less than 32 bits does not hold: the guest would see another one. */
    static void checkRange(Prototype prototype, Parameter parameter, Object given) {
        Scalar type = ((Value) parameter.kind()).type();
        if (type.size() >= Integer.BYTES || !(given instanceof Number number)) {
            return;
        }
        boolean signed = type == Scalar.I8 || type == Scalar.CHAR || type == Scalar.I16;
        int bits = type == Scalar.BOOL ? 1 : Byte.SIZE * type.size();
        long least = signed ? -(1L << (bits - 1)) : 0;
        long most = signed ? -least - 1 : (1L << bits) - 1;
        if (number.longValue() < least || number.longValue() > most) {
            throw new Refused("`" + parameter.name() + "` of `" + prototype.name() + "` goes from " + least + " to "
                    + most + "; " + given + " does not.");
        }
    }

    private void checkOrder(Parameter parameter, Object... arguments) {
        Optional<String> counter = counter(parameter.kind());
        if (counter.isEmpty()) {
            return;
        }
        Object pointer = arguments[prototype.indexOf(parameter.name())];
        Object count = arguments[prototype.indexOf(counter.get())];
        if (looksSwapped(pointer, count)) {
            throw new Refused("`" + parameter.name() + "` and `" + counter.get() + "` of `" + prototype.name()
                    + "` look swapped: " + shown(pointer) + " was given for the pointer and " + shown(count)
                    + " for the length.");
        }
    }

    private static Optional<String> counter(Parameter.Kind kind) {
        return kind instanceof Buffer buffer && buffer.extent() instanceof Extent.Count count
                ? count.parameter()
                : Optional.empty();
    }

    private void checkPointer(int index, Buffer buffer, Object... arguments) {
        Optional<String> counter = counter(buffer);
        Object count = counter.map(name -> arguments[prototype.indexOf(name)]).orElse(1);
        Ptr start = pointer(arguments[index]).orElseGet(() -> home.pointer(masked(arguments[index])));
        long needed = needed(buffer, count);
        if (start.isNull() && start.region().isEmpty()) {
            if (needed > 0 && !(buffer.extent() instanceof Extent.Unknown)) {
                throw new Refused(place(index) + " is a null pointer, and the guest " + verb(buffer) + " "
                        + bytes(needed) + " there; give it a region.");
            }
        } else if (start.region().isEmpty() && start.address() >= home.memory().size()) {
            throw new Refused(place(index) + " is " + shown(arguments[index]) + ": outside "
                    + home.guest().quoted() + "'s memory of "
                    + bytes(home.memory().size()) + ".");
        } else if (buffer.extent() instanceof Extent.Text) {
            Access.readCString(start);
        } else if (needed > start.size()) {
            throw tooSmall(start, buffer, needed, counter, count);
        }
    }

    private static long needed(Buffer buffer, Object count) {
        return buffer.extent() instanceof Extent.Count fixed
                ? fixed.factor() * buffer.element().size() * masked(count)
                : 1;
    }

    private Refused tooSmall(Ptr start, Buffer buffer, long needed, Optional<String> counter, Object count) {
        String what = start.described();
        String where = start.region()
                        .filter(region -> region.address() == start.address())
                        .isPresent()
                ? ""
                : " from " + start + " on";
        return new Refused("Buffer too small: " + what + " has " + bytes(start.size()) + where + ", `"
                + prototype.name() + "` " + verb(buffer) + " " + Numbers.grouped(needed)
                + counter.map(name -> " (`" + name + "` is " + Numbers.grouped(masked(count)) + ")")
                        .orElse("")
                + ".");
    }

    private static String verb(Buffer buffer) {
        return buffer.direction().isOutput() ? "writes" : "reads";
    }

    private static String bytes(long count) {
        return Numbers.grouped(count) + (count == 1 ? " byte" : " bytes");
    }

    /** A number where the pointer is due, and a pointer, or a region's address, where the number is. */
    private boolean looksSwapped(Object pointer, Object count) {
        if (pointer(pointer).isPresent()) {
            return false;
        }
        return pointer(count).isPresent() || (isRegion(masked(count)) && !inRegion(masked(pointer)));
    }

    private boolean isRegion(long address) {
        return home.arena().regions().stream().anyMatch(region -> region.address() == address && region.size() > 0);
    }

    private boolean inRegion(long address) {
        return home.arena().regions().stream().anyMatch(region -> region.contains(address));
    }

    private static Optional<Ptr> pointer(Object argument) {
        if (argument instanceof Region region) {
            return Optional.of(region.ptr());
        }
        return argument instanceof Ptr ptr ? Optional.of(ptr) : Optional.empty();
    }

    private static long masked(Object argument) {
        return argument instanceof Number number
                ? Ptr.mask(number.intValue())
                : argument instanceof Boolean truth && truth ? 1 : 0;
    }

    private static String shown(Object argument) {
        return pointer(argument)
                .map(Ptr::described)
                .orElseGet(() -> argument instanceof Number number && number.longValue() < 0
                        ? number + ", unsigned " + Numbers.address(masked(number)) + " ("
                                + Numbers.grouped(masked(number)) + ")"
                        : String.valueOf(argument));
    }

    private String place(int index) {
        return "Argument " + (index + 1) + " (`"
                + Untrusted.name(prototype.parameters().get(index).name()) + "`) of `" + prototype.name() + "`";
    }
}
