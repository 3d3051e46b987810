package dev.guestbook.toolchain;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Builds the guests of a folder, each by the command in its file {@code build}. */
public final class GuestBuild {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Path guests;
    private final Compiler compiler;

    /** @param guests a folder of folders */
    public GuestBuild(Path guests, Compiler compiler) {
        this.guests = guests;
        this.compiler = compiler;
    }

    /**
     * A module that was built.
     *
     * @param file where it belongs
     * @param bytes what it is now
     * @param same whether that is what was there
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Built(Path file, byte[] bytes, boolean same) {}

    /**
     * The guests that have a build, by name.
     *
     * @param asked all where empty
     * @throws ToolchainException where one has none
     */
    public List<String> names(List<String> asked) throws ToolchainException {
        List<String> all;
        try (Stream<Path> folders = Files.list(guests)) {
            all = folders.filter(folder -> Files.isRegularFile(folder.resolve("build")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ToolchainException("There is no folder " + guests + " to build; start this from a checkout.", e);
        }
        for (String name : asked) {
            if (!all.contains(name)) {
                throw new ToolchainException("There is no guest " + Untrusted.name(name) + " with a build line in "
                        + guests + ". " + Nearest.hint(name, all, ""));
            }
        }
        return asked.isEmpty() ? all : asked;
    }

    /**
     * Builds several, one after another, a line each; one that does not build keeps the module that was there, and the others
     * are built all the same.
     *
     * @param check whether they are only compared with what is there
     * @return whether all went well, and are the same where they are only compared
     */
    public boolean build(List<String> names, boolean check, PrintStream out, PrintStream err)
            throws InterruptedException {
        List<String> failed = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String name : names) {
            try {
                Built built = build(name, !check);
                String state = built.same() ? "as it was" : check ? "NOT what is committed" : "changed";
                out.printf(Locale.ROOT, "%-12s %,7d B  %s%n", name, built.bytes().length, state);
                if (!built.same()) {
                    others.add(name);
                }
            } catch (ToolchainException e) {
                out.printf(Locale.ROOT, "%-12s FAILED%n", name);
                err.println(e.getMessage());
                failed.add(name);
            }
        }
        out.println("by " + compiler + (compiler.why() == Compiler.Why.KIT ? ", the pinned kit" : ""));
        if (!failed.isEmpty()) {
            err.println("guestbook: " + failed.size() + " of " + names.size() + " did not build: "
                    + String.join(", ", failed) + "; what was there stays.");
        }
        if (check && !others.isEmpty()) {
            err.println("guestbook: " + String.join(", ", others) + ": not what the sources give; build them without"
                    + " --check and commit them.");
        }
        return failed.isEmpty() && (!check || others.isEmpty());
    }

    /**
     * Builds one and puts it in its place.
     *
     * @param write whether the module in its place is replaced
     */
    public Built build(String name, boolean write) throws ToolchainException, InterruptedException {
        Path folder = guests.resolve(name);
        BuildLine line = BuildLine.read(folder.resolve("build"));
        Path file = folder.resolve(line.output());
        try (TemporaryFolder temporary = TemporaryFolder.named("guestbook-build-")) {
            Path made = temporary.path().resolve(line.output());
            List<String> command =
                    new ArrayList<>(List.of(compiler.clang().toString(), "-fuse-ld=" + compiler.linker()));
            command.addAll(line.arguments());
            command.addAll(List.of("-o", made.toString()));
            Program.Outcome outcome =
                    Program.run(command, folder, Compilation.environment(temporary.path()), new byte[0], LIMIT);
            if (outcome.timedOut() || outcome.exit() != 0) {
                throw new ToolchainException(name + " does not build"
                        + (outcome.timedOut()
                                ? " within " + LIMIT.toMinutes() + " minutes."
                                : ":\n" + Untrusted.lines(outcome.errors()).strip()));
            }
            byte[] bytes = Files.readAllBytes(made);
            boolean same = Files.isRegularFile(file) && Arrays.equals(bytes, Files.readAllBytes(file));
            if (write && !same) {
                Path beside = Files.write(folder.resolve("." + line.output() + ".part"), bytes);
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return new Built(file, bytes, same);
        } catch (IOException e) {
            throw new ToolchainException(name + " cannot be built: " + e + ".", e);
        }
    }
}
