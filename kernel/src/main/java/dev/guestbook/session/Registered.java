package dev.guestbook.session;

import dev.guestbook.display.Circumstance;
import dev.guestbook.display.GeneratedNames;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.ValueType;
import java.util.ArrayList;
import java.util.List;

/** A function of a cell's that guests may import. */
record Registered(String module, String name, Signature signature, HostCall call) implements Given {
    @Override
    public HostFunction on(Host host) {
        String qualified = Untrusted.name(module) + "." + Untrusted.name(name);
        return new HostFunction(module, name, signature, (memory, arguments) -> {
            try {
                return run(qualified, host, memory, arguments);
            } catch (Refused refused) {
                throw new HostRefusal(refused);
            }
        });
    }

    private long[] run(String qualified, Host host, LinearMemory memory, long[] raw) {
        Object answer;
        try {
            Caller caller = new Caller(qualified, memory, host.instance());
            answer = call.call(new HostArguments(qualified, signature, caller, host.objects(), raw));
        } catch (Trap | GuestStopped | GuestExit | Unwinding inner) { // of a guest that the function called
            throw inner;
        } catch (RuntimeException | AssertionError | LinkageError e) {
            Circumstance.add(e, "in host function `" + qualified + "`");
            throw e;
        } catch (Exception e) {
            String line = GeneratedNames.place(e).map(place -> " at " + place).orElse("");
            throw new Refused("Host function `" + qualified + "` failed" + line + ": " + e + ".", e);
        }
        return Arguments.results(qualified, signature, results(answer), host.objects());
    }

    /** One by one; a list is the value itself where an object is due. */
    private List<?> results(Object answer) {
        if (signature.results().isEmpty()) {
            return List.of();
        }
        return answer instanceof List<?> list && !signature.results().equals(List.of(ValueType.EXTERNREF))
                ? list
                : listOf(answer);
    }

    private static List<Object> listOf(Object answer) {
        List<Object> one = new ArrayList<>();
        one.add(answer);
        return one;
    }
}
