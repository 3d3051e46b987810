package dev.guestbook;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of a notebook's output is the same in each run: the output with what varies replaced by a word that says what
 * stood there. What no rule here names is kept, blank for blank.
 *
 * @param tags the cell's. {@code random-bytes}: its hex dumps, and which of their bytes changed, are random; addresses,
 *     counts of bytes and names are kept. {@code varies-with-clang}: the module it compiles is another one with each
 *     compiler. {@code varies-with-machine}: of each output the first line lasts.
 */
record Lasting(Set<String> tags) {
    private record Rule(Pattern pattern, String word) {
        static Rule of(String pattern, String word) {
            return new Rule(Pattern.compile(pattern, Pattern.MULTILINE), word);
        }

        String applied(String text) {
            return pattern.matcher(text).replaceAll(word);
        }
    }

    /** A time limit is what the notebook asked for, and no measurement. */
    private static final List<Rule> ALWAYS = List.of(
            Rule.of("\n {6,}(?=\\S)", " "), // a fact goes on there, as its times are long
            Rule.of("(?<!limit of )(?<![\\d.,])\\d[\\d,]*(?:\\.\\d+)? (?:ns|µs|ms|s)\\b", "«time»"),
            Rule.of("(?:compiled code from the cache|compile) «time»", "«compiled» «time»"),
            Rule.of("((?:npm|maven|https):\\S+?)(?:, (?:cached|fetched)$| from \\S+$)", "$1, «origin»"));

    private static final Pattern BENCHMARK = Pattern.compile("\\d samples? of each");
    private static final List<Rule> IN_BENCHMARKS = List.of(
            Rule.of("(?<![\\d.,])\\d[\\d,]* samples? of each", "«count» samples of each"),
            Rule.of("(?<![\\d.,])\\d[\\d,]*(?:\\.\\d+)?×", "«ratio»"),
            Rule.of("(?<![\\d.,])\\d[\\d,]*%", "«spread»"),
            Rule.of("(?<=«ratio») +[\u2500-\u259f→←]+$", " «bar»"));

    /** Columns are as wide as what stands in them. */
    private static final Pattern TABLE_OF_TIMES = Pattern.compile("─(?s:.*)«time»");

    private static final List<Rule> IN_TABLES_OF_TIMES = List.of(Rule.of("─+", "─"), Rule.of(" +", " "));

    private static final Pattern DUMPED =
            Pattern.compile("^(0x[0-9a-f]{8})((?:[ *]{1,2}[0-9a-f]{2})+)( +)\\|.{1,16}?\\|($|  )", Pattern.MULTILINE);
    private static final List<Rule> IN_RANDOM_CELLS = List.of(
            Rule.of("\\([^()\n]* offsets? [^()\n]*\\)", "(«where»)"),
            Rule.of("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "«digest»"));

    private static final List<Rule> IN_COMPILED_CELLS = List.of(
            Rule.of("\\bclang \\d[\\d.]*", "«clang»"),
            Rule.of("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "«digest»"),
            Rule.of("^(size|\\S+\\.wasm)(\\s+)[\\d,]+ B(?: \\([^)]*\\))?", "$1$2«bytes»"));

    private static final Pattern BLOCK =
            Pattern.compile("</?(?:div|p|pre|table|caption|thead|tbody|tr|td|th|ul|ol|li|title|desc|br)\\b[^>]*>");

    /** A picture: its axes are drawn to what was measured. */
    private static final Pattern PICTURE = Pattern.compile("(?s)<svg\\b.*?</svg>");

    private static final Pattern SAID_OF_PICTURE = Pattern.compile("(?s)<(?:title|desc)\\b.*?</(?:title|desc)>");

    /** The lasting part of a text. */
    String of(String text) {
        if (tags.contains("varies-with-machine")) {
            return text.lines().findFirst().orElse("");
        }
        String lasting = tags.contains("random-bytes") ? withoutBytes(text) : text;
        for (Rule rule : ALWAYS) {
            lasting = rule.applied(lasting);
        }
        if (tags.contains("varies-with-clang")) {
            for (Rule rule : IN_COMPILED_CELLS) {
                lasting = rule.applied(lasting);
            }
        }
        if (BENCHMARK.matcher(text).find()) {
            for (Rule rule : IN_BENCHMARKS) {
                lasting = rule.applied(lasting);
            }
        }
        if (TABLE_OF_TIMES.matcher(lasting).find()) {
            for (Rule rule : IN_TABLES_OF_TIMES) {
                lasting = rule.applied(lasting);
            }
        }
        return lasting;
    }

    /** The same of a piece of HTML: its text, a line for each block that has some; of a picture, what it says it is. */
    String ofHtml(String html) {
        String said = PICTURE.matcher(html.replaceAll("(?s)<style\\b.*?</style>", ""))
                .replaceAll(picture -> Matcher.quoteReplacement(SAID_OF_PICTURE
                        .matcher(picture.group())
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining())));
        String text = BLOCK.matcher(said).replaceAll("\n");
        text = text.replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
        return of(
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n")));
    }

    /** Whether an output only says how long its cell's work took: that is shown where it took a second or more. */
    static boolean isProgress(String text) {
        return text.strip().matches("[^\n]* took \\d[\\d.]* (?:ms|s)");
    }

    private static String withoutBytes(String text) {
        String lasting = DUMPED.matcher(text).replaceAll(Lasting::row);
        for (Rule rule : IN_RANDOM_CELLS) {
            lasting = rule.applied(lasting);
        }
        return lasting;
    }

    private static String row(MatchResult row) {
        String bytes = row.group(2).replaceAll("[0-9a-f]{2}", "??").replace('*', ' ');
        return Matcher.quoteReplacement(row.group(1) + bytes + row.group(3) + "|«text»|" + row.group(4));
    }
}
