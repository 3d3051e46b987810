package dev.guestbook.magic;

import dev.guestbook.session.LoadOptions;
import dev.guestbook.wasm.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a guest is to be loaded, as every magic that loads one takes it.
 *
 * @param base where relative file names start
 */
record GuestWords(Path base) {
    private static final Pattern SECONDS = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m)?");
    private static final Pattern FOLDER = Pattern.compile("(.+?)::(.+?)(:rw)?");

    private static final String COMPILE_TIMEOUT = "--compile-timeout";

    /** A usage with these options too, and one for the compiler that comes before the load. */
    static Usage withCompiler(Usage usage) {
        return in(usage).option(COMPILE_TIMEOUT, "60s", "the longest the compiler may take; a minute otherwise");
    }

    /** A usage with these options too. */
    static Usage in(Usage usage) {
        return usage.option(
                        "--engine", "compiled|interpreted", "compiled to JVM bytecode, or instruction by instruction")
                .option("--max-memory", "64MiB", "cap on its linear memory; 256 MiB otherwise")
                .option("--timeout", "5s", "the longest a call may take")
                .option("--wasi", "", "gives it WASI preview 1: the cell's streams, clocks, random bytes")
                .option("--dir", "HOST::GUEST[:rw]", "a folder for it, read-only without :rw; may be repeated")
                .option("--arg", "A", "an argument; may be repeated")
                .option("--env", "K=V", "an environment variable; may be repeated")
                .option("--stub-imports", "", "lets stubs stand for missing imports; one that is called traps");
    }

    /**
     * The options of {@link LoadOptions} that stand on a magic's line.
     *
     * @throws MagicException where one is not what it should be
     */
    LoadOptions read(MagicCall call) throws MagicException {
        LoadOptions options = LoadOptions.DEFAULT;
        Optional<Word> engine = call.option("--engine");
        if (engine.isPresent()) {
            options = options.withEngine(
                    switch (engine.get().text()) {
                        case "compiled" -> Engine.COMPILED;
                        case "interpreted" -> Engine.INTERPRETED;
                        default ->
                            throw new MagicException(
                                    "There is no engine " + engine.get().text() + "; choose compiled or interpreted.");
                    });
        }
        Optional<Word> memory = call.option("--max-memory");
        if (memory.isPresent()) {
            options = options.withMaxMemory(Literal.size(memory.get().text())
                    .orElseThrow(() -> new MagicException("--max-memory takes a size such as 64MiB; "
                            + memory.get().text() + " is none.")));
        }
        Optional<Word> timeout = call.option("--timeout");
        if (timeout.isPresent()) {
            options = options.withTimeout(duration("--timeout", timeout.get().text()));
        }
        options = wasi(call, options);
        return call.has("--stub-imports") ? options.withStubImports() : options;
    }

    private LoadOptions wasi(MagicCall call, LoadOptions given) throws MagicException {
        LoadOptions options = call.has("--wasi") ? given.withWasi() : given;
        for (String option : List.of("--dir", "--arg", "--env")) {
            if (call.has(option) && !call.has("--wasi")) {
                throw new MagicException(option + " gives something through WASI; add --wasi.");
            }
        }
        for (Word word : call.all("--dir")) {
            Matcher folder = FOLDER.matcher(word.text());
            if (!folder.matches()) {
                throw new MagicException("--dir takes HOST::GUEST or HOST::GUEST:rw, such as data::/data; "
                        + word.text() + " is neither.");
            }
            if (folder.group(3) == null && folder.group(2).matches(".*:\\w*")) {
                throw new MagicException("--dir " + word.text() + " ends in no way to give a folder; :rw lets the guest"
                        + " write in it, and nothing at its end lets it read.");
            }
            Path host = base.resolve(folder.group(1));
            options = folder.group(3) == null
                    ? options.withDir(host, folder.group(2))
                    : options.withWritableDir(host, folder.group(2));
        }
        for (Word word : call.all("--arg")) {
            options = options.withArg(word.text());
        }
        for (Word word : call.all("--env")) {
            int equals = word.text().indexOf('=');
            if (equals <= 0) {
                throw new MagicException("--env takes NAME=VALUE; " + word.text() + " has no name or no value.");
            }
            options = options.withEnv(
                    word.text().substring(0, equals), word.text().substring(equals + 1));
        }
        return options;
    }

    /**
     * Those, and what a compiler may take.
     *
     * @throws MagicException where one is not what it should be
     */
    LoadOptions readWithCompiler(MagicCall call) throws MagicException {
        LoadOptions options = read(call);
        Optional<Word> limit = call.option(COMPILE_TIMEOUT);
        return limit.isPresent()
                ? options.withCompileTimeout(
                        duration(COMPILE_TIMEOUT, limit.get().text()))
                : options;
    }

    private static Duration duration(String option, String text) throws MagicException {
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches() || !text.matches(".*[1-9].*")) {
            throw new MagicException(option + " takes a time such as 5s or 500ms; " + text + " is none.");
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        double factor = switch (unit) {
            case "ms" -> 1e6;
            case "m" -> 60e9;
            default -> 1e9;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * factor));
    }
}
