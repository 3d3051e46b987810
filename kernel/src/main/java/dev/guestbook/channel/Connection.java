package dev.guestbook.channel;

import dev.guestbook.protocol.Json;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a kernel's channels are and how their messages are signed, as the connection file says.
 *
 * @param ip a host for {@code tcp}, IPv6 without brackets; a path's beginning for {@code ipc}
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files">Connection
 *     files</a>
 */
public record Connection(Transport transport, String ip, Ports ports, Signature signature) {
    /** What carries the frames. */
    public enum Transport {
        TCP,
        IPC
    }

    /** A port number a channel, 1 to 65,535. */
    public record Ports(int shell, int control, int stdin, int iopub, int heartbeat) {}

    /**
     * Reads a connection file.
     *
     * @param warnings told, in a sentence each, of what is allowed and unwise
     * @throws Malformed where the file is none, or asks for what is not safe; one sentence without the key
     */
    public static Connection read(Path file, Consumer<String> warnings) throws IOException, Malformed {
        try {
            if (Files.isDirectory(file)) {
                throw new Malformed("it is a folder");
            }
            Connection connection = of(Json.read(Files.readAllBytes(file)), warnings);
            if (readableByOthers(file)) {
                warnings.accept("Others on this machine can read the connection file, and with its key run code as"
                        + " you; make it readable by its owner only (0600).");
            }
            return connection;
        } catch (Malformed e) {
            throw new Malformed("The connection file " + file + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private static Connection of(JsonObject json, Consumer<String> warnings) throws Malformed {
        String scheme = json.text("signature_scheme", "hmac-sha256");
        if (!scheme.equals("hmac-sha256")) {
            throw new Malformed(
                    "its \"signature_scheme\" is " + Malformed.quoted(scheme) + "; only \"hmac-sha256\" is supported");
        }
        Transport transport = transport(json.text("transport", "tcp"));
        Connection connection = new Connection(
                transport,
                json.text("ip"),
                new Ports(
                        port(json, "shell_port"),
                        port(json, "control_port"),
                        port(json, "stdin_port"),
                        port(json, "iopub_port"),
                        port(json, "hb_port")),
                Signature.under(json.text("key")));
        if (connection.signature.isEmpty()) {
            if (transport == Transport.TCP && !connection.isLoopback()) {
                throw new Malformed("its \"key\" is empty and its \"ip\" can be reached from other machines, so that"
                        + " anyone could run code here");
            }
            warnings.accept("The connection file's key is empty: anyone on this machine can run code as you.");
        }
        return connection;
    }

    private static Transport transport(String name) throws Malformed {
        return switch (name) {
            case "tcp" -> Transport.TCP;
            case "ipc" -> Transport.IPC;
            default ->
                throw new Malformed(
                        "its \"transport\" is " + Malformed.quoted(name) + "; \"tcp\" and \"ipc\" are supported");
        };
    }

    private static int port(JsonObject json, String name) throws Malformed {
        int port = json.integer(name).orElseThrow(() -> new Malformed("it has no \"" + name + "\""));
        if (port < 1 || port > 65_535) {
            throw new Malformed("its \"" + name + "\" is " + port + ", not 1 to 65535");
        }
        return port;
    }

    private boolean isLoopback() {
        try {
            return !ip.equals("*") && InetAddress.getByName(ip).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean readableByOthers(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
