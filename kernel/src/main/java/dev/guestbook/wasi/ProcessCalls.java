package dev.guestbook.wasi;

import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.WasiGrants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Arguments, environment, clocks, random bytes, waiting and the end. */
final class ProcessCalls {
    private static final int CHUNK = 65_536;
    private static final int SUBSCRIPTION = 48;
    private static final int EVENT = 32;
    private static final int SUBSCRIPTIONS = 1024;
    private static final int REALTIME = 0;
    private static final int CLOCKS = 4;
    private static final long RESOLUTION = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final long born = System.nanoTime();
    private final List<byte[]> arguments = new ArrayList<>();
    private final List<byte[]> environment = new ArrayList<>();
    private final Descriptors descriptors;

    ProcessCalls(String program, WasiGrants grants, Descriptors descriptors) {
        arguments.add(text(program));
        grants.arguments().forEach(argument -> arguments.add(text(argument)));
        grants.environment().forEach((name, value) -> environment.add(text(name + "=" + value)));
        this.descriptors = descriptors;
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    void addTo(Wasi wasi) {
        wasi.add("args_get:ii", frame -> strings(frame, arguments));
        wasi.add("args_sizes_get:ii", frame -> sizes(frame, arguments));
        wasi.add("environ_get:ii", frame -> strings(frame, environment));
        wasi.add("environ_sizes_get:ii", frame -> sizes(frame, environment));
        wasi.add("clock_res_get:ii", frame -> {
            clock(frame);
            frame.memory().write64(frame.u32(1), RESOLUTION);
        });
        wasi.add("clock_time_get:ili", frame -> frame.memory().write64(frame.u32(2), now(clock(frame))));
        wasi.add("random_get:ii", this::random);
        wasi.add("poll_oneoff:iiii", this::poll);
        wasi.add("sched_yield:", frame -> {});
        wasi.add("proc_raise:i", frame -> {
            throw new WasiException(Errno.NOSYS);
        });
        wasi.addLast("proc_exit:i", frame -> {
            throw new GuestExit(frame.fd(0));
        });
    }

    private static void sizes(Frame frame, List<byte[]> texts) throws WasiException {
        frame.memory().write32(frame.u32(0), texts.size());
        frame.memory()
                .write32(
                        frame.u32(1),
                        texts.stream().mapToLong(text -> text.length).sum());
    }

    private static void strings(Frame frame, List<byte[]> texts) throws WasiException {
        long table = frame.u32(0);
        long address = frame.u32(1);
        for (byte[] text : texts) {
            frame.memory().write32(table, address);
            frame.memory().write(address, text);
            table += 4;
            address += text.length;
        }
    }

    private static int clock(Frame frame) throws WasiException {
        if (frame.u32(0) >= CLOCKS) {
            throw new WasiException(Errno.INVAL);
        }
        return (int) frame.u32(0);
    }

    /** Nanoseconds; of every clock but the wall's since the instance was made. */
    private long now(int clock) {
        if (clock != REALTIME) {
            return System.nanoTime() - born;
        }
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private void random(Frame frame) throws WasiException {
        long address = frame.u32(0);
        long left = frame.u32(1);
        frame.memory().check(address, left);
        while (left > 0) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
            random.nextBytes(chunk);
            frame.memory().write(address, chunk);
            address += chunk.length;
            left -= chunk.length;
            Wasi.stopIfInterrupted();
        }
    }

    /** Something the guest waits for: a descriptor, which is always ready, or a clock. */
    private record Subscription(long userdata, int type, Errno errno, long waitNanos) {
        boolean isReady() {
            return type != 0;
        }
    }

    private void poll(Frame frame) throws WasiException {
        long count = frame.u32(2);
        if (count == 0 || count > SUBSCRIPTIONS) {
            throw new WasiException(Errno.INVAL);
        }
        ByteBuffer table = frame.memory().structure(frame.u32(0), (int) count * SUBSCRIPTION);
        frame.memory().check(frame.u32(1), count * EVENT);
        frame.memory().check(frame.u32(3), 4);
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(subscription(table, i * SUBSCRIPTION));
        }
        List<Subscription> ready = all.stream().filter(Subscription::isReady).toList();
        if (ready.isEmpty()) {
            long shortest =
                    all.stream().mapToLong(Subscription::waitNanos).min().orElse(0);
            sleep(shortest);
            ready = all.stream().filter(one -> one.waitNanos() == shortest).toList();
        }
        long event = frame.u32(1);
        for (Subscription one : ready) {
            ByteBuffer answer = GuestMemory.record(EVENT);
            answer.putLong(0, one.userdata())
                    .putShort(8, (short) one.errno().code())
                    .put(10, (byte) one.type())
                    .putLong(16, one.isReady() ? 1 : 0);
            frame.memory().write(event, answer);
            event += EVENT;
        }
        frame.memory().write32(frame.u32(3), ready.size());
    }

    private Subscription subscription(ByteBuffer table, int at) throws WasiException {
        long userdata = table.getLong(at);
        int type = table.get(at + 8);
        if (type == 0) {
            int clock = table.getInt(at + 16);
            if (clock < 0 || clock >= CLOCKS) {
                throw new WasiException(Errno.INVAL);
            }
            long time = table.getLong(at + 24);
            boolean absolute = (table.getShort(at + 40) & 1) != 0;
            // Unsigned nanoseconds; from the top bit on they are longer than anyone waits.
            long wait = time < 0 ? Long.MAX_VALUE : absolute ? Math.max(0, time - now(clock)) : time;
            return new Subscription(userdata, 0, Errno.SUCCESS, wait);
        }
        if (type != 1 && type != 2) {
            throw new WasiException(Errno.INVAL);
        }
        Errno errno = Errno.SUCCESS;
        try {
            descriptors.get(table.getInt(at + 16));
        } catch (WasiException closed) {
            errno = closed.errno();
        }
        return new Subscription(userdata, type, errno, 0);
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Wasi.stopIfInterrupted();
        }
    }
}
