package dev.guestbook.contract;

import java.util.List;
import java.util.Optional;

/** A type as C declares it, before what it means for a parameter is known. */
sealed interface CType {
    CType NOTHING = new Nothing();

    /** {@code void}. */
    record Nothing() implements CType {}

    record Basic(Scalar scalar) implements CType {}

    record Structure(Struct struct) implements CType {}

    /** A struct by its tag: perhaps defined further down, perhaps never. */
    record Tagged(String tag) implements CType {}

    /** A typedef that was left out in a line of its own. */
    record Unread(String name, int line) implements CType {}

    /** A pointer; {@code constant} says whether what it points to is. */
    record Pointer(CType to, boolean constant) implements CType {}

    /** An array, its size empty for {@code []}; {@code constant} says whether its elements are. */
    record Array(CType of, Optional<Extent.Count> size, boolean constant) implements CType {}

    /** A function. */
    record Function(CType returned, List<Declared> parameters, boolean variadic) implements CType {}

    /**
     * A name with its type.
     *
     * @param name empty where there is none
     * @param direction what the header's own words say
     * @param text as it is written
     */
    record Declared(String name, CType type, Optional<Direction> direction, String text, int line) {}
}
