package dev.guestbook.contract;

import java.util.List;

/**
 * What a text of C declares.
 *
 * @param prototypes in their order; of several of one name the last counts
 * @param structs those the text defines, each after the ones it uses
 */
public record Header(List<Prototype> prototypes, List<Struct> structs) {
    public Header {
        prototypes = List.copyOf(prototypes);
        structs = List.copyOf(structs);
    }

    /**
     * Reads prototypes as a header has them. Comments, attributes, export macros, directives and function bodies are
     * passed over; typedefs, enums, structs and constants count.
     *
     * @param firstLine the number of the text's first line, for messages
     * @param known structs the text may name without defining them
     * @throws BadHeader where it is not C, or not what a contract can hold: varargs, unions, bit-fields, function
     *     pointers, and an output whose size is nowhere
     */
    public static Header parse(String text, int firstLine, List<Struct> known) throws BadHeader {
        return new HeaderParser(Tokens.of(text, firstLine), known).parse();
    }
}
