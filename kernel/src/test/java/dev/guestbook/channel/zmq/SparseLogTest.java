package dev.guestbook.channel.zmq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SparseLogTest {
    @Test
    void ofAFloodTheFirstLinesAreWrittenAndTheRestCounted() {
        List<String> written = new ArrayList<>();
        AtomicLong now = new AtomicLong();
        SparseLog log = new SparseLog("shell", written::add, now::get);
        for (int i = 0; i < 3_000; i++) {
            log.accept("bad " + i);
        }
        assertEquals(SparseLog.LINES + 1, written.size());
        assertEquals("bad 99", written.get(99));
        assertEquals("shell: more of the like is counted from here, for ten seconds", written.get(100));
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        log.accept("later");
        log.conclude();
        assertEquals(List.of("shell: 2900 more lines of the like", "later"), written.subList(SparseLog.LINES + 1, 103));
        assertEquals(103, written.size());
    }
}
