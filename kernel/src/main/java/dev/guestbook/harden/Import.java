package dev.guestbook.harden;

import dev.guestbook.contract.Scalar;
import java.util.List;
import java.util.Optional;

/** What the module imports, and the class so has to give it. Names are as the guest spells them. */
public sealed interface Import {
    String module();

    String name();

    /**
     * A function, which the class's user gives.
     *
     * @param parameters each {@code I32}, {@code I64}, {@code F32} or {@code F64}, as is the result
     */
    record Function(String module, String name, List<Scalar> parameters, Optional<Scalar> result) implements Import {
        public Function {
            parameters = List.copyOf(parameters);
        }
    }

    /** A memory, which the class makes: so many pages of 64 KiB, and what it may grow to. */
    record Memory(String module, String name, long pages, long most) implements Import {}
}
