package dev.guestbook.eval;

import dev.guestbook.display.Circumstance;
import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Failure;
import dev.guestbook.display.GeneratedNames;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import dev.guestbook.eval.Evaluator.Origin;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.Diag;

/** Errors as a person reads them: cells and lines, no generated names, bold what went wrong. */
final class ErrorText {
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String OFF = "\u001b[0m";

    private static final String OURS = "dev.guestbook.";
    private static final String ENGINES = "com.dylibso.";
    private static final Pattern MODULES =
            Pattern.compile(" \\([^()]*\\bin (?:unnamed )?module\\b[^()]*(?:\\([^()]*\\)[^()]*)*\\)");
    private static final Pattern NO_LOCATION = Pattern.compile("\\s*location:\\s*class\\s*");
    /** Of local and anonymous classes, as the compiler counts them. */
    private static final Pattern NUMBERS = Pattern.compile("(?<![\\w])\\d+");

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final int LIBRARY_FRAMES_WITHOUT_USER = 3;

    /** Exceptions that are shown of one with its causes: a class of the user's may make new ones without end. */
    private static final int LONGEST_CHAIN = 20;

    private ErrorText() {}

    /** A text without the names that JShell generates. */
    static String clean(String text) {
        return GeneratedNames.clean(MODULES.matcher(text).replaceAll(""));
    }

    /**
     * What the compiler rejected.
     *
     * @param source the text that the snippet stands in
     * @param begin where in it the snippet begins, and positions count from
     * @param origin where that text stands
     */
    static Failure compile(List<Diag> errors, String source, int begin, Origin origin) {
        String text = source.replace('\r', ' ');
        return rejected(
                errors.stream().map(error -> complaint(error, text, begin)).toList(), text, origin);
    }

    private static Diagnostic complaint(Diag error, String text, int begin) {
        int start = clamp(begin + error.getStartPosition(), text);
        int end = clamp(begin + error.getEndPosition(), text);
        String sentence = clean(error.getMessage(Locale.ENGLISH))
                .strip()
                .lines()
                .filter(each -> !NO_LOCATION.matcher(each).matches())
                .collect(Collectors.joining("\n"));
        return complaint(text, start, Math.max(1, end - start), sentence);
    }

    private static Diagnostic complaint(String text, int start, int length, String sentence) {
        int line = (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        int column = start - (text.lastIndexOf('\n', start - 1) + 1);
        return new Diagnostic(Diagnostic.Kind.ERROR, 1 + line, 1 + column, length, sentence);
    }

    private static Failure rejected(List<Diagnostic> complaints, String text, Origin origin) {
        return new SourceRejected(complaints, text).failure(origin.place(), origin.firstLine());
    }

    private static int clamp(long position, String source) {
        return (int) Math.max(0, Math.min(position, source.length()));
    }

    /** A comment without an end, which JShell takes for the end of the text. */
    static Failure unclosedComment(String source, int begin, Origin origin) {
        String text = source.replace('\r', ' ');
        return rejected(List.of(complaint(text, begin, 2, "unclosed comment")), text, origin);
    }

    /**
     * An exception of the user's code: its own frames, causes and suppressed ones. Asks the exception, whose class may
     * be the user's: call it on the cell's thread.
     */
    static Failure thrown(Throwable thrown) {
        List<String> lines = new ArrayList<>();
        Chain chain = new Chain(lines);
        chain.add(thrown, "", "");
        return new Failure(simpleName(thrown), told(thrown), lines);
    }

    /** What is left of the message and the frames where the user's own class fails to tell them. */
    private static <T> Optional<T> ask(Supplier<T> getter) {
        try {
            return Optional.ofNullable(getter.get());
        } catch (CellInterrupted e) {
            throw e;
        } catch (Throwable e) { // the error that is shown is the one that was asked
            return Optional.empty();
        }
    }

    /** An exception with its causes and suppressed ones, as lines. */
    private static final class Chain {
        private final List<String> lines;
        private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

        Chain(List<String> lines) {
            this.lines = lines;
        }

        void add(Throwable thrown, String indent, String label) {
            if (seen.size() == LONGEST_CHAIN) {
                lines.add(indent + DIM + label + "(more)" + OFF);
                return;
            }
            String message = told(thrown);
            lines.add(indent
                    + label
                    + BOLD
                    + name(thrown)
                    + OFF
                    + (message.isEmpty() ? "" : ": " + message.replace("\n", "\n" + indent)));
            if (!seen.add(thrown)) {
                lines.add(indent + DIM + "    (shown above)" + OFF);
                return;
            }
            frames(trace(thrown), indent, lines);
            Throwable[] suppressed = Arrays.stream(thrown.getSuppressed())
                    .filter(each -> !(each instanceof Circumstance))
                    .toArray(Throwable[]::new);
            for (int i = 0; i < suppressed.length && seen.size() <= LONGEST_CHAIN; i++) {
                add(suppressed[i], indent + "    ", "Suppressed: ");
            }
            ask(thrown::getCause)
                    .filter(cause -> !isTold(thrown, cause))
                    .ifPresent(cause -> add(cause, indent, "Caused by: "));
        }

        /**
         * Whether a failure of ours says all of its cause: its very words, or the engine's in a user's, or the interrupt with
         * which a time limit ended a host function. %trace has both.
         */
        private static boolean isTold(Throwable thrown, Throwable cause) {
            String words = message(cause);
            return thrown.getClass().getName().startsWith(OURS)
                    && (cause.getClass().getName().startsWith(ENGINES)
                            || cause instanceof CellInterrupted
                            || (!words.isEmpty() && message(thrown).contains(words)));
        }
    }

    private static StackTraceElement[] trace(Throwable thrown) {
        return ask(thrown::getStackTrace).stream()
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .toArray(StackTraceElement[]::new);
    }

    /** A failure's traceback without colours. */
    static String plain(Failure failure) {
        return COLOUR.matcher(String.join("\n", failure.traceback())).replaceAll("");
    }

    /** The frames from the throw down to the cell's first one; library frames in between in one line. */
    private static void frames(StackTraceElement[] all, String indent, List<String> lines) {
        StackTraceElement[] trace = belowHooks(all);
        int last = -1;
        for (int i = 0; i < trace.length; i++) {
            if (GeneratedNames.isSnippet(trace[i])) {
                last = i;
            }
        }
        if (last < 0) {
            Arrays.stream(trace)
                    .limit(LIBRARY_FRAMES_WITHOUT_USER)
                    .forEach(frame -> lines.add(indent + DIM + "    in " + library(frame) + OFF));
            return;
        }
        String repeated = null;
        int times = 0;
        for (int i = 0; i <= last; i++) {
            String line;
            if (GeneratedNames.isSnippet(trace[i])) {
                line = indent + "    " + user(trace[i]);
            } else {
                int more = 0;
                while (!GeneratedNames.isSnippet(trace[i + 1 + more])) {
                    more++;
                }
                boolean ours = trace[i].getClassName().startsWith(OURS);
                line = indent + DIM + "    in " + library(trace[i]) + (more == 0 ? "" : " and " + more + " more") + OFF;
                i += more;
                if (ours) {
                    continue; // what the session itself refused says all in its message
                }
            }
            if (line.equals(repeated)) {
                times++;
                continue;
            }
            repeats(times, indent, lines);
            lines.add(line);
            repeated = line;
            times = 0;
        }
        repeats(times, indent, lines);
    }

    private static void repeats(int times, String indent, List<String> lines) {
        if (times > 0) {
            lines.add(indent + DIM + "    ... " + times + " more like this" + OFF);
        }
    }

    /** Without the hooks that a snippet called, and what these were in when they threw. */
    private static StackTraceElement[] belowHooks(StackTraceElement[] trace) {
        int from = 0;
        for (int i = 0; i < trace.length && !GeneratedNames.isSnippet(trace[i]); i++) {
            if (trace[i].getClassName().equals(SnippetHooks.class.getName())) {
                from = i + 1;
            }
        }
        return Arrays.copyOfRange(trace, from, trace.length);
    }

    private static String user(StackTraceElement frame) {
        String place = frame.getFileName() + ", line " + frame.getLineNumber();
        String method = frame.getMethodName();
        if (method.startsWith("do_it$") || method.startsWith("$value") || method.startsWith("lambda$")) {
            return "at " + place;
        }
        String type = NUMBERS.matcher(clean(frame.getClassName() + "$")).replaceAll("");
        type = type.replaceAll("^\\$+|\\$+$", "").replaceAll("\\$+", ".");
        if (type.isEmpty() && method.startsWith("<")) {
            return "at " + place; // of a class without a name
        }
        String name = method.equals("<init>") ? "new " + type : method.equals("<clinit>") ? type : method;
        boolean member = !type.isEmpty() && !method.startsWith("<");
        return "at " + place + ", in " + (member ? type + "." : "") + name;
    }

    private static String library(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName();
    }

    /** What an exception of ours says, also one that a snippet passed on; empty of others', and of what unwinds a cell. */
    static Optional<String> ofOurs(Throwable thrown) {
        Throwable told = thrown instanceof InvocationTargetException passed ? passed.getCause() : thrown;
        return told == null
                        || told instanceof CellInterrupted
                        || !told.getClass().getName().startsWith(OURS)
                ? Optional.empty()
                : Optional.of(message(told)).filter(message -> !message.isEmpty());
    }

    /** Its message, and what is known of where it was thrown. */
    private static String told(Throwable thrown) {
        return Circumstance.after(message(thrown), thrown);
    }

    private static String message(Throwable thrown) {
        return ask(thrown::getLocalizedMessage)
                .map(message -> Untrusted.lines(clean(message)))
                .orElse("");
    }

    private static String name(Throwable thrown) {
        if (thrown instanceof CellInterrupted) {
            return "Interrupted";
        }
        Class<?> type = thrown.getClass();
        return clean((type.isAnonymousClass() ? type.getSuperclass() : type).getName());
    }

    private static String simpleName(Throwable thrown) {
        String name = name(thrown);
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }

    /** A method or class was used that refers to what is not defined. */
    static Failure unresolved(String what, List<String> missing, Throwable thrown) {
        String message = what + " cannot be used until " + String.join(", ", missing)
                + (missing.size() == 1 ? " is" : " are") + " defined.";
        List<String> lines = new ArrayList<>();
        lines.add(BOLD + "Unresolved" + OFF + ": " + message);
        frames(trace(thrown), "", lines);
        return new Failure("Unresolved", message, lines);
    }

    /** The cell was interrupted. */
    static Failure interrupted(Exception e) {
        return new Failure("Interrupted", e.getMessage(), List.of(BOLD + "Interrupted" + OFF + ": " + e.getMessage()));
    }
}
