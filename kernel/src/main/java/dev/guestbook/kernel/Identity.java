package dev.guestbook.kernel;

import dev.guestbook.protocol.KernelInfo;
import java.util.List;
import java.util.Optional;

/** Who this kernel is. */
final class Identity {
    private Identity() {}

    static KernelInfo.Reply reply() {
        String version = Optional.ofNullable(Kernel.class.getPackage().getImplementationVersion())
                .orElse("development");
        String java = System.getProperty("java.version");
        String feature = Integer.toString(Runtime.version().feature());
        return new KernelInfo.Reply(
                version,
                java,
                "Guestbook " + version + ": Java " + java + " is the host, WebAssembly the guest.\n"
                        + "%lsmagic lists the magics, %wasm? tells about guests.",
                List.of(
                        new KernelInfo.HelpLink(
                                "Java API", "https://docs.oracle.com/en/java/javase/" + feature + "/docs/api/"),
                        new KernelInfo.HelpLink(
                                "WebAssembly specification", "https://webassembly.github.io/spec/core/"),
                        new KernelInfo.HelpLink("Chicory", "https://chicory.dev/docs/")));
    }
}
