package dev.guestbook.wasm;

import java.util.ArrayList;
import java.util.List;

/** A program for a JVM of its own: keeps guests of much code, and prints how many the heap held. */
final class ManyGuests {
    private static final int GUESTS = 30;

    private ManyGuests() {}

    public static void main(String[] args) throws BadModule {
        List<Instance> held = new ArrayList<>();
        for (int i = 0; i < GUESTS; i++) {
            ModuleBytes.Part body =
                    ModuleBytes.part().hex("00").times(5_000, "41 e8 07 1a").hex("0b");
            byte[] module = new ModuleBytes()
                    .section(1, "01 60 00 00")
                    .functions(5, body)
                    .bytes();
            held.add(WasmModule.of(module, Engine.COMPILED, Limits.DEFAULT).instantiate(List.of()));
        }
        System.out.println(held.size() + " guests");
    }
}
