package dev.guestbook.magic;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.time.Duration;

/** {@code %time}. */
record TimeMagic() implements Magic {
    private static final Usage USAGE = Usage.of(
                    "time", "JAVA", 0, 0, "Runs Java, or another magic, once and says how long it took.")
            .example("%time Math.sqrt(2)");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        if (call.rest().isEmpty()) {
            throw new MagicException("There is nothing to time. Usage: " + USAGE.synopsis());
        }
        Duration cpu = cpu();
        long start = System.nanoTime();
        try {
            context.cells().run(call.rest(), context.at());
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Duration used = cpu().minus(cpu);
            context.show(Sheet.untitled()
                    .line(
                            "wall ",
                            Span.code(Numbers.duration(took)),
                            ", cpu ",
                            Span.code(Numbers.duration(used)),
                            Span.dim(" (all threads; compiling the Java included)")));
        }
    }

    /** Of the whole process; the system counts it in steps of 10 ms or so. */
    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
