package dev.guestbook.kernel;

import dev.guestbook.protocol.History;
import dev.guestbook.protocol.Malformed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What was run, in this session and before it. Cells are written to the history file on a thread of their
 * own, so that no cell waits for a disk. All other methods belong to the shell thread.
 */
final class PastCells implements Conversation {
    /** So many results of this session are kept, and of each so many chars. */
    private static final int MAX_RESULTS = 1_000;

    private static final int MAX_RESULT_CHARS = 10_000;
    private static final int MAX_SESSION_CELLS = 10_000;

    /** So long a front end waits for the disk. */
    private static final int PATIENCE_MS = 2_000;

    private record Cell(int line, String input) {}

    private record Earlier(int session, List<History.Entry> entries) {}

    private final HistoryFile file;
    private final Consumer<String> log;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(body -> {
        Thread thread = new Thread(body, "history");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Cell> cells = new ArrayList<>();
    private final Map<Integer, String> results = new LinkedHashMap<>();
    private int session; // the writer's: 0 until the first cell is on disk
    private boolean broken; // the writer's

    PastCells(HistoryFile file, Consumer<String> log) {
        this.file = file;
        this.log = log;
    }

    void add(int line, String input) {
        cells.add(new Cell(line, input));
        if (cells.size() > MAX_SESSION_CELLS) {
            cells.remove(0);
        }
        writer.execute(() -> write(line, input));
    }

    void result(int line, String plain) {
        results.put(line, plain.length() > MAX_RESULT_CHARS ? plain.substring(0, MAX_RESULT_CHARS) : plain);
        if (results.size() > MAX_RESULTS) {
            results.remove(results.keySet().iterator().next());
        }
    }

    private void write(int line, String input) {
        if (broken) {
            return;
        }
        try {
            if (session == 0) {
                session = file.begin(line, input);
            } else {
                file.append(session, line, input);
            }
        } catch (IOException | RuntimeException e) {
            broken = true;
            log.accept("history is kept in memory only: " + e);
        }
    }

    @Override
    public void answer(Exchange exchange) throws Malformed {
        History.Request request = History.Request.of(exchange.content());
        exchange.reply(new History.Reply(request.output(), select(request.access(), all())));
    }

    /** All entries, this session's last. */
    private List<History.Entry> all() {
        Earlier earlier = earlier();
        List<History.Entry> all = new ArrayList<>();
        int newest = 0;
        for (History.Entry entry : earlier.entries) {
            newest = Math.max(newest, entry.session());
            if (entry.session() != earlier.session && !entry.input().isEmpty()) {
                all.add(entry);
            }
        }
        int mine = earlier.session == 0 ? newest + 1 : earlier.session;
        for (Cell cell : cells) {
            all.add(new History.Entry(mine, cell.line, cell.input, Optional.ofNullable(results.get(cell.line))));
        }
        return all;
    }

    /** What is on disk, after this session's cells; nothing where that takes more than a moment. */
    private Earlier earlier() {
        try {
            return CompletableFuture.supplyAsync(() -> new Earlier(session, onDisk()), writer)
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.accept("history of earlier sessions is left out: the disk takes its time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.accept("history of earlier sessions cannot be read: " + e.getCause());
        }
        return new Earlier(0, List.of());
    }

    private List<History.Entry> onDisk() {
        try {
            return file.read();
        } catch (IOException | UncheckedIOException e) {
            log.accept("history of earlier sessions cannot be read: " + e);
            return List.of();
        }
    }

    private List<History.Entry> select(History.Access access, List<History.Entry> all) {
        if (access instanceof History.Tail tail) {
            return last(all, tail.count());
        }
        if (access instanceof History.Search search) {
            return search(search, all);
        }
        return range((History.Range) access, all);
    }

    private static List<History.Entry> last(List<History.Entry> entries, int count) {
        return List.copyOf(entries.subList(Math.max(0, entries.size() - Math.max(0, count)), entries.size()));
    }

    private static List<History.Entry> search(History.Search search, List<History.Entry> all) {
        Glob glob = new Glob(search.pattern());
        List<History.Entry> found = new ArrayList<>(
                all.stream().filter(entry -> glob.matches(entry.input())).toList());
        if (search.unique()) {
            Map<String, History.Entry> latest = new LinkedHashMap<>();
            for (History.Entry entry : found) {
                latest.remove(entry.input());
                latest.put(entry.input(), entry);
            }
            found = new ArrayList<>(latest.values());
        }
        return last(found, search.count().orElse(Integer.MAX_VALUE));
    }

    private List<History.Entry> range(History.Range range, List<History.Entry> all) {
        int mine = cells.isEmpty()
                ? all.stream().mapToInt(History.Entry::session).max().orElse(0) + 1
                : all.get(all.size() - 1).session();
        int wanted = range.session() > 0 ? range.session() : mine + range.session();
        int stop = range.stop().orElse(Integer.MAX_VALUE);
        return all.stream()
                .filter(e -> e.session() == wanted && e.line() >= range.start() && e.line() < stop)
                .toList();
    }

    /** Waits a moment for the last cells to reach the disk. */
    void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(100, TimeUnit.MILLISECONDS)) {
                log.accept("the last cells may be missing in the history file");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
