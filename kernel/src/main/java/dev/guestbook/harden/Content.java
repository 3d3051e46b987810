package dev.guestbook.harden;

import dev.guestbook.contract.Dimensions;
import dev.guestbook.contract.Element;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;

/**
 * What stands in a field of a struct, as Java has it in a record: one number or struct, or an array. That is a list, as
 * records compare what they hold; one of characters is text; one of arrays is a list of lists or texts.
 */
record Content(Element element, Dimensions shape) {
    boolean isText() {
        return element == Scalar.CHAR && shape.isArray() && !shape.isOfArrays();
    }

    boolean isList() {
        return shape.isArray() && !isText();
    }

    /** Whether its length is open. */
    boolean isOpen() {
        return shape.isOpen();
    }

    /** How many elements the array has. */
    int count() {
        return shape.outer();
    }

    /** One element of the array. */
    Content inner() {
        return new Content(element, shape.inner());
    }

    /** How far apart the array's elements are, in bytes. */
    long step() {
        return shape.stride(element.size());
    }

    /** How far from the array's start an element is, as Java. */
    String steps(String index) {
        return step() == 1 ? index : step() + " * " + index;
    }

    /** The Java type. */
    String type() {
        if (isText()) {
            return "String";
        }
        return isList() ? "List<" + inner().boxed() + ">" : one();
    }

    private String one() {
        return element instanceof Struct inner ? JavaNames.upper(inner.name()) : Shape.alone((Scalar) element, false);
    }

    private String boxed() {
        return shape.isArray() || element instanceof Struct ? type() : Shape.boxed(one());
    }

    /** How one element of the list is taken out of it: a number as itself. */
    String elementOf(String list, String index) {
        return list + ".get(" + index + ")" + (inner().type().equals("int") ? ".intValue()" : "");
    }

    /** How many bytes it takes at the end of a struct where it is open, as a Java long. */
    String openBytes(String value) {
        return isText()
                ? value + ".getBytes(StandardCharsets.UTF_8).length"
                : (step() == 1 ? "" : step() + "L * ") + value + ".size()";
    }
}
