package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestbook.wasm.Engine;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nobody holds any longer is given back: instances, guests and their modules, though their session lives on. */
class CollectedTest {
    /** A collection may leave one that was just in use; each round asks for another one. */
    private static final int ROUNDS = 50;

    private static final long ROUND_MILLIS = 100;

    private final Session wasm = OurGuests.session();
    private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
    private final Set<Reference<?>> awaited = new HashSet<>();

    @AfterEach
    void end() {
        wasm.close();
    }

    private void await(Object thing) {
        awaited.add(new WeakReference<>(thing, queue));
    }

    private void assertCollected() throws InterruptedException {
        for (int i = 0; i < ROUNDS && !awaited.isEmpty(); i++) {
            System.gc();
            Reference<?> gone = queue.remove(ROUND_MILLIS);
            while (gone != null) {
                awaited.remove(gone);
                gone = queue.poll();
            }
        }
        assertEquals(
                Set.of(),
                awaited,
                () -> "still held: " + awaited.stream().map(Reference::get).toList());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void disposable_instances_whose_module_lives_on(Engine engine) throws Exception {
        wasm.load(OurGuests.TRAPS, LoadOptions.DEFAULT.withName("traps").withEngine(engine));
        for (int i = 0; i < 20; i++) {
            useAndDrop(wasm.module("traps"));
        }
        assertCollected();
        assertEquals("traps", wasm.guest().name());
    }

    private void useAndDrop(GuestModule module) {
        Guest guest = module.instance();
        Ptr kept = guest.alloc("kept", 8);
        guest.call("bump_reset");
        await(guest);
        await(guest.live());
        await(kept);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void unloaded_replaced_and_reloaded_guests(Engine engine) throws Exception {
        LoadOptions options = LoadOptions.DEFAULT.withName("traps").withEngine(engine);
        load(options);
        wasm.reload();
        load(options); // replaces it
        wasm.unload("traps");
        load(options);
        wasm.unloadAll();
        assertCollected();
    }

    private void load(LoadOptions options) {
        Guest guest = wasm.load(OurGuests.TRAPS, options);
        guest.call("bump_reset");
        wasm.snapshot("before");
        await(guest);
        await(guest.live());
        await(guest.module());
        await(guest.module().wasm());
    }
}
