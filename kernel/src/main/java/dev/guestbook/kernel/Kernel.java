package dev.guestbook.kernel;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Channels;
import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Request;
import dev.guestbook.channel.zmq.Sockets;
import dev.guestbook.display.Values;
import dev.guestbook.protocol.Execute;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.Interrupt;
import dev.guestbook.protocol.KernelInfo;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import dev.guestbook.protocol.ReplyError;
import dev.guestbook.protocol.Shutdown;
import dev.guestbook.protocol.Status;
import dev.guestbook.protocol.Stream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A Jupyter kernel: answers requests on shell and control, each channel on its own thread, until a front
 * end asks it to shut down.
 */
public final class Kernel {
    /** So many characters and the JVM has compiled what shows and writes them. */
    private static final int LARGE = 1 << 20;

    private final Channels channels;
    private final HeaderSource headers;
    private final Consumer<String> log;
    private final Cells cells;
    private final Stdin stdin;
    private final PastCells past;
    private final ShellQueue queue;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, Conversation> onShell = new HashMap<>();
    private final Map<String, Conversation> onControl = new HashMap<>();
    private volatile boolean stopping;

    Kernel(
            Channels channels,
            Supplier<CellRunner> runner,
            HeaderSource headers,
            Path stateFolder,
            Map<String, Comms.Target> commTargets,
            Consumer<String> log) {
        this(channels, new Cells(runner, List.of(), timer(), log), headers, stateFolder, commTargets, log);
    }

    private Kernel(
            Channels channels,
            Cells cells,
            HeaderSource headers,
            Path stateFolder,
            Map<String, Comms.Target> commTargets,
            Consumer<String> log) {
        this.channels = channels;
        this.headers = headers;
        this.log = log;
        this.cells = cells;
        stdin = new Stdin(channels.stdin(), headers, log);
        past = new PastCells(new HistoryFile(stateFolder), log);
        queue = new ShellQueue(channels.shell());
        Comms comms = new Comms(commTargets, log);
        Questions questions = new Questions(cells);
        onControl.put(KernelInfo.REQUEST, exchange -> exchange.reply(Identity.reply()));
        onControl.put("interrupt_request", this::interrupt);
        onControl.put("shutdown_request", this::shutdown);
        onShell.putAll(onControl);
        onShell.put(Execute.REQUEST, new ExecuteConversation(cells, stdin, past, cells.timer(), queue::abort));
        onShell.put("complete_request", questions::complete);
        onShell.put("inspect_request", questions::inspect);
        onShell.put("is_complete_request", questions::isComplete);
        onShell.put("history_request", past);
        onShell.put("comm_info_request", comms::info);
        onShell.put("comm_open", comms::open);
        onShell.put("comm_msg", comms::message);
        onShell.put("comm_close", comms::close);
    }

    /**
     * Runs a kernel until it is shut down or the process that started it ends.
     *
     * @param connectionFile what Jupyter passes on the command line
     * @param runner makes what runs the cells; called once on a thread of its own, while the channels are opened
     * @param idleWork what makes later cells faster; done once on that thread, each step begun when no cell runs
     * @param log gets a line for each thing worth knowing, never the key
     * @return the exit code, with which the caller should end the process: threads of cells may still run
     * @throws IOException where a channel cannot be opened; one sentence
     * @throws Malformed where the connection file cannot be used; one sentence
     */
    public static int run(Path connectionFile, Supplier<CellRunner> runner, List<Runnable> idleWork, PrintStream log)
            throws IOException, Malformed {
        Consumer<String> lines = line -> log.println("guestbook: " + line);
        Connection connection = Connection.read(connectionFile, lines);
        HeaderSource headers = headers();
        CompletableFuture<Sockets> bound = new CompletableFuture<>();
        List<Runnable> warmUp = new ArrayList<>();
        warmUp.add(() -> {
            Stream large = new Stream("stdout", Values.text("x".repeat(LARGE)));
            bound.join().exercise(Message.of(headers, Optional.empty(), large));
        });
        warmUp.addAll(idleWork);
        Cells cells = new Cells(runner, warmUp, timer(), lines);
        cells.start();
        try (Sockets sockets = Sockets.bind(connection, headers, lines)) {
            bound.complete(sockets);
            Map<String, String> environment = System.getenv();
            Path folder = StateFolder.of(environment);
            Kernel kernel = new Kernel(sockets.channels(), cells, headers, folder, Map.of(), lines);
            kernel.start();
            cells.onceMade(() -> thread("signal", () -> InterruptSignal.onEach(kernel::interrupt, lines)));
            sockets.onDeath(() -> kernel.stop("the channels are dead, so the kernel ends"));
            ParentProcess.watch(environment, () -> kernel.stop("the process that started this kernel is gone"));
            kernel.awaitStop();
            kernel.release();
        }
        return 0;
    }

    static HeaderSource headers() {
        String session = Long.toHexString(ProcessHandle.current().pid())
                + Long.toHexString(System.currentTimeMillis())
                + Long.toHexString(System.nanoTime());
        AtomicLong count = new AtomicLong();
        return new HeaderSource(
                () -> session + "_" + count.incrementAndGet(),
                InstantSource.system(),
                session,
                System.getProperty("user.name", "guestbook"));
    }

    private static ScheduledThreadPoolExecutor timer() {
        return new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "output");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts to answer on all channels. */
    void start() {
        channels.iopub().publish(Message.of(headers, Optional.empty(), new Status(Status.State.STARTING)));
        thread("shell", this::serveShell);
        thread("control", this::serveControl);
        thread("stdin", stdin::serve);
        cells.start();
    }

    private static void thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serveShell() {
        Sweep sweep = new Sweep(cells.timer());
        for (Optional<ShellQueue.Queued> next = queue.next(); next.isPresent(); next = queue.next()) {
            Request request = next.get().request();
            Conversation conversation = next.get().aborted()
                    ? exchange -> exchange.reply(new Execute.Aborted())
                    : conversation("shell", onShell, request);
            answer(channels.shell(), request, conversation);
            sweep.between();
        }
    }

    private void serveControl() {
        Channel control = channels.control();
        for (Optional<Request> next = control.receive(); next.isPresent(); next = control.receive()) {
            answer(control, next.get(), conversation("control", onControl, next.get()));
        }
    }

    private Conversation conversation(String channel, Map<String, Conversation> known, Request request) {
        String type = request.message().type();
        return known.getOrDefault(
                type, exchange -> log.accept("nothing answers " + Malformed.quoted(type) + " on " + channel));
    }

    /** Says busy, answers, says idle. Whatever goes wrong, the channel's thread goes on. */
    private void answer(Channel channel, Request request, Conversation conversation) {
        Exchange exchange = new Exchange(channel, request, channels.iopub(), headers);
        String type = request.message().type();
        try {
            exchange.publish(new Status(Status.State.BUSY));
            try {
                conversation.answer(exchange);
            } catch (Malformed e) {
                refuse(exchange, type, "MalformedRequest", e.getMessage());
            } catch (RuntimeException | Error e) { // a fault of ours is the request's end, not the channel's
                refuse(exchange, type, e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
            } finally {
                exchange.publish(new Status(Status.State.IDLE));
            }
        } catch (RuntimeException | Error e) {
            log.accept(Malformed.quoted(type) + " failed: " + e);
        }
        if (stopping) {
            stopped.countDown();
        }
    }

    private void refuse(Exchange exchange, String type, String name, String reason) {
        String sentence = "This " + Malformed.quoted(type) + " cannot be answered: " + reason + ".";
        log.accept(sentence);
        if (type.endsWith("_request")) {
            String reply = type.substring(0, type.length() - "request".length()) + "reply";
            ReplyError error = new ReplyError(name, sentence, List.of(name + ": " + sentence));
            exchange.reply(new ReplyError.Reply(reply, error));
        }
    }

    private void interrupt() {
        stdin.interrupt();
        cells.interrupt();
    }

    private void interrupt(Exchange exchange) {
        interrupt();
        exchange.reply(new Interrupt.Reply());
    }

    private void shutdown(Exchange exchange) throws Malformed {
        Shutdown.Reply reply =
                new Shutdown.Reply(Shutdown.Request.of(exchange.content()).restart());
        exchange.reply(reply);
        exchange.publish(reply);
        stopping = true;
    }

    void stop(String reason) {
        log.accept(reason);
        stopped.countDown();
    }

    void awaitStop() {
        boolean interrupted = false;
        while (stopped.getCount() > 0) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of guests and history within a moment: a cell that does not end must not hold the process. */
    void release() {
        Thread closing = cells.close();
        past.close();
        try {
            closing.join(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
