package dev.guestbook.session;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Parameter.Buffer;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.GuestFunction;
import dev.guestbook.wasm.LinearMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One call through a contract, from Java values to Java values. */
final class ContractCall {
    private static final int ALIGNMENT = 16;

    private final Guest guest;
    private final Terms terms;
    private final Prototype prototype;
    private final Export export;
    private final LiveInstance home;
    private final Map<String, Encoded> inputs = new HashMap<>();
    private final Map<String, Object> numbers = new HashMap<>();
    private final Map<String, Long> offsets = new HashMap<>();

    ContractCall(Guest guest, Terms terms, Prototype prototype) {
        this.guest = guest;
        this.terms = terms;
        this.prototype = prototype;
        this.export = guest.export(prototype.name());
        this.home = guest.live();
        guest.checkCallable(home);
    }

    Outputs call(Object... arguments) {
        take(arguments);
        count();
        long size = place();
        Arena.Loan[] loan = new Arena.Loan[1];
        return home.exclusively(
                guest.timeout(),
                () -> {
                    loan[0] = home.arena().lend(size, ALIGNMENT);
                    return run(loan[0].address(), size > 0);
                },
                () -> {
                    if (loan[0] != null) {
                        home.arena().giveBack(loan[0]);
                    }
                });
    }

    // What is given.

    private void take(Object... arguments) {
        List<Parameter> wanted = prototype.inputs();
        if (arguments.length != wanted.size()) {
            String names = wanted.stream().map(Parameter::name).collect(Collectors.joining(", "));
            throw new Refused("A contract's call of " + quoted() + " takes " + wanted.size()
                    + (wanted.size() == 1 ? " value" : " values") + (names.isEmpty() ? "" : " (" + names + ")") + "; "
                    + arguments.length + (arguments.length == 1 ? " was" : " were") + " given.");
        }
        for (int i = 0; i < arguments.length; i++) {
            Parameter parameter = wanted.get(i);
            if (arguments[i] == null) {
                throw new Refused("`" + parameter.name() + "` of " + quoted() + " is null; give it a value.");
            }
            if (parameter.kind() instanceof Buffer buffer) {
                inputs.put(parameter.name(), encoded(parameter, buffer, arguments[i]));
            } else {
                ContractCheck.checkRange(prototype, parameter, arguments[i]);
                numbers.put(parameter.name(), arguments[i]);
            }
        }
    }

    private Encoded encoded(Parameter parameter, Buffer buffer, Object value) {
        boolean bytes = buffer.element() == Scalar.CHAR && !(buffer.extent() instanceof Extent.Text);
        Encoded encoded;
        try {
            encoded = Encoded.of(value, bytes ? DataType.UTF8 : terms.type(buffer.element()), home);
        } catch (Refused e) {
            throw e.about("`" + parameter.name() + "` of " + quoted());
        }
        if (buffer.row().isArray()
                && !Grid.of(value).map(grid -> grid.isOf(buffer.row())).orElse(true)) {
            throw new Refused("`" + parameter.name() + "` of " + quoted() + " is `" + parameter.declaration()
                    + "`, and rows of another length were given.");
        }
        if (buffer.extent() instanceof Extent.Text && !endsWithZero(encoded)) {
            throw new Refused("`" + parameter.name() + "` of " + quoted()
                    + " is text that a zero byte ends, and these bytes have none at their end; give a String.");
        }
        long unit = buffer.element().size();
        boolean fixed = buffer.extent() instanceof Extent.Count count
                && count.parameter().isEmpty();
        if (buffer.extent() instanceof Extent.Count count) {
            unit *= count.factor();
        }
        boolean padded = fixed && bytes && encoded.bytes() < unit;
        boolean longer = buffer.isOpen() && encoded.bytes() > unit;
        if (fixed ? encoded.bytes() != unit && !padded && !longer : encoded.bytes() % unit != 0) {
            throw new Refused("`" + parameter.name() + "` of " + quoted() + " has "
                    + (buffer.isOpen() ? "at least " : fixed ? "" : "a multiple of ")
                    + Numbers.grouped(unit) + (unit == 1 ? " byte" : " bytes") + "; " + Numbers.grouped(encoded.bytes())
                    + (encoded.bytes() == 1 ? " was" : " were") + " given.");
        }
        return encoded;
    }

    private static boolean endsWithZero(Encoded text) {
        return text.array() instanceof byte[] bytes && bytes.length > 0 && bytes[bytes.length - 1] == 0;
    }

    // Lengths.

    /** What each input says about the parameter that counts it; two that say different things are refused. */
    private void count() {
        for (Parameter parameter : prototype.parameters()) {
            Parameter first = null;
            for (Parameter input : prototype.inputsCountedBy(parameter.name())) {
                long length = elements(input);
                ContractCheck.checkRange(prototype, parameter, length);
                Object known = numbers.put(parameter.name(), (int) length);
                if (known != null && (int) known != length) {
                    throw new Refused("`" + first.name() + "` and `" + input.name() + "` of " + quoted()
                            + " are both counted by `" + parameter.name() + "`, and one has " + known
                            + " where the other has " + length + ".");
                }
                first = input;
            }
        }
    }

    private long elements(Parameter input) {
        Buffer buffer = (Buffer) input.kind();
        long factor = ((Extent.Count) buffer.extent()).factor();
        return inputs.get(input.name()).bytes() / (factor * buffer.element().size());
    }

    private long bytes(Parameter parameter, Buffer buffer) {
        Encoded given = inputs.get(parameter.name());
        if (!(buffer.extent() instanceof Extent.Count count) || buffer.isOpen()) {
            return given.bytes();
        }
        long unit = count.factor() * buffer.element().size();
        if (count.parameter().isEmpty()) {
            return unit;
        }
        Object number = numbers.get(count.parameter().get());
        if (!(number instanceof Number whole) || whole.longValue() < 0 || whole.longValue() > LinearMemory.MAX_BYTES) {
            String counter = "`" + count.parameter().get() + "` of " + quoted() + " counts `" + parameter.name() + "`";
            throw new Refused(
                    number instanceof Number
                            ? counter + "; " + number + " is no number of elements."
                            : counter + " and is a number, not "
                                    + number.getClass().getSimpleName()
                                    + ". Where the function reads `" + parameter.name()
                                    + "` too, write inout before its type (INOUT in a %%c cell), and give its elements"
                                    + " instead.");
        }
        return unit * whole.longValue();
    }

    /** Where everything stands in one stretch; its size. */
    private long place() {
        long end = 0;
        for (Parameter parameter : prototype.parameters()) {
            if (parameter.kind() instanceof Buffer buffer) {
                offsets.put(parameter.name(), end);
                end += (bytes(parameter, buffer) + ALIGNMENT - 1) & -ALIGNMENT;
                if (end > LinearMemory.MAX_BYTES) {
                    throw new Refused("A call of " + quoted() + " with these values needs more than any memory holds.");
                }
            }
        }
        return end;
    }

    // The call.

    private Outputs run(long start, boolean lent) {
        LinearMemory memory = home.instance().memory().orElse(null);
        Object[] arguments = new Object[prototype.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            Parameter parameter = prototype.parameters().get(i);
            Encoded input = inputs.get(parameter.name());
            if (parameter.kind() instanceof Buffer buffer) {
                long address = start + offsets.get(parameter.name());
                long length = bytes(parameter, buffer);
                long begun = home.meter().begin();
                if (memory != null && (input == null || input.bytes() < length)) {
                    memory.zero(address, length);
                }
                if (input != null && input.bytes() > 0) {
                    input.store(memory, address);
                }
                home.meter().copiedIn(begun);
                arguments[i] = address;
            } else {
                arguments[i] = numbers.get(parameter.name());
            }
        }
        int reset = home.resets();
        GuestFunction function = home.instance().function(prototype.name()).orElseThrow();
        long[] raw = new Arguments(prototype.name(), export.signature(), home, prototype).raw(arguments);
        long calling = home.meter().begin();
        long[] values = function.call(raw);
        home.meter().called(calling);
        Result result = new Result(export, home, reset, values, Optional.empty());
        Map<String, Outputs.Output> outputs = new LinkedHashMap<>();
        for (Parameter parameter : prototype.outputs()) {
            Buffer buffer = (Buffer) parameter.kind();
            boolean returned = !offsets.containsKey(parameter.name());
            if (!returned) {
                int length = (int) bytes(parameter, buffer);
                long address = start + offsets.get(parameter.name());
                long begun = home.meter().begin();
                byte[] bytes = length == 0 ? new byte[0] : memory.read(address, length);
                home.meter().copiedOut(begun);
                outputs.put(parameter.name(), new Outputs.Output(bytes, terms.type(buffer.element()), buffer.row()));
            } else if (!result.isNull()) {
                outputs.put(parameter.name(), returned(result.ptr(), buffer));
            }
        }
        Optional<String> warning = lent ? home.arena().warning() : Optional.empty();
        return new Outputs(prototype.name(), prototype.result(), home, result, outputs, warning);
    }

    /** A copy of what a returned pointer points to, as the reset takes it away. */
    private Outputs.Output returned(Ptr pointer, Buffer buffer) {
        if (buffer.extent() instanceof Extent.Text) {
            byte[] text = Bytes.utf8(Access.readCString(pointer));
            return new Outputs.Output(Arrays.copyOf(text, text.length + 1), DataType.CSTR, buffer.row());
        }
        long length =
                ((Extent.Count) buffer.extent()).factor() * buffer.element().size();
        return new Outputs.Output(Access.read(pointer, (int) length), terms.type(buffer.element()), buffer.row());
    }

    private String quoted() {
        return "`" + prototype.name() + "`";
    }
}
