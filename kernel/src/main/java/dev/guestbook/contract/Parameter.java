package dev.guestbook.contract;

/**
 * A parameter, or what a function returns.
 *
 * @param name as declared, or {@code param1} and so on where it has none; {@value #RETURN} for what is returned
 * @param declaration as it stands in the header, without comments
 */
public record Parameter(String name, String declaration, Kind kind) {
    /** No parameter can have this name. */
    public static final String RETURN = "return";

    /** What is passed: a number, or a pointer to something. */
    public sealed interface Kind {}

    /** A number. */
    public record Value(Scalar type) implements Kind {}

    /**
     * A pointer to {@code extent} elements.
     *
     * @param row where they stand in rows, as those of {@code m[2][3]} do, what one row has; no dimensions otherwise
     */
    public record Buffer(Element element, Direction direction, Extent extent, Dimensions row) implements Kind {
        /** One whose elements stand in no rows. */
        Buffer(Element element, Direction direction, Extent extent) {
            this(element, direction, extent, Dimensions.NONE);
        }

        /** Whether it is one struct whose length is open: as long as what is given. */
        public boolean isOpen() {
            return element instanceof Struct struct && struct.isOpen();
        }

        /** The same as a number of bytes in words: {@code 32 bytes}, {@code 4 × count bytes}. */
        public String size() {
            if (extent instanceof Extent.Text) {
                return "text with its zero byte";
            }
            if (extent instanceof Extent.Unknown) {
                return "not known";
            }
            Extent.Count count = (Extent.Count) extent;
            long bytes = Math.multiplyExact(count.factor(), (long) element.size());
            return (isOpen() ? "at least " : "")
                    + count.parameter()
                            .map(name -> bytes == 1 ? name : bytes + " × " + name)
                            .orElse(Long.toString(bytes))
                    + (bytes == 1 && count.parameter().isEmpty() ? " byte" : " bytes");
        }
    }

    /** The wasm type it is passed as. */
    public String wasm() {
        return kind instanceof Value value ? value.type().wasm() : Scalar.PTR.wasm();
    }
}
