package dev.guestbook.magic;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Result;
import dev.guestbook.session.Session;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** {@code %call}. */
record CallMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "call",
                    "EXPORT [ARGS...]",
                    1,
                    Integer.MAX_VALUE,
                    "Calls an export and shows its result signed, unsigned and in hex, the time, and what changed.")
            .option("--reset", "", "resets afterwards, also after a trap")
            .binding()
            .example("%call twosum nums 6 47 -> ptr pair")
            .java("Ptr pair = wasm.call(\"twosum\", nums, 6, 47).ptr();");

    /** What {@code -> TYPE NAME} makes of a result. */
    private record View(String javaType, ValueType.Kind of, Function<Result, Object> value) {}

    private static final Map<String, View> VIEWS = new LinkedHashMap<>();

    static {
        VIEWS.put("i32", new View("int", ValueType.Kind.I32, Result::i32));
        VIEWS.put("i64", new View("long", ValueType.Kind.I64, Result::i64));
        VIEWS.put("u32", new View("long", ValueType.Kind.I32, Result::u32));
        VIEWS.put("u64", new View("java.math.BigInteger", ValueType.Kind.I64, Result::u64));
        VIEWS.put("f32", new View("float", ValueType.Kind.F32, Result::f32));
        VIEWS.put("f64", new View("double", ValueType.Kind.F64, Result::f64));
        VIEWS.put("ptr", new View(Ptr.class.getName(), ValueType.Kind.I32, Result::ptr));
        VIEWS.put("externref", new View("Object", ValueType.Kind.EXTERNREF, Result::ref));
        VIEWS.put("bool", new View("boolean", ValueType.Kind.I32, Result::bool));
    }

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String export = call.argument(0).text();
        Optional<View> view = call.binding().isEmpty()
                ? Optional.empty()
                : Optional.of(view(
                        call.binding().get(), export, session.export(export).signature()));
        if (view.isPresent()) {
            context.checkBinding(call.binding().get().name(), view.get().javaType());
        }
        ArgumentValues values = new ArgumentValues(session, base, context);
        List<Object> arguments = new ArrayList<>();
        for (Word word : call.arguments().subList(1, call.arguments().size())) {
            arguments.add(values.value(word, OptionalLong.empty()));
        }
        Result result = context.work(() -> call.has("--reset")
                ? stepAndReset(export, arguments.toArray())
                : session.step(export, arguments.toArray()));
        if (view.isPresent()) {
            context.bind(
                    call.binding().get().name(),
                    view.get().javaType(),
                    view.get().value().apply(result));
        }
        context.show(result);
    }

    /**
     * A call that was refused has not happened, and then nothing is reset. A reset that is refused must not hide why
     * a call failed: it comes along as suppressed.
     */
    private Result stepAndReset(String export, Object... arguments) {
        Result result;
        try {
            result = session.step(export, arguments);
        } catch (RuntimeException e) {
            if (session.guest().isTrapped()) {
                try {
                    session.reset();
                } catch (RuntimeException refused) {
                    e.addSuppressed(refused);
                    throw e;
                }
                throw andReset(e);
            }
            throw e;
        }
        session.reset();
        return result;
    }

    private static String quoted(String export) {
        return "`" + Untrusted.name(export) + "`";
    }

    private static RuntimeException andReset(RuntimeException failed) {
        String done = "It was reset afterwards.";
        return failed instanceof Trap trap
                ? trap.with(done)
                : failed instanceof GuestStopped ? new GuestStopped(failed.getMessage() + " " + done, failed) : failed;
    }

    private static View view(Binding binding, String export, Signature signature) throws MagicException {
        if (signature.results().isEmpty()) {
            throw new MagicException(quoted(export) + " returns nothing, so there is nothing to bind; leave -> "
                    + binding.name() + " out.");
        }
        if (signature.results().size() > 1) {
            throw new MagicException(
                    quoted(export) + " returns " + signature.results().size()
                            + " values, which no one variable holds; leave -> out, or call it from Java and use values().");
        }
        ValueType.Kind kind = signature.results().get(0).kind();
        if (binding.type().isEmpty()) {
            return VIEWS.values().stream()
                    .filter(view -> view.of() == kind)
                    .findFirst()
                    .orElseThrow(() -> new MagicException(
                            quoted(export) + " returns a " + kind + ", which cannot be bound; leave -> out."));
        }
        String name = binding.type().get();
        View view = VIEWS.get(name);
        if (view == null) {
            throw new MagicException(
                    "There is no type " + name + " for a result. " + Nearest.hint(name, VIEWS.keySet(), ""));
        }
        if (view.of() != kind) {
            throw new MagicException(
                    quoted(export) + " returns " + signature.results().get(0) + ", which is no " + name + ".");
        }
        return view;
    }
}
