package dev.guestbook.toolchain;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Untrusted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What ends a compiler without a fault of the text: its time, a full disk, a defect of its own.
 *
 * @param compiler its name and where it is
 * @param limit the time it had
 * @param otherwise what to try where it crashes, as in {@code another clang (GUESTBOOK_CLANG)}
 */
record Mishap(String compiler, Duration limit, String otherwise) {
    private static final String FULL_DISK =
            "The disk is full, so the compiler could not write the module; make room in "
                    + Path.of(System.getProperty("java.io.tmpdir")) + " and run the cell again.";
    private static final int SIGNALLED = 128;
    private static final int KILLED = SIGNALLED + 9;

    private static boolean isFullDisk(String said) {
        return said.contains("No space left on device") || said.contains("not enough space on the disk");
    }

    /** What keeps a compiler from being run at all, for the user. */
    ToolchainException unrunnable(IOException e) {
        String said = String.valueOf(e.getMessage());
        return new ToolchainException(
                isFullDisk(said) ? FULL_DISK : compiler + " could not be run: " + Untrusted.name(said) + ".", e);
    }

    /**
     * Nothing happens where the run went well, or failed for what it complains of.
     *
     * @param said what it wrote of itself and its surroundings, without what it quotes of the text
     */
    void check(Program.Outcome outcome, String said) throws ToolchainException {
        if (outcome.timedOut()) {
            throw new ToolchainException("The compiler was ended after " + Numbers.duration(limit)
                    + " without a result; the guest that was there stays. See whether the cell includes a file that never"
                    + " ends or a macro that grows without bound, or give it longer: --compile-timeout 5m.");
        }
        if (outcome.exit() == 0) {
            return;
        }
        if (isFullDisk(said)) {
            throw new ToolchainException(FULL_DISK);
        }
        if (outcome.exit() == KILLED) {
            throw new ToolchainException(
                    compiler + " was killed (exit code 137), as a system does that is out of memory;"
                            + " make room there and run the cell again. The guest that was there stays.");
        }
        if (said.contains("PLEASE submit a bug report")
                || said.contains("frontend command failed")
                || said.contains("unable to execute command")
                || said.contains("internal compiler error")
                || said.contains("thread 'rustc' ")
                || outcome.exit() >= SIGNALLED) {
            throw new ToolchainException(compiler + " itself crashed on this cell (exit code " + outcome.exit()
                    + "); that is a defect of the compiler. Leave out half of the cell to find the place, or try "
                    + otherwise + ". The guest that was there stays.");
        }
    }
}
