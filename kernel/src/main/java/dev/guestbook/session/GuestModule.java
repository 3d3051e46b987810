package dev.guestbook.session;

import dev.guestbook.wasm.BadModule;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.WasmModule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A module compiled once, from which any thread makes instances of its own.
 *
 * <pre>{@code
 * Guest own = wasm.module("twosum").instance();
 * }</pre>
 */
public final class GuestModule {
    private final String name;
    private final WasmModule wasm;
    private final LoadOptions options;
    private final String sha256;
    private final Granted granted;
    private final Meter meter;
    private final HostCode hostCode;
    private volatile Terms terms = Terms.NONE;
    private final AtomicInteger instances = new AtomicInteger();

    GuestModule(
            String name,
            WasmModule wasm,
            LoadOptions options,
            String sha256,
            Granted granted,
            Meter meter,
            HostCode hostCode) {
        this.name = name;
        this.wasm = wasm;
        this.options = options;
        this.sha256 = sha256;
        this.granted = granted;
        this.meter = meter;
        this.hostCode = hostCode;
    }

    /** How host functions are stopped. */
    HostCode hostCode() {
        return hostCode;
    }

    public String name() {
        return name;
    }

    /** What is known of the module itself: exports, imports, sections, sizes. */
    public WasmModule wasm() {
        return wasm;
    }

    /** How its guest was loaded. */
    public LoadOptions options() {
        return options;
    }

    /** The SHA-256 of its bytes, hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** A disposable guest with memory of its own; the session does not list it. Safe from any thread. */
    public Guest instance() {
        try {
            return new Guest(name, this);
        } catch (BadModule e) {
            throw new Refused(e.getMessage(), e);
        }
    }

    /** The imports that only stubs stand for, as {@code module.name}; escape before showing. */
    List<String> stubbed() {
        if (!options.stubImports()) {
            return List.of();
        }
        Set<String> there = new HashSet<>();
        try (Host host = new Host(name, options.wasi())) {
            granted.functions(host).forEach(function -> there.add(function.module() + "." + function.name()));
        }
        granted.values().forEach(value -> there.add(value.module() + "." + value.name()));
        return wasm.imports().stream()
                .filter(wanted -> !there.contains(wanted.qualifiedName()))
                .map(ImportType::qualifiedName)
                .toList();
    }

    /** Tells where the time of its instances' calls goes. */
    Meter meter() {
        return meter;
    }

    /** What its contract says; empty where it has none. */
    Terms terms() {
        return terms;
    }

    void agree(Terms agreed) {
        terms = agreed;
    }

    /** Numbers its instances, so that messages can tell two of one guest apart. */
    int nextInstance() {
        return instances.incrementAndGet();
    }

    /** An instance of what {@code host} and the session's registered functions give it. */
    Instance instantiate(Host host) throws BadModule {
        try {
            return wasm.instantiate(granted.functions(host), granted.values(), options.stubImports());
        } catch (HostRefusal inStart) {
            throw inStart.refused();
        }
    }
}
