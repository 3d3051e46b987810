package dev.guestbook.bench;

import dev.guestbook.session.Export;
import dev.guestbook.session.GuestModule;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Session;
import java.util.Map;
import java.util.function.LongSupplier;

/** What the session itself costs: calls, instances, and copies beside {@code System.arraycopy}. */
final class LiveCosts {
    /** Calls a run of a call case makes; its time is divided by it. */
    static final int CALLS = 100_000;
    /** Instances a run of the instance case makes. */
    static final int INSTANCES = 200;

    private static final int COPIED = 4 << 20;

    private LiveCosts() {}

    /** To the current guest's session: twosum is loaded there. */
    static void add(Map<String, LongSupplier> cases, Session wasm) {
        var guest = wasm.guest("crc32");
        Export run = guest.export("run");
        cases.put("call through Export /" + CALLS, () -> {
            long sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += run.call(0).i32();
            }
            return sum;
        });
        cases.put("call through wasm.call /" + CALLS, () -> {
            wasm.use("crc32");
            long sum = 0;
            for (int i = 0; i < CALLS; i++) {
                sum += wasm.call("run", 0).i32();
            }
            return sum;
        });
        GuestModule module = wasm.module("twosum");
        cases.put("instance /" + INSTANCES, () -> {
            long sum = 0;
            for (int i = 0; i < INSTANCES; i++) {
                sum += module.instance().memorySize();
            }
            return sum;
        });
        wasm.use("monocypher");
        Ptr area = wasm.alloc("copied", COPIED);
        byte[] bytes = new byte[COPIED];
        int[] ints = new int[COPIED / 4];
        long[] longs = new long[COPIED / 8];
        double[] doubles = new double[COPIED / 8];
        byte[] target = new byte[COPIED];
        cases.put("copy out into an array, byte[]", () -> wasm.read(area, target).length);
        copy(cases, "byte[]", () -> wasm.write(area, bytes), () -> wasm.read(area, COPIED), () -> {
            System.arraycopy(bytes, 0, target, 0, COPIED);
            return target;
        });
        int[] intTarget = new int[ints.length];
        cases.put("copy out into an array, int[]", () -> wasm.readInts(area, intTarget).length);
        copy(cases, "int[]", () -> wasm.write(area, ints), () -> wasm.readInts(area, ints.length), () -> {
            System.arraycopy(ints, 0, intTarget, 0, ints.length);
            return intTarget;
        });
        long[] longTarget = new long[longs.length];
        cases.put("copy out into an array, long[]", () -> wasm.readLongs(area, longTarget).length);
        copy(cases, "long[]", () -> wasm.write(area, longs), () -> wasm.readLongs(area, longs.length), () -> {
            System.arraycopy(longs, 0, longTarget, 0, longs.length);
            return longTarget;
        });
        double[] doubleTarget = new double[doubles.length];
        cases.put("copy out into an array, double[]", () -> wasm.readDoubles(area, doubleTarget).length);
        copy(cases, "double[]", () -> wasm.write(area, doubles), () -> wasm.readDoubles(area, doubles.length), () -> {
            System.arraycopy(doubles, 0, doubleTarget, 0, doubles.length);
            return doubleTarget;
        });
        cases.put("arraycopy into a fresh array, int[]", () -> {
            int[] fresh = new int[ints.length];
            System.arraycopy(ints, 0, fresh, 0, ints.length);
            return System.identityHashCode(fresh) & 0;
        });
    }

    private interface Copy {
        Object run();
    }

    private static void copy(Map<String, LongSupplier> cases, String type, Copy in, Copy out, Copy reference) {
        cases.put("copy in, " + type, () -> in.run().hashCode() & 0);
        cases.put("copy out, " + type, () -> System.identityHashCode(out.run()) & 0);
        cases.put("arraycopy, " + type, () -> System.identityHashCode(reference.run()) & 0);
    }
}
