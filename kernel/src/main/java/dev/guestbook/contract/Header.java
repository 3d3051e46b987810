package dev.guestbook.contract;

import java.util.List;

/**
 * What a text of C declares.
 *
 * @param prototypes in their order; of several of one name the last counts
 * @param structs those the text defines, each after the ones it uses
 * @param leftOut what is no C, or not what a contract can hold
 */
public record Header(List<Prototype> prototypes, List<Struct> structs, List<LeftOut> leftOut) {
    public Header {
        prototypes = List.copyOf(prototypes);
        structs = List.copyOf(structs);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads prototypes as a header has them. Comments, attributes, export macros, directives and function bodies are
     * passed over; typedefs, enums, structs and constants count. A declaration that is not C, or not what a contract can
     * hold (varargs, unions, bit-fields, function pointers, an output whose size is nowhere), is left out where others of
     * the text can be taken, so that a header may be pasted whole.
     *
     * @param firstLine the number of the text's first line, for messages
     * @param known structs the text may name without defining them
     * @throws BadHeader where that leaves no prototype; it names the first reason
     */
    public static Header parse(String text, int firstLine, List<Struct> known) throws BadHeader {
        return new HeaderParser(Tokens.of(text, firstLine), known).parse();
    }
}
