package dev.guestbook.toolchain;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
