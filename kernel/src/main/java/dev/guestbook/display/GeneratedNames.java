package dev.guestbook.display;

import java.util.regex.Pattern;

/** Takes out of a text the class names that are generated around what a person wrote in a cell. */
public final class GeneratedNames {
    private static final String MARK = "$JShell$";
    private static final Pattern LAMBDA =
            Pattern.compile("(?:REPL\\.)?\\$JShell\\$[\\w$]*?\\$\\$Lambda(?:\\$\\d+)?/0x\\p{XDigit}+");
    private static final Pattern ANONYMOUS =
            Pattern.compile("(?:REPL\\.)?\\$JShell\\$\\w+[$.](?:\\$Value[$.])?\\$?\\d+(?![\\w$])");
    private static final Pattern WRAPPER = Pattern.compile("(?:REPL\\.)?\\$JShell\\$\\w+[$.]?(?:\\$Value[$.]?)?");

    private GeneratedNames() {}

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
