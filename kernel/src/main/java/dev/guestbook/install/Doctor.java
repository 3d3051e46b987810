package dev.guestbook.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what is found on this machine and what is missing, with the fix for its operating system. */
public final class Doctor {
    private final Machine machine;
    private final Distribution distribution;
    private final Optional<Path> checkout;
    private final Compiler compiler;
    private final Launcher launcher;

    /**
     * @param checkout the folder that holds {@code guests/} and {@code notebooks/}, where it is known
     * @param compiler the C compiler
     */
    public Doctor(Machine machine, Distribution distribution, Optional<Path> checkout, Compiler compiler) {
        this.machine = machine;
        this.distribution = distribution;
        this.checkout = checkout;
        this.compiler = compiler;
        this.launcher = new Launcher(checkout, machine.os());
    }

    /**
     * Which C compiler there is.
     *
     * @param used what it is and why it is the one; empty where there is none
     * @param passed what was looked at and not taken, with the reasons
     * @param told whether the user has said which one to use
     * @param kit whether a kit can be installed here
     */
    public record Compiler(Optional<String> used, List<String> passed, boolean told, boolean kit) {}

    private enum State {
        OK,
        MISSING,
        BROKEN
    }

    /** One thing that was looked for; {@code fix} is empty where it is fine, {@code needed} where nothing works without. */
    private record Finding(String what, State state, String detail, String fix, boolean needed) {
        static Finding ok(String what, String detail) {
            return new Finding(what, State.OK, detail, "", false);
        }
    }

    /** Prints the findings; returns 0, or 1 where something is missing without which no notebook runs. */
    public int examine(PrintStream out) {
        List<Finding> findings =
                List.of(jdk(), jshell(), jupyter(), kernelSpec(), archive(), npm(), guests(), toolchain());
        for (Finding each : findings) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %-8s %s%n",
                    each.what(),
                    each.state().name().toLowerCase(Locale.ROOT),
                    each.detail());
            if (!each.fix().isEmpty()) {
                out.printf(Locale.ROOT, "%-12s %-8s -> %s%n", "", "", each.fix());
            }
        }
        return findings.stream().anyMatch(each -> each.needed() && each.state() != State.OK) ? 1 : 0;
    }

    private Finding jdk() {
        Jdk jdk = Jdk.running();
        int feature = Runtime.version().feature();
        return feature >= 17
                ? Finding.ok("JDK", jdk.version() + " in " + jdk.home())
                : new Finding("JDK", State.BROKEN, jdk.version() + " in " + jdk.home(), jdkFix(), true);
    }

    private Finding jshell() {
        return ModuleLayer.boot().findModule("jdk.jshell").isPresent()
                ? Finding.ok("jdk.jshell", "this Java can evaluate cells")
                : new Finding("jdk.jshell", State.MISSING, "this Java is a JRE, without a compiler", jdkFix(), true);
    }

    private String jdkFix() {
        return packages(
                        "openjdk-17-jdk-headless",
                        "java-17-openjdk-devel",
                        "jdk17-openjdk",
                        "openjdk@17",
                        "EclipseAdoptium.Temurin.17.JDK")
                + ", then set JAVA_HOME to it";
    }

    private Finding jupyter() {
        List<String> found = new ArrayList<>();
        for (String program : List.of("jupyter-lab", "jupyter-notebook", "jupyter-nbconvert", "jupyter-console")) {
            machine.program(program).ifPresent(path -> found.add(path.toString()));
        }
        if (!found.isEmpty()) {
            return Finding.ok("Jupyter", String.join(", ", found));
        }
        String fix = packages("jupyter-notebook", "python3-notebook", "jupyter-notebook", "jupyterlab", "")
                + "; install/guestbook run and console need none";
        return new Finding("Jupyter", State.MISSING, "no front end on the PATH", fix, false);
    }

    private Finding kernelSpec() {
        try {
            Optional<Path> folder = new KernelSpec(machine, distribution, KernelSpec.NAME).found();
            if (folder.isEmpty()) {
                return new Finding(
                        "kernelspec",
                        State.MISSING,
                        "Jupyter does not know Guestbook",
                        launcher.command("install"),
                        false);
            }
            String wrong = wrong(folder.get());
            return wrong.isEmpty()
                    ? Finding.ok("kernelspec", folder.get().toString())
                    : new Finding(
                            "kernelspec",
                            State.BROKEN,
                            folder.get() + ": " + wrong,
                            launcher.command("install"),
                            false);
        } catch (JsonProcessingException e) {
            return new Finding(
                    "kernelspec", State.BROKEN, "its kernel.json is not JSON", launcher.command("install"), false);
        } catch (IOException e) {
            return new Finding("kernelspec", State.BROKEN, e.getMessage(), launcher.command("install"), false);
        }
    }

    /** What keeps a kernelspec from starting this kernel; empty where nothing does. */
    private String wrong(Path folder) throws IOException {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(folder.resolve("kernel.json").toFile());
        String version = json.path("metadata").path("guestbook").asText();
        String java = json.path("argv").path(0).asText();
        if (version.isEmpty()) {
            return "another kernel has the name";
        }
        if (!Files.isExecutable(Path.of(java))) {
            return "its Java is gone (" + java + ")";
        }
        for (int k = 0; k + 1 < json.path("argv").size(); k++) {
            String jar = json.path("argv").path(k + 1).asText();
            if (json.path("argv").path(k).asText().equals("-jar") && !Files.isRegularFile(Path.of(jar))) {
                return "its jar is gone (" + jar + ")";
            }
        }
        return version.equals(distribution.version()) ? "" : "it is of version " + version;
    }

    private Finding archive() {
        try {
            Optional<Path> folder = new KernelSpec(machine, distribution, KernelSpec.NAME).found();
            List<String> argv = folder.isPresent() ? KernelSpec.argv(folder.get()) : List.of();
            Optional<StartArchive> archive = StartArchive.in(argv);
            if (archive.isPresent()
                    && Files.isRegularFile(archive.get().file())
                    && !archive.get().isWhole()) {
                return new Finding(
                        "fast start",
                        State.BROKEN,
                        archive.get().file() + " is damaged, and the kernel may crash",
                        launcher.command("install"),
                        false);
            }
            if (archive.isPresent() && !archive.get().isFound()) {
                return new Finding(
                        "fast start",
                        State.BROKEN,
                        archive.get().file() + " has a blank or another character in its path that keeps this Java from"
                                + " finding our classes in it",
                        launcher.command("install --prefix P")
                                + ", with a plainer path; or the same again with a JDK 25",
                        false);
            }
            if (archive.isPresent() && archive.get().works(argv)) {
                return Finding.ok("fast start", archive.get().file().toString());
            }
            boolean outdated =
                    archive.isPresent() && Files.isRegularFile(archive.get().file());
            return new Finding(
                    "fast start",
                    outdated ? State.BROKEN : State.MISSING,
                    outdated
                            ? archive.get().file() + " is of another Java or jar; the kernel starts without it"
                            : "no archive of loaded classes; the kernel starts without one",
                    launcher.command("install"),
                    false);
        } catch (IOException e) {
            return new Finding("fast start", State.BROKEN, e.getMessage(), launcher.command("install"), false);
        }
    }

    private Finding npm() {
        return machine.program("npm")
                .map(path -> Finding.ok("npm", path.toString()))
                .orElseGet(() -> new Finding(
                        "npm",
                        State.MISSING,
                        "modules named npm:... cannot be fetched",
                        packages("npm", "npm", "npm", "node", "OpenJS.NodeJS.LTS")
                                + "; or give the module with --from FILE or GUESTBOOK_SOURCES=DIR",
                        false));
    }

    private Finding guests() {
        if (checkout.isEmpty()) {
            return new Finding(
                    "guests",
                    State.MISSING,
                    "not started from a checkout",
                    "start it by install/guestbook, in a checkout",
                    false);
        }
        Path folder = checkout.get().resolve("guests");
        List<String> missing = Stream.of("twosum", "liar")
                .filter(name -> !Files.isRegularFile(folder.resolve(name).resolve(name + ".wasm")))
                .toList();
        return missing.isEmpty()
                ? Finding.ok("guests", folder.toString())
                : new Finding(
                        "guests",
                        State.MISSING,
                        String.join(", ", missing) + " in " + folder,
                        "git checkout -- guests",
                        false);
    }

    private Finding toolchain() {
        String passed = String.join("; ", compiler.passed());
        if (compiler.used().isPresent()) {
            return Finding.ok("C toolchain", compiler.used().get() + (passed.isEmpty() ? "" : "; not used: " + passed));
        }
        String fix = compiler.told()
                ? "mend GUESTBOOK_CLANG, or take it away and another is looked for"
                : (compiler.kit() ? launcher.command("toolchain install") + "; or " : "")
                        + packages("clang lld", "clang lld", "clang lld", "llvm lld", "LLVM.LLVM")
                        + "; only compiling guests from C needs it";
        return new Finding(
                "C toolchain",
                passed.isEmpty() ? State.MISSING : State.BROKEN,
                passed.isEmpty() ? "no clang that makes WebAssembly" : passed,
                fix,
                false);
    }

    /** The command that installs a package here; pip where Windows has none. */
    private String packages(String debian, String fedora, String arch, String brew, String winget) {
        return switch (machine.os()) {
            case MAC -> "brew install " + brew;
            case WINDOWS -> winget.isEmpty() ? "pip install " + brew : "winget install " + winget;
            case LINUX -> {
                if (machine.program("apt-get").isPresent()) {
                    yield "sudo apt-get install " + debian;
                }
                if (machine.program("dnf").isPresent()) {
                    yield "sudo dnf install " + fedora;
                }
                yield machine.program("pacman").isPresent()
                        ? "sudo pacman -S " + arch
                        : "install it with your system's package manager (Debian calls it " + debian + ")";
            }
        };
    }
}
