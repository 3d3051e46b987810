package dev.guestbook.session;

import dev.guestbook.display.Facts;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.WasiGrants;
import dev.guestbook.wasm.WasmModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a load came to.
 *
 * @param source where the module came from
 * @param obtained how long that took, in words; empty where it was there
 * @param instantiate how long the instance, its start function and {@code _initialize} took
 * @param remarks what its compiler said besides
 */
record Card(String source, String obtained, Duration instantiate, Optional<Remarks> remarks) {
    private static final String PIN = "#sha256=";
    private static final int LISTED = 8;
    private static final String AGAIN = "(again)";

    /** The same with what its compiler said. */
    Card with(Remarks said) {
        return new Card(source, obtained, instantiate, Optional.of(said));
    }

    static Sheet sheet(Guest guest, Optional<Card> card) {
        GuestModule module = guest.module();
        WasmModule wasm = module.wasm();
        Facts facts = Facts.none();
        if (card.isPresent()) {
            facts = facts.and(
                    "source", Span.code(Untrusted.name(withoutDigest(card.get().source()))));
        }
        facts = facts.and("size", Span.code(Numbers.bytes(wasm.size())))
                .and(
                        "sha256",
                        Span.code(module.sha256()),
                        Span.dim(card.filter(Card::isPinned).isPresent() ? ", as pinned" : ""))
                .and("engine", wasm.code());
        if (card.isPresent()) {
            facts = facts.and("time", Span.code(steps(card.get(), wasm)));
        }
        facts = facts.and(
                        "functions",
                        Span.count(wasm.functionCount()),
                        Span.dim(" defined, "),
                        exported(wasm),
                        Span.dim(" exported"))
                .and("imports", Span.count(wasm.imports().size()))
                .and("memory", memory(guest))
                .and("allocator", guest.arena().allocator());
        if (wasm.stacksTailCalls()) {
            facts = facts.and(
                    "tail calls",
                    Span.bad("take stack"),
                    " where they are compiled, a long chain of them all of it; --engine interpreted runs them in place");
        }
        List<String> interpreted = wasm.interpretedFunctions();
        if (!interpreted.isEmpty()) {
            facts = facts.and("interpreted", Span.bad(listed(interpreted)), Span.dim(", too large for the JVM"));
        }
        if (module.options().wasi().isPresent()) {
            facts = facts.and("WASI", wasi(module.options().wasi().get()));
        }
        List<String> stubbed = module.stubbed();
        if (!stubbed.isEmpty()) {
            facts = facts.and("stubs", Span.bad(listed(stubbed)));
        }
        if (!module.terms().isEmpty()) {
            facts = facts.and(
                    "contract", listed(List.copyOf(module.terms().prototypes().keySet())));
        }
        if (guest.isTrapped()) {
            facts = facts.and("state", guest.state());
        }
        Sheet sheet = Sheet.titled("guest ", Span.strong(guest.name())).with(facts);
        Optional<Remarks> remarks = card.flatMap(Card::remarks);
        return (remarks.isPresent() ? remarks.get().below(sheet) : sheet)
                .next(
                        wasm.export("_start").isPresent()
                                ? "%wasm run"
                                : guest.live().instance().memories().isEmpty()
                                        ? "%call EXPORT ARGS"
                                        : "%alloc NAME SIZE")
                .next("%wasm exports");
    }

    private static String wasi(WasiGrants granted) {
        List<String> parts = new ArrayList<>();
        granted.folders()
                .forEach(folder -> parts.add(folder.guest() + (folder.writable() ? " (read, write)" : " (read only)")));
        parts.add(granted.arguments().size() + (granted.arguments().size() == 1 ? " argument" : " arguments"));
        parts.add(granted.environment().size() + " of environment");
        return listed(parts);
    }

    private static String listed(List<String> names) {
        String shown = names.stream().limit(LISTED).map(Untrusted::name).collect(Collectors.joining(", "));
        return names.size() > LISTED ? shown + " and " + (names.size() - LISTED) + " more" : shown;
    }

    private static Span exported(WasmModule wasm) {
        return Span.count(wasm.exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNCTION)
                .count());
    }

    /** The same of a further instance, for which nothing was obtained or compiled. */
    Card again(Duration instantiation) {
        return new Card(source, AGAIN, instantiation, remarks);
    }

    private static String steps(Card card, WasmModule wasm) {
        if (card.obtained().equals(AGAIN)) {
            return "instantiate again " + Numbers.duration(card.instantiate());
        }
        return card.obtained() + (card.obtained().isEmpty() ? "" : ", ")
                + "parse and validate " + Numbers.duration(wasm.parseTime())
                + (wasm.isFromCache() ? ", compiled code from the cache " : ", compile ")
                + Numbers.duration(wasm.compileTime())
                + ", instantiate " + Numbers.duration(card.instantiate());
    }

    private static String memory(Guest guest) {
        List<LinearMemory> memories = guest.live().instance().memories();
        if (memories.isEmpty()) {
            return "none";
        }
        List<String> told = new ArrayList<>();
        for (int i = 0; i < memories.size(); i++) {
            LinearMemory memory = memories.get(i);
            told.add((i == 0 ? "" : "memory " + i + ": ") + Numbers.bytes(memory.size()) + " now, "
                    + Numbers.bytes((long) memory.maximumPages() * LinearMemory.PAGE) + " at most");
        }
        return String.join("; ", told);
    }

    /** Whether the source said which digest it must have; the load has checked it then. */
    private boolean isPinned() {
        return source.contains(PIN);
    }

    /** The digest has a line of its own. */
    private static String withoutDigest(String source) {
        int pin = source.indexOf(PIN);
        return pin < 0
                ? source
                : source.substring(0, pin) + source.substring(Math.min(source.length(), pin + PIN.length() + 64));
    }
}
