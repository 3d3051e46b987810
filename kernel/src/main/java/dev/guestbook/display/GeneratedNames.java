package dev.guestbook.display;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Takes out of a text the class names that are generated around what a person wrote in a cell. */
public final class GeneratedNames {
    private static final String MARK = "$JShell$";
    private static final String SNIPPETS = "REPL." + MARK;
    private static final Pattern LAMBDA =
            Pattern.compile("(?:REPL\\.)?\\$JShell\\$[\\w$]*?\\$\\$Lambda(?:\\$\\d+)?/0x\\p{XDigit}+");
    private static final Pattern ANONYMOUS =
            Pattern.compile("(?:REPL\\.)?\\$JShell\\$\\w+[$.](?:\\$Value[$.])?\\$?\\d+(?![\\w$])");
    private static final Pattern WRAPPER = Pattern.compile("(?:REPL\\.)?\\$JShell\\$\\w+[$.]?(?:\\$Value[$.]?)?");

    private GeneratedNames() {}

    /** Whether a stack's frame is of a person's own code in a cell, or in a file that one loaded; its file is then that place. */
    public static boolean isSnippet(StackTraceElement frame) {
        return frame.getClassName().startsWith(SNIPPETS);
    }

    /** The line of a cell, or of a file that one loaded, that an exception came out of first: {@code cell [3], line 2}. */
    public static Optional<String> place(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(GeneratedNames::isSnippet)
                .findFirst()
                .map(frame -> frame.getFileName() + ", line " + frame.getLineNumber());
    }

    /** {@code text} with classes named as the cell names them: {@code Foo} for {@code REPL.$JShell$3$Foo}. */
    public static String clean(String text) {
        if (!text.contains(MARK)) {
            return text;
        }
        String lambdas = LAMBDA.matcher(text).replaceAll("lambda");
        return WRAPPER.matcher(ANONYMOUS.matcher(lambdas).replaceAll("anonymous"))
                .replaceAll("");
    }
}
