package dev.guestbook.session;

import dev.guestbook.wasi.Wasi;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.WasiGrants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one instance has of its host that no other instance shares: WASI with its open files, where it was granted. */
final class Host implements AutoCloseable {
    private final HostObjects objects = new HostObjects();
    private final GuestStreams streams = new GuestStreams();
    private final Optional<Wasi> wasi;
    private volatile LiveInstance instance;

    Host(String program, Optional<WasiGrants> grants) {
        wasi = grants.map(granted -> new Wasi(program, granted, streams));
    }

    /** What it was given as externref. */
    HostObjects objects() {
        return objects;
    }

    /** What was registered, and WASI, which a function registered under its names replaces. */
    List<HostFunction> functions(List<Given> registered) {
        List<HostFunction> all = new ArrayList<>(wasi.map(Wasi::functions).orElse(List.of()));
        registered.forEach(given -> all.add(given.on(this)));
        return all;
    }

    /** Says whose host it is, once that is there. */
    void belongsTo(LiveInstance live) {
        instance = live;
    }

    /** Whose host it is; null while its start function runs. */
    LiveInstance instance() {
        return instance;
    }

    /** Shows what a call left unfinished of its output. */
    void flush() {
        streams.end();
    }

    @Override
    public void close() {
        wasi.ifPresent(Wasi::close);
    }
}
