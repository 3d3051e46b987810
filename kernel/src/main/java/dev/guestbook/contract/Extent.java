package dev.guestbook.contract;

import java.util.Optional;

/** How much stands behind a pointer. */
public sealed interface Extent {
    /** So many elements: {@code factor}, times a parameter's value where one is named. */
    record Count(long factor, Optional<String> parameter) implements Extent {
        /** In words, {@code 32} or {@code n * 4}. */
        @Override
        public String toString() {
            return parameter
                    .map(name -> factor == 1 ? name : name + " * " + factor)
                    .orElse(Long.toString(factor));
        }
    }

    /** Text, up to and with its zero byte. */
    record Text() implements Extent {}

    /** Nothing says how much: an input is as long as what is given, a returned pointer only an address. */
    record Unknown() implements Extent {}
}
