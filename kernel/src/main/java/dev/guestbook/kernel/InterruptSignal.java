package dev.guestbook.kernel;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * The signal that Ctrl-C sends. To a kernel it comes from a front end that knows no {@code interrupt_request}, or with
 * all else that was started in the same terminal: it interrupts, and does not end the process.
 *
 * <p>The JDK has no supported way to it. {@code sun.misc.Signal} is what every JDK has, by its name, since the compiler
 * cannot be kept from complaining of it. JLine's {@code Signals}, which the console uses, does the same and starts the JDK's
 * logging for it: some 10 ms of CPU time in the middle of a kernel's start.
 */
final class InterruptSignal {
    private InterruptSignal() {}

    /** Runs {@code interrupt} at each from here on; where that cannot be, the log says so, and the signal ends the process. */
    static void onEach(Runnable interrupt, Consumer<String> log) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            interrupt.run();
                            return null;
                        }
                        return method.getName().equals("equals") ? proxy == arguments[0] : method.invoke(interrupt);
                    });
            Object unused = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ours);
        } catch (ReflectiveOperationException e) {
            log.accept("an interrupt by signal will end this kernel: " + e);
        }
    }
}
