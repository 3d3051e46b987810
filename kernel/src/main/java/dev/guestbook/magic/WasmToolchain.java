package dev.guestbook.magic;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Sheet;
import dev.guestbook.session.Session;
import java.util.List;

/** {@code %wasm toolchain}, {@code %wasm toolchain install} and {@code %wasm toolchain remove}. */
final class WasmToolchain {
    private WasmToolchain() {}

    static List<Magic> on(Session session) {
        return List.of(
                new Thin(SHOW, call -> shown(session, call)),
                new Install(session),
                new Thin(REMOVE, call -> removed(session)));
    }

    private static final Usage SHOW = Usage.of(
                    "wasm toolchain",
                    "[show|install|remove]",
                    0,
                    1,
                    "Says which C compiler %%c uses, and why; what was passed over. install fetches a clang for Guestbook"
                            + " alone, remove takes it away.")
            .java("wasm.toolchain()");

    private static final Usage INSTALL = Usage.of(
                    "wasm toolchain install",
                    "",
                    0,
                    0,
                    "Fetches a clang for Guestbook alone, by Maven and pinned by digest; goes on where it was interrupted.")
            .java("wasm.installToolchain(System.out::println)");

    private static final Usage REMOVE = Usage.of(
                    "wasm toolchain remove", "", 0, 0, "Takes the clang that was fetched out of the cache.")
            .java("wasm.removeToolchain()");

    private static Displayable shown(Session session, MagicCall call) throws MagicException {
        String what = call.optional(0).map(Word::text).orElse("show");
        if (!what.equals("show")) {
            throw new MagicException("%wasm toolchain takes nothing, show, install or remove; not \"" + what + "\".");
        }
        return session.toolchain();
    }

    private static Displayable removed(Session session) {
        return session.removeToolchain()
                ? Sheet.titled("the kit is removed")
                        .line("Maven's local repository keeps the file it came in.")
                        .next("%wasm toolchain")
                : Sheet.titled("there is no kit to remove").next("%wasm toolchain");
    }

    /** With a bar that is updated in place. */
    private record Install(Session session) implements Magic {
        @Override
        public Usage usage() {
            return INSTALL;
        }

        @Override
        public void run(MagicCall call, MagicContext context) throws Exception {
            LiveOutput output = LiveOutput.begin(context.scope(), "looking for the kit");
            Displayable found;
            try {
                found = context.work(() -> session.installToolchain(new Slowly(output)));
            } catch (Exception e) {
                output.line("nothing was installed");
                throw e;
            }
            output.replace(found);
        }
    }

    /** Shows a line ten times a second at most. */
    private static final class Slowly implements java.util.function.Consumer<String> {
        private static final long EVERY_NANOS = 100_000_000;
        private final LiveOutput output;
        private long shown = System.nanoTime() - EVERY_NANOS;

        Slowly(LiveOutput output) {
            this.output = output;
        }

        @Override
        public synchronized void accept(String line) {
            long now = System.nanoTime();
            if (now - shown >= EVERY_NANOS) {
                shown = now;
                output.line(line);
            }
        }
    }
}
