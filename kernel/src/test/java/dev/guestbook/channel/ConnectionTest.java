package dev.guestbook.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.protocol.Malformed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionTest {
    private static final String KEY = "a0436f6c-1916-498b-8eb9-e81ab9368e84";
    private static final String GOOD = """
            {"control_port": 50160, "shell_port": 57503, "transport": "tcp", "signature_scheme": "hmac-sha256",
             "stdin_port": 52597, "hb_port": 42540, "ip": "127.0.0.1", "iopub_port": 40885, "kernel_name": "x",
             "jupyter_session": "y", "key": "KEY"}
            """.replace("KEY", KEY);

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    private Connection read(String text) throws IOException, Malformed {
        Path file = Files.writeString(folder.resolve("connection.json"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return Connection.read(file, warnings::add);
    }

    private String refusal(String text) {
        String message = assertThrows(Malformed.class, () -> read(text)).getMessage();
        assertFalse(message.contains(KEY), message);
        return message.replace(folder.toString(), "DIR");
    }

    @Test
    void aGoodFile() throws Exception {
        Connection connection = read(GOOD);
        assertEquals(Connection.Transport.TCP, connection.transport());
        assertEquals(new Connection.Ports(57503, 50160, 52597, 40885, 42540), connection.ports());
        assertEquals(List.of(), warnings);
        assertFalse(connection.toString().contains(KEY), connection.toString());
    }

    @Test
    void anEmptyKeyIsForThisMachineAlone() throws Exception {
        String open = GOOD.replace(KEY, "");
        read(open);
        assertEquals(
                List.of("The connection file's key is empty: anyone on this machine can run code as you."), warnings);
        read(open.replace("127.0.0.1", "::1"));
        read(open.replace("\"tcp\"", "\"ipc\"").replace("127.0.0.1", "/tmp/kernel"));
        for (String ip : List.of("0.0.0.0", "*", "192.0.2.1", "::")) {
            assertEquals(
                    "The connection file DIR/connection.json cannot be used: its \"key\" is empty and its \"ip\" can be"
                            + " reached from other machines, so that anyone could run code here.",
                    refusal(open.replace("127.0.0.1", ip)));
        }
    }

    @Test
    void aFileOthersCanReadIsWarnedOf() throws Exception {
        read(GOOD);
        Path file = folder.resolve("connection.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Connection.read(file, warnings::add);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("Others on this machine can read the connection file"));
    }

    @Test
    void whatIsUnsafeOrWrongIsRefusedInASentence() {
        String start = "The connection file DIR/connection.json cannot be used: ";
        assertEquals(
                start + "its \"signature_scheme\" is \"hmac-md5\"; only \"hmac-sha256\" is supported.",
                refusal(GOOD.replace("hmac-sha256", "hmac-md5")));
        assertEquals(
                start + "its \"transport\" is \"udp\"; \"tcp\" and \"ipc\" are supported.",
                refusal(GOOD.replace("\"tcp\"", "\"udp\"")));
        assertEquals(start + "its \"shell_port\" is 70000, not 1 to 65535.", refusal(GOOD.replace("57503", "70000")));
        assertEquals(start + "it has no \"hb_port\".", refusal(GOOD.replace("hb_port", "heart")));
        assertEquals(start + "its \"key\" is not a string.", refusal(GOOD.replace("\"key\"", "\"kex\"")));
        assertTrue(refusal(GOOD.replace("\"" + KEY + "\"", KEY)).startsWith(start + "not valid JSON"));
        assertTrue(refusal("").startsWith(start));
    }
}
