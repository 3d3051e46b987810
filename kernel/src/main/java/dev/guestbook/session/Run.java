package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program that ran to its end.
 *
 * @param arguments those given to the run; empty where it had those of its load
 * @param exitCode 0 where all went well
 * @param time how long {@code _start} took
 */
public record Run(Guest guest, List<String> arguments, int exitCode, Duration time) implements Displayable {
    @Override
    public MimeBundle bundle() {
        String code = Integer.toUnsignedString(exitCode);
        Facts facts = Facts.none()
                .and("exit code", exitCode == 0 ? Span.good(code) : Span.bad(code))
                .and("time", Span.code(Numbers.duration(time)));
        if (!arguments.isEmpty()) {
            facts = facts.and(
                    "arguments", Span.code(arguments.stream().map(Run::quoted).collect(Collectors.joining(" "))));
        }
        return Sheet.titled("ran ", Span.strong(guest.shownName()))
                .with(facts)
                .next("%wasm memory")
                .bundle();
    }

    /** An argument as a magic's line would have it: in quotes where it would not be one word without. */
    private static String quoted(String argument) {
        boolean plain = argument.matches("[^\\s\"'()\\[\\]{}]+");
        return Untrusted.name(plain ? argument : '"' + argument.replaceAll("[\"\\\\]", "\\\\$0") + '"');
    }
}
