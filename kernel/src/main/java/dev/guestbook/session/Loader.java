package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Untrusted;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.SourceException;
import dev.guestbook.source.Supplied;
import dev.guestbook.wasi.Wasi;
import dev.guestbook.wasm.BadModule;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.Limits;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.WasiGrants;
import dev.guestbook.wasm.WasmModule;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.lang.model.SourceVersion;

/** From a source to a guest, step by step; a failed step leaves nothing behind. */
final class Loader {
    /** What a guest is called that neither its module nor anybody else named. */
    static final String UNNAMED = "guest";

    private final ModuleSources sources;
    private final Imports imports;
    private final Meter meter;
    private final HostCode hostCode;

    Loader(ModuleSources sources, Imports imports, Meter meter, HostCode hostCode) {
        this.sources = sources;
        this.imports = imports;
        this.meter = meter;
        this.hostCode = hostCode;
    }

    /** @param progress gets a word for what begins, where that is neither fetching nor compiling */
    Guest load(String source, LoadOptions options, Consumer<String> progress) {
        Required.notNull(source, "A source");
        check(options);
        try {
            long start = System.nanoTime();
            Supplied supplied = sources.supply(source, options.from());
            Duration fetch = Duration.ofNanos(System.nanoTime() - start);
            String fetched = "fetch " + Numbers.duration(fetch);
            return load(supplied, fetched, source, wasm -> identifier(supplied.name()), options, progress);
        } catch (SourceException e) {
            throw new Refused(e.getMessage(), e);
        }
    }

    /**
     * Loads a module that was made here.
     *
     * @param origin what it was made from, in words
     * @param making how long that took, in words; may be empty
     * @param progress as for a source
     */
    Guest load(byte[] module, String origin, String making, LoadOptions options, Consumer<String> progress) {
        check(options);
        Supplied supplied = Supplied.made(UNNAMED, origin, module);
        return load(
                supplied,
                making,
                "",
                wasm -> wasm.name().map(Loader::identifier).orElse(UNNAMED),
                options,
                progress);
    }

    /** Refuses options that no module can be loaded with, before one is fetched or made. */
    static void check(LoadOptions options) {
        Required.notNull(options, "How to load, as LoadOptions.DEFAULT,");
        options.as().ifPresent(Loader::checkName);
        options.wasi().ifPresent(Loader::checkFolders);
        limits(options);
    }

    /** @param source what a person would type to have the module; empty where it was made */
    private Guest load(
            Supplied supplied,
            String obtained,
            String source,
            Function<WasmModule, String> naming,
            LoadOptions options,
            Consumer<String> progress) {
        String shown = Untrusted.name(source.isEmpty() ? supplied.origin() : source);
        try {
            WasmModule wasm = WasmModule.of(
                    supplied.bytes(),
                    options.engine(),
                    limits(options),
                    new KeptCode(sources.code()),
                    wanted -> checkLinks(wanted, options));
            String name = options.as().orElseGet(() -> naming.apply(wasm));
            GuestModule module = new GuestModule(
                    name, wasm, options, supplied.sha256(), imports.granted(wasm.imports()), meter, hostCode);
            progress.accept("starting " + Untrusted.name(name));
            long instantiating = System.nanoTime();
            Guest guest = new Guest(name, module);
            Duration instantiated = Duration.ofNanos(System.nanoTime() - instantiating);
            guest.show(new Card(supplied.origin(), obtained, instantiated, Optional.empty()));
            return guest;
        } catch (BadModule e) {
            String hint = e.missing().isEmpty() ? "" : hint(e.missing(), source);
            throw new Refused(shown + ": " + e.getMessage() + hint, e);
        } catch (GuestExit e) {
            throw new Refused(
                    shown + ": it ended itself while it started, with exit code " + Integer.toUnsignedString(e.code())
                            + " (proc_exit), so nothing was loaded.",
                    e);
        } catch (GuestStopped e) {
            throw new GuestStopped(shown + ": " + e.getMessage() + " Nothing was loaded.", e);
        } catch (Trap e) {
            throw new Refused(shown + ": its start failed, so nothing was loaded. " + e.getMessage(), e);
        }
    }

    /** Before it is compiled, which may take longer than a person wants to wait for a name that is missing. */
    private void checkLinks(List<ImportType> wanted, LoadOptions options) throws BadModule {
        Granted granted = imports.granted(wanted);
        try (Host host = new Host("", options.wasi())) {
            WasmModule.Linking.with(granted.functions(host), granted.values(), options.stubImports())
                    .check(wanted);
        }
    }

    private static String hint(List<ImportType> missing, String source) {
        List<ImportType> others = missing.stream()
                .filter(wanted -> !wanted.module().equals(Wasi.MODULE))
                .toList();
        if (others.isEmpty()) {
            return " They are WASI's: load it with --wasi.";
        }
        boolean functions = others.stream().anyMatch(wanted -> wanted.kind() == ExternKind.FUNCTION);
        boolean tags = others.stream().anyMatch(wanted -> wanted.kind() == ExternKind.TAG);
        boolean values = others.stream()
                .anyMatch(wanted -> wanted.kind() != ExternKind.FUNCTION && wanted.kind() != ExternKind.TAG);
        StringBuilder hint = new StringBuilder();
        if (functions) {
            hint.append(values || tags ? " Give functions" : " Give them")
                    .append(" with wasm.imports().func(...) before the load; ")
                    .append(
                            source.isEmpty()
                                    ? "--stub-imports loads it without them, and %wasm imports then writes the stubs."
                                    : "%wasm imports " + Untrusted.name(source) + " writes the stubs.");
        }
        if (values) {
            hint.append(
                    " Give memories, tables and globals with wasm.imports().memory(...), table(...) and global(...);"
                            + " --stub-imports gives empty ones, and globals of 0.");
        }
        if (tags) {
            hint.append(" Exception tags cannot be given.");
        }
        return others.size() < missing.size()
                ? hint + " Those of " + Wasi.MODULE + " come with --wasi."
                : hint.toString();
    }

    /** A module to look at, neither compiled nor instantiated. */
    WasmModule read(String source) {
        try {
            return WasmModule.toRead(sources.supply(source, Optional.empty()).bytes());
        } catch (SourceException e) {
            throw new Refused(e.getMessage(), e);
        } catch (BadModule e) {
            throw new Refused(Untrusted.name(source) + ": " + e.getMessage(), e);
        }
    }

    private static Limits limits(LoadOptions options) {
        if (options.maxMemory() < LinearMemory.PAGE || options.maxMemory() > LinearMemory.MAX_BYTES) {
            throw new Refused("--max-memory goes from one page (64 KiB) to 2 GiB less one page; " + options.maxMemory()
                    + " bytes is outside.");
        }
        return Limits.DEFAULT.withMemory(options.maxMemory());
    }

    private static void checkFolders(WasiGrants granted) {
        for (WasiGrants.Folder folder : granted.folders()) {
            if (!Files.isDirectory(folder.host())) {
                throw new Refused("There is no folder " + folder.host() + " to give the guest as "
                        + Untrusted.name(folder.guest())
                        + "; --dir takes HOST::GUEST, with :rw at its end to write in it.");
            }
        }
    }

    private static void checkName(String name) {
        if (!Arena.isIdentifier(name)) {
            throw new Refused("`" + Untrusted.name(name) + "` is "
                    + (SourceVersion.isKeyword(name) ? "a word of Java's own and " : "")
                    + "no name for a guest; it must be a Java identifier, such as `"
                    + identifier(SourceVersion.isKeyword(name) ? name + "_guest" : name) + "`.");
        }
    }

    /** A file's or package's name as an identifier: {@code two-sum.wasm} is {@code two_sum}. */
    static String identifier(String name) {
        String stem = name.endsWith(".wasm") ? name.substring(0, name.length() - ".wasm".length()) : name;
        StringBuilder made = new StringBuilder();
        stem.codePoints()
                .limit(60)
                .forEach(c -> made.append(c < 128 && Character.isJavaIdentifierPart(c) && c != '$' ? (char) c : '_'));
        boolean starts = made.length() > 0 && Character.isJavaIdentifierStart(made.charAt(0));
        return starts ? made.toString() : "guest" + (made.length() == 0 ? "" : "_" + made);
    }
}
