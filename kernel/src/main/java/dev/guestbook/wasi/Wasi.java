package dev.guestbook.wasi;

import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import dev.guestbook.wasm.WasiGrants;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/**
 * WASI preview 1 for one instance: what {@link WasiGrants} says and nothing else. Runs on the instance's
 * thread; {@link #close} may be called from any.
 *
 * <p>What an instance leaves open is closed when nobody holds it any more. An interrupt or a time limit that comes while a
 * file is read or written closes that file, as Java's channels do; its descriptor is then free, and answers BADF.
 *
 * <p>No exception of the host's system reaches the guest or its caller: each is an error number.
 */
public final class Wasi implements AutoCloseable {
    /** The module name of its imports. */
    public static final String MODULE = "wasi_snapshot_preview1";

    private static final Cleaner CLEANER = Cleaner.create();

    private final List<HostFunction> functions = new ArrayList<>();
    private final Cleaner.Cleanable cleanable;

    /** A call that answers with an error number, 0 where it returns. */
    @FunctionalInterface
    interface Call {
        void run(Frame frame) throws WasiException, IOException;
    }

    /**
     * @param program the guest's own name, its first argument
     * @param grants its folders are opened when they are first used
     */
    public Wasi(String program, WasiGrants grants, Stdio stdio) {
        Descriptors descriptors = new Descriptors();
        for (int number = 0; number < 3; number++) {
            descriptors.add(new Descriptor.Stream(number));
        }
        for (WasiGrants.Folder folder : grants.folders()) {
            descriptors.add(Descriptor.OpenFolder.granted(
                    folder.guest(), folder.writable(), () -> HostFolder.open(folder.host())));
        }
        cleanable = CLEANER.register(this, descriptors::closeAll);
        new ProcessCalls(program, grants, descriptors).addTo(this);
        new FileCalls(descriptors, new Streams(stdio)).addTo(this);
        new PathCalls(descriptors).addTo(this);
        for (String unlisted : List.of("sock_accept:iii", "sock_recv:iiiiii", "sock_send:iiiii", "sock_shutdown:ii")) {
            add(unlisted, frame -> {
                throw new WasiException(Errno.NOTSUP);
            });
        }
    }

    /** The functions that a guest may import. */
    public List<HostFunction> functions() {
        return List.copyOf(functions);
    }

    /** Adds {@code name:types}, a letter a parameter: {@code i} for i32, {@code l} for i64. */
    void add(String declaration, Call call) {
        String name = declaration.substring(0, declaration.indexOf(':'));
        List<ValueType> parameters = parameters(declaration);
        functions.add(
                new HostFunction(MODULE, name, new Signature(parameters, List.of(ValueType.I32)), (memory, arguments) ->
                        new long[] {answer(name, call, memory, arguments)}));
    }

    /** Adds a function that never returns. */
    void addLast(String declaration, Call call) {
        String name = declaration.substring(0, declaration.indexOf(':'));
        functions.add(new HostFunction(
                MODULE, name, new Signature(parameters(declaration), List.of()), (memory, arguments) -> {
                    answer(name, call, memory, arguments);
                    return new long[0];
                }));
    }

    private static List<ValueType> parameters(String declaration) {
        return declaration
                .substring(declaration.indexOf(':') + 1)
                .chars()
                .mapToObj(letter -> letter == 'l' ? ValueType.I64 : ValueType.I32)
                .toList();
    }

    private static long answer(String name, Call call, LinearMemory memory, long[] arguments) {
        Errno errno;
        try {
            call.run(new Frame(new GuestMemory(memory), arguments));
            errno = Errno.SUCCESS;
        } catch (WasiException e) {
            errno = e.errno();
        } catch (IOException e) {
            errno = HostErrors.errno(e);
        } catch (DirectoryIteratorException e) {
            errno = HostErrors.errno(e.getCause());
        } catch (InvalidPathException e) {
            errno = Errno.ILSEQ;
        } catch (GuestExit | GuestStopped asMeant) {
            throw asMeant;
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "The host failed in WASI's " + name + " (" + e
                            + "), which is a defect of Guestbook; %trace shows where. The guest was ended.",
                    e);
        }
        stopIfInterrupted();
        return errno.code();
    }

    /** A guest that does nothing but call the host must not outlive an interrupt either; one ends its open files' calls too. */
    static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new GuestStopped("The guest was interrupted in the middle of its call.");
        }
    }

    /** Closes what the guest has open. */
    @Override
    public void close() {
        cleanable.clean();
    }
}
