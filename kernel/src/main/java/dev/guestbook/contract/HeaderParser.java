package dev.guestbook.contract;

import dev.guestbook.contract.Tokens.Token;
import dev.guestbook.display.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads declarations by recursive descent; what a function means for its caller is {@link Meaning}'s. */
final class HeaderParser {
    private static final int DEEPEST = 100;
    private static final long LARGEST = Integer.MAX_VALUE;

    /** After so many this is no header. */
    private static final int MOST_LEFT_OUT = 1_000;

    private final Tokens tokens;
    private final Map<String, CType> types = new HashMap<>();
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final Set<String> defined = new LinkedHashSet<>();
    private final Map<String, Prototype> prototypes = new LinkedHashMap<>();
    private final List<BadHeader> leftOut = new ArrayList<>();
    private int depth;

    HeaderParser(Tokens tokens, List<Struct> known) {
        this.tokens = tokens;
        known.forEach(struct -> structs.put(struct.name(), struct));
    }

    Header parse() throws BadHeader {
        int blocks = 0;
        while (!tokens.atEnd()) {
            if (tokens.is("extern") && tokens.peek(1).kind() == Tokens.Kind.STRING) {
                tokens.take();
                tokens.take();
                blocks += tokens.accept("{") ? 1 : 0;
            } else if (blocks > 0 && tokens.accept("}")) {
                blocks--;
            } else if (tokens.is("_Static_assert") || tokens.is("static_assert")) {
                tokens.skipDeclaration();
            } else if (!tokens.accept(";")) {
                declarationOrNone();
            }
        }
        if (prototypes.isEmpty() && !leftOut.isEmpty()) {
            throw leftOut.get(0);
        }
        return new Header(
                List.copyOf(prototypes.values()),
                defined.stream().map(structs::get).toList(),
                leftOut.stream()
                        .map(bad -> new LeftOut(bad.line(), bad.reason()))
                        .toList());
    }

    /** What cannot be read is left out; a type that it would have named is known as one that was. */
    private void declarationOrNone() throws BadHeader {
        int start = tokens.position();
        try {
            declaration();
        } catch (BadHeader bad) {
            leftOut.add(bad);
            if (leftOut.size() > MOST_LEFT_OUT) {
                throw leftOut.get(0);
            }
            depth = 0;
            tokens.backTo(start);
            boolean named = tokens.is("typedef");
            Optional<Token> name = tokens.skipDeclaration();
            if (named) {
                name.filter(HeaderParser::isFree)
                        .ifPresent(one -> types.put(one.text(), new CType.Unread(one.text(), bad.line())));
            }
        }
    }

    // Declarations.

    /**
     * What stands before a name.
     *
     * @param start where that begins, macros passed over
     */
    private record Specifiers(
            CType type,
            boolean constant,
            boolean isStatic,
            boolean isTypedef,
            Optional<Direction> direction,
            int start) {}

    private void declaration() throws BadHeader {
        Specifiers specifiers = specifiers(false);
        if (tokens.accept(";")) {
            return;
        }
        List<Prototype> made = new ArrayList<>();
        boolean body = false;
        do {
            CType.Declared declared = declarator(specifiers);
            if (declared.name().isEmpty()) {
                throw new BadHeader(
                        declared.line(),
                        "a name is missing where `" + tokens.peek().text() + "` stands.");
            }
            if (specifiers.isTypedef()) {
                types.put(declared.name(), declared.type());
            } else if (declared.type() instanceof CType.Function function && !specifiers.isStatic()) {
                made.add(new Meaning(structs, declared, function).prototype());
            }
            body = declared.type() instanceof CType.Function && tokens.is("{");
            if (body) {
                tokens.skipBrackets();
            } else {
                skipInitialiser();
            }
        } while (!body && tokens.accept(","));
        if (!body) {
            tokens.expect(";", "after the declaration");
        }
        for (Prototype prototype : made) {
            prototypes.remove(prototype.name());
            prototypes.put(prototype.name(), prototype);
        }
    }

    private void skipInitialiser() throws BadHeader {
        if (tokens.accept("=")) {
            while (!tokens.is(",") && !tokens.is(";") && !tokens.atEnd()) {
                if (tokens.is("{") || tokens.is("(") || tokens.is("[")) {
                    tokens.skipBrackets();
                } else {
                    tokens.take();
                }
            }
        }
    }

    private void enter() throws BadHeader {
        if (++depth > DEEPEST) {
            throw new BadHeader(tokens.peek().line(), "this is nested more than " + DEEPEST + " deep.");
        }
    }

    // What stands before a name.

    private Specifiers specifiers(boolean parameter) throws BadHeader {
        enter();
        boolean constant = false;
        boolean isStatic = false;
        boolean isTypedef = false;
        Optional<Direction> direction = Optional.empty();
        CType type = null;
        int start = -1;
        List<String> basic = new ArrayList<>();
        int line = tokens.peek().line();
        while (true) {
            int before = tokens.position();
            Token token = tokens.peek();
            boolean typed = type != null || !basic.isEmpty();
            boolean matters = true;
            if (passOver()) {
                matters = false;
            } else if (token.is("static") || token.is("typedef")) {
                isStatic |= token.is("static");
                isTypedef |= token.is("typedef");
                tokens.take();
                matters = false;
            } else if (token.is("const") || token.is("__const")) {
                constant = true;
                tokens.take();
            } else if (type == null && token.isName() && Names.isBasic(token.text())) {
                basic.add(tokens.take().text());
            } else if (token.is("union")) {
                throw new BadHeader(
                        token.line(),
                        "a contract has no unions, as `union " + tokens.peek(1).text()
                                + "` is one; take bytes, as in `uint8_t x[16]`.");
            } else if (!typed && (token.is("struct") || token.is("enum"))) {
                type = token.is("struct") ? struct() : enumeration();
            } else if (!typed && parameter && direction(token).isPresent() && startsType(tokens.peek(1))) {
                direction = direction(tokens.take());
                matters = false;
            } else if (!typed && token.isName()) {
                Optional<CType> named = named(token);
                matters = named.isPresent();
                type = named.orElse(null);
                if (matters) {
                    tokens.take();
                } else {
                    skipMacro(token);
                }
            } else {
                break;
            }
            if (matters && start < 0) {
                start = before;
            }
        }
        depth--;
        if (type == null && basic.isEmpty()) {
            throw new BadHeader(
                    line, "a type is missing where `" + tokens.peek().text() + "` stands.");
        }
        return new Specifiers(
                type == null ? basic(basic, line) : type, constant, isStatic, isTypedef, direction, start);
    }

    /** Takes words and attributes that say nothing about what is passed. */
    private boolean passOver() throws BadHeader {
        Token token = tokens.peek();
        if (token.is("[") && tokens.peek(1).is("[")) {
            tokens.skipBrackets();
            return true;
        }
        if (!token.isName()) {
            return false;
        }
        if (Names.PASSED_OVER.contains(token.text())) {
            tokens.take();
            return true;
        }
        if (Names.ATTRIBUTES.contains(token.text())) {
            tokens.take();
            if (tokens.is("(")) {
                tokens.skipBrackets();
            }
            return true;
        }
        return false;
    }

    private static Optional<Direction> direction(Token token) {
        return switch (token.isName() ? token.text().toLowerCase(Locale.ROOT) : "") {
            case "in", "_in_" -> Optional.of(Direction.IN);
            case "out", "_out_" -> Optional.of(Direction.OUT);
            case "inout", "_inout_" -> Optional.of(Direction.INOUT);
            default -> Optional.empty();
        };
    }

    private boolean startsType(Token token) {
        return token.isName()
                && (Names.isTaken(token.text())
                        || types.containsKey(token.text())
                        || structs.containsKey(token.text()));
    }

    private static CType basic(List<String> words, int line) throws BadHeader {
        if (words.equals(List.of("void"))) {
            return CType.NOTHING;
        }
        String spelled = String.join(" ", words);
        if (spelled.equals("long double") || spelled.equals("double long")) {
            throw new BadHeader(line, "a `long double` takes 128 bits, which a contract does not pass; use double.");
        }
        return Names.combined(words)
                .<CType>map(CType.Basic::new)
                .orElseThrow(() -> new BadHeader(line, "`" + spelled + "` is no type."));
    }

    private Optional<CType> named(Token token) {
        Scalar scalar = Names.TYPES.get(token.text());
        if (scalar != null) {
            return Optional.of(new CType.Basic(scalar));
        }
        if (types.containsKey(token.text())) {
            return Optional.of(types.get(token.text()));
        }
        return structs.containsKey(token.text()) ? Optional.of(new CType.Tagged(token.text())) : Optional.empty();
    }

    /** Passes over an export macro or the like: {@code API}, or {@code EXPORT(name)}. */
    private void skipMacro(Token name) throws BadHeader {
        Token after = tokens.peek(1);
        boolean shouts = name.text().equals(name.text().toUpperCase(Locale.ROOT));
        if (after.is("(")) {
            tokens.take();
            tokens.skipBrackets();
            if (!tokens.peek().isName()) {
                throw new BadHeader(
                        name.line(), "`" + name.text() + "` is declared without a type before it, such as void.");
            }
        } else if (startsType(after) || (shouts && after.isName())) {
            tokens.take();
        } else {
            throw new BadHeader(name.line(), "there is no type `" + name.text() + "`. " + otherTypes(name.text()));
        }
    }

    private String otherTypes(String typed) {
        Set<String> all = new TreeSet<>(Names.TYPES.keySet());
        all.addAll(types.keySet());
        all.addAll(structs.keySet());
        return Nearest.of(typed, all)
                .map(near -> "Did you mean `" + near + "`?")
                .orElse("Define it with a typedef or a struct here, or with %layout.");
    }

    // Structs and enums.

    private CType struct() throws BadHeader {
        tokens.take();
        skipAttributes("struct");
        String tag = tokens.peek().isName() ? tokens.take().text() : "";
        skipAttributes("struct");
        if (!tokens.is("{")) {
            if (tag.isEmpty()) {
                throw new BadHeader(tokens.peek().line(), "a struct needs a name or a body.");
            }
            return new CType.Tagged(tag);
        }
        int line = tokens.take().line();
        List<Struct.Member> members = new ArrayList<>();
        while (!tokens.accept("}")) {
            members(members, tag.isEmpty() ? "this struct" : "`" + tag + "`");
        }
        skipAttributes("struct");
        if (tag.isEmpty() && !tokens.peek().isName()) {
            throw new BadHeader(line, "a struct needs a name: struct NAME { ... }.");
        }
        String name = tag.isEmpty() ? tokens.peek().text() : tag;
        if (members.isEmpty()) {
            throw new BadHeader(line, "struct `" + name + "` has no fields.");
        }
        checkEnd(name, members, line);
        Struct made = Struct.of(name, members, LARGEST)
                .orElseThrow(() -> new BadHeader(line, "struct `" + name + "` is larger than any memory."));
        structs.put(name, made);
        defined.add(name);
        return new CType.Structure(made);
    }

    private void skipAttributes(String where) throws BadHeader {
        int start = tokens.position();
        while (passOver()) {
            if (tokens.since(start).contains("packed") || tokens.since(start).contains("aligned")) {
                throw new BadHeader(
                        tokens.peek().line(),
                        "a " + where + " with an alignment of its own is not read here; define it with"
                                + " %layout NAME { ... } --packed and name it.");
            }
        }
    }

    private void members(List<Struct.Member> members, String of) throws BadHeader {
        Specifiers specifiers = specifiers(false);
        do {
            CType.Declared member = declarator(specifiers);
            if (tokens.is(":")) {
                throw new BadHeader(
                        member.line(),
                        "`" + member.name() + "` in " + of + " is a bit-field, which a contract does not have;"
                                + " give the whole number a name.");
            }
            if (members.stream().anyMatch(one -> one.name().equals(member.name()))) {
                throw new BadHeader(member.line(), of + " has two fields `" + member.name() + "`.");
            }
            members.add(member(member, of));
        } while (tokens.accept(","));
        tokens.expect(";", "after a field of " + of);
    }

    private Struct.Member member(CType.Declared member, String of) throws BadHeader {
        CType type = member.type();
        List<Integer> counts = new ArrayList<>();
        long all = 1;
        while (type instanceof CType.Array inner) {
            Extent.Count size = inner.size().orElse(new Extent.Count(0, Optional.empty()));
            if (size.parameter().isPresent() || (size.factor() == 0 && !counts.isEmpty())) {
                throw new BadHeader(
                        member.line(), "`" + member.name() + "` in " + of + " needs a number of elements of its own.");
            }
            counts.add((int) size.factor());
            all = product(all, Math.max(1, size.factor()), member.line());
            type = inner.of();
        }
        Element element = Meaning.element(type, structs)
                .filter(found -> !member.name().isEmpty())
                .orElseThrow(() -> new BadHeader(
                        member.line(), "`" + member.text() + "` in " + of + " is no field that a contract can hold."));
        if (element instanceof Struct inner && inner.isOpen()) {
            throw new BadHeader(
                    member.line(),
                    "`" + member.text() + "` in " + of + " is a struct whose length is open, which stands in no other;"
                            + " take a pointer to it.");
        }
        product(all, element.size(), member.line());
        return new Struct.Member(member.name(), element, new Dimensions(counts));
    }

    /** Only the last field may be open, and not alone. */
    private static void checkEnd(String name, List<Struct.Member> members, int line) throws BadHeader {
        for (Struct.Member member : members) {
            boolean last = member.equals(members.get(members.size() - 1)) && members.size() > 1;
            if (member.dimensions().isOpen() && !last) {
                throw new BadHeader(
                        line,
                        "`" + member.name() + "` in struct `" + name
                                + "` has no number of elements, which only the last of several fields may lack.");
            }
        }
    }

    private CType enumeration() throws BadHeader {
        tokens.take();
        skipAttributes("enum");
        if (tokens.peek().isName()) {
            tokens.take();
        }
        CType type = tokens.accept(":") ? specifiers(false).type() : new CType.Basic(Scalar.I32);
        if (tokens.accept("{")) {
            long value = 0;
            while (!tokens.accept("}")) {
                Token name = tokens.take();
                if (!name.isName()) {
                    throw new BadHeader(
                            name.line(), "a name is missing in an enum where `" + name.text() + "` stands.");
                }
                if (tokens.accept("=")) {
                    value = constant("the value of `" + name.text() + "`");
                }
                tokens.define(name.text(), value++);
                if (!tokens.is("}")) {
                    tokens.expect(",", "between the names of an enum");
                }
            }
        }
        return type;
    }

    // Names and what surrounds them.

    private CType.Declared declarator(Specifiers specifiers) throws BadHeader {
        enter();
        CType type = specifiers.type();
        boolean constant = specifiers.constant();
        while (tokens.accept("*")) {
            type = new CType.Pointer(type, constant);
            constant = pointerIsConstant();
        }
        boolean pointerToFunction =
                tokens.is("(") && (tokens.peek(1).is("*") || tokens.peek(1).is("^"));
        if (pointerToFunction) {
            throw refusedPointer();
        }
        boolean bracketed =
                tokens.is("(") && tokens.peek(1).isName() && tokens.peek(2).is(")");
        if (bracketed) {
            tokens.take();
        }
        while (isFree(tokens.peek()) && isFree(tokens.peek(1))) {
            tokens.take(); // a calling convention
        }
        int line = tokens.peek().line();
        String name = isFree(tokens.peek()) ? tokens.take().text() : "";
        if (bracketed) {
            tokens.take();
        }
        CType whole = tokens.is("(") ? function(type) : arrays(type, constant, name);
        String text = tokens.since(specifiers.start());
        while (passOver() || passOverMacro()) {
            // nothing of it is passed
        }
        depth--;
        return new CType.Declared(name, whole, specifiers.direction(), text, line);
    }

    private static boolean isFree(Token token) {
        return token.isName() && !Names.isTaken(token.text());
    }

    /** Takes a macro after a declaration, such as {@code NOTHROW}. */
    private boolean passOverMacro() throws BadHeader {
        boolean macro = isFree(tokens.peek());
        if (macro) {
            tokens.take();
            if (tokens.is("(")) {
                tokens.skipBrackets();
            }
        }
        return macro;
    }

    private boolean pointerIsConstant() throws BadHeader {
        boolean constant = false;
        while (true) {
            if (tokens.is("const") || tokens.is("__const")) {
                constant = true;
                tokens.take();
            } else if (!passOver()) {
                return constant;
            }
        }
    }

    private BadHeader refusedPointer() {
        Token open = tokens.peek();
        String name = Stream.iterate(2, i -> i + 1)
                .limit(DEEPEST)
                .map(tokens::peek)
                .filter(token -> token.isName() || token.is(")") || token.kind() == Tokens.Kind.END)
                .findFirst()
                .filter(Token::isName)
                .map(token -> "`" + token.text() + "`")
                .orElse("a parameter");
        return new BadHeader(
                open.line(),
                name + " is a pointer to a function or an array, which a contract does not have;"
                        + " leave the prototype out and use %call.");
    }

    private CType function(CType returned) throws BadHeader {
        tokens.take();
        List<CType.Declared> parameters = new ArrayList<>();
        boolean variadic = false;
        if (tokens.is("void") && tokens.peek(1).is(")")) {
            tokens.take();
        }
        while (!tokens.is(")")) {
            if (!parameters.isEmpty()) {
                tokens.expect(",", "between two parameters");
            }
            variadic = tokens.accept("...");
            if (variadic) {
                break;
            }
            parameters.add(declarator(specifiers(true)));
        }
        tokens.expect(")", "after the parameters");
        return new CType.Function(returned, parameters, variadic);
    }

    private CType arrays(CType element, boolean constant, String name) throws BadHeader {
        if (!tokens.is("[") || tokens.peek(1).is("[")) {
            return constant && element instanceof CType.Array array
                    ? new CType.Array(array.of(), array.size(), true)
                    : element;
        }
        tokens.take();
        while (tokens.is("static")
                || tokens.is("const")
                || Names.PASSED_OVER.contains(tokens.peek().text())) {
            tokens.take();
        }
        Optional<Extent.Count> size = Optional.empty();
        if (tokens.is("*") && tokens.peek(1).is("]")) {
            tokens.take();
        } else if (!tokens.is("]")) {
            int line = tokens.peek().line();
            Extent.Count count = sum("the size of `" + name + "`");
            if (count.factor() < 0) {
                throw new BadHeader(line, "`" + name + "` has no elements; give it one at least.");
            }
            size = Optional.of(count);
        }
        tokens.expect("]", "after the size of `" + name + "`");
        CType of = arrays(element, constant, name);
        return new CType.Array(of, size, constant);
    }

    // Sizes.

    private long constant(String what) throws BadHeader {
        int line = tokens.peek().line();
        Extent.Count value = sum(what);
        if (value.parameter().isPresent()) {
            throw new BadHeader(line, what + " names `" + value.parameter().get() + "`, which is no constant here.");
        }
        return value.factor();
    }

    private Extent.Count sum(String what) throws BadHeader {
        enter();
        Extent.Count left = term(what);
        while (tokens.is("+") || tokens.is("-") || tokens.is("<<") || tokens.is(">>")) {
            Token sign = tokens.take();
            Extent.Count right = term(what);
            long a = number(left, what, sign);
            long b = number(right, what, sign);
            left = fixed(
                    switch (sign.text()) {
                        case "+" -> limited(Math.addExact(a, b), what, sign);
                        case "-" -> limited(Math.subtractExact(a, b), what, sign);
                        case "<<" -> limited(b < 0 || b > 30 ? Long.MAX_VALUE : a << b, what, sign);
                        default -> a >> Math.min(Math.max(b, 0), 63);
                    });
        }
        depth--;
        return left;
    }

    private Extent.Count term(String what) throws BadHeader {
        Extent.Count left = primary(what);
        while (tokens.is("*") || tokens.is("/") || tokens.is("%")) {
            Token sign = tokens.take();
            Extent.Count right = primary(what);
            if (!sign.is("*")) {
                long divisor = number(right, what, sign);
                long dividend = number(left, what, sign);
                if (divisor == 0) {
                    throw new BadHeader(sign.line(), what + " divides by zero.");
                }
                left = fixed(sign.is("/") ? dividend / divisor : dividend % divisor);
            } else if (left.parameter().isPresent() && right.parameter().isPresent()) {
                throw tooClever(what, sign);
            } else {
                left = new Extent.Count(
                        product(left.factor(), right.factor(), sign.line()),
                        left.parameter().or(right::parameter));
            }
        }
        return left;
    }

    private Extent.Count primary(String what) throws BadHeader {
        Token token = tokens.take();
        if (token.is("(")) {
            Extent.Count inner = sum(what);
            tokens.expect(")", "in " + what);
            return inner;
        }
        if (token.is("sizeof")) {
            return fixed(sizeof(token));
        }
        if (token.isName()) {
            return tokens.constant(token.text())
                    .map(HeaderParser::fixed)
                    .orElseGet(() -> new Extent.Count(1, Optional.of(token.text())));
        }
        Optional<Long> number = Tokens.number(token.text()).filter(value -> value <= LARGEST);
        if (token.is("-")) {
            return fixed(-number(primary(what), what, token));
        }
        return fixed(number.orElseThrow(
                () -> new BadHeader(token.line(), what + " is not a number where `" + token.text() + "` stands.")));
    }

    private long sizeof(Token token) throws BadHeader {
        tokens.expect("(", "after sizeof");
        CType type = declarator(specifiers(false)).type();
        tokens.expect(")", "after sizeof");
        return Meaning.element(type, structs)
                .orElseThrow(() -> new BadHeader(token.line(), "sizeof takes a type with a size."))
                .size();
    }

    private static Extent.Count fixed(long value) {
        return new Extent.Count(value, Optional.empty());
    }

    private static long number(Extent.Count count, String what, Token sign) throws BadHeader {
        if (count.parameter().isPresent()) {
            throw tooClever(what, sign);
        }
        return count.factor();
    }

    private static BadHeader tooClever(String what, Token sign) {
        return new BadHeader(
                sign.line(),
                what + " is more than a number, a parameter, or a parameter times a number; add a parameter that"
                        + " counts it, or leave the prototype out.");
    }

    private static long limited(long value, String what, Token sign) throws BadHeader {
        if (value > LARGEST || value < -LARGEST) {
            throw new BadHeader(sign.line(), what + " is larger than any memory.");
        }
        return value;
    }

    static long product(long a, long b, int line) throws BadHeader {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if (high != low >> 63 || low > LARGEST || low < -LARGEST) {
            throw new BadHeader(line, "a size of " + a + " times " + b + " is larger than any memory.");
        }
        return low;
    }
}
