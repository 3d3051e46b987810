package dev.guestbook.source;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;

/** Tells what is being fetched, and ends it where it is not wanted any more. */
final class Transfers extends AbstractTransferListener {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<Transfer> progress;
    private volatile boolean cancelled;
    private int files;
    private long told;

    Transfers(Consumer<Transfer> progress) {
        this.progress = progress;
    }

    /** From here on every transfer fails at its next step. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public void transferInitiated(TransferEvent event) throws TransferCancelledException {
        tell(event, false);
    }

    /** Always told: its size is known from here on. */
    @Override
    public void transferStarted(TransferEvent event) throws TransferCancelledException {
        tell(event, true);
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        tell(event, false);
    }

    @Override
    public synchronized void transferSucceeded(TransferEvent event) {
        files++;
    }

    private void tell(TransferEvent event, boolean always) throws TransferCancelledException {
        if (cancelled) {
            throw new TransferCancelledException("interrupted");
        }
        long now = System.nanoTime();
        synchronized (this) {
            if (!always && told != 0 && now - told < EVERY_NANOS) {
                return;
            }
            told = now;
        }
        String resource = event.getResource().getResourceName();
        progress.accept(new Transfer(
                resource.substring(resource.lastIndexOf('/') + 1),
                event.getTransferredBytes(),
                Math.max(0, event.getResource().getContentLength()),
                event.getResource().getRepositoryId(),
                files));
    }
}
