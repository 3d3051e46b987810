package dev.guestbook.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guestbook.wasm.BadModule;
import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.Limits;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.WasiGrants;
import dev.guestbook.wasm.WasmModule;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The calls by their numbers, as the worst of guests makes them, on a real folder. */
class WasiCallsTest {
    private static final int SUCCESS = 0;
    private static final int ACCES = 2;
    private static final int BADF = 8;
    private static final int EXIST = 20;
    private static final int FBIG = 22;
    private static final int NAMETOOLONG = 37;
    private static final int NOENT = 44;
    private static final int NOTDIR = 54;

    private static final int FOLDER = 3;
    private static final int OPENED = 4;
    private static final long CREATE = 1;
    private static final long READ_WRITE = 1 << 1 | 1 << 6;

    @TempDir
    Path folder;

    private Guest guest;

    /** A guest's memory of one page and the functions it imports. */
    private static final class Guest implements AutoCloseable {
        private final Wasi wasi;
        private final Map<String, HostFunction> functions = new HashMap<>();
        private final LinearMemory memory;

        Guest(Path folder, Stdio stdio) throws BadModule {
            byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0, 5, 3, 1, 0, 1};
            memory = WasmModule.of(module, Engine.INTERPRETED, Limits.DEFAULT)
                    .instantiate(List.of())
                    .memory()
                    .orElseThrow();
            wasi = new Wasi("guest", WasiGrants.NONE.withFolder(new WasiGrants.Folder(folder, "/data", true)), stdio);
            wasi.functions().forEach(function -> functions.put(function.name(), function));
        }

        int call(String name, long... arguments) {
            return (int) functions.get(name).code().call(memory, arguments)[0];
        }

        /** Puts a path into memory; its length. */
        int put(int address, String path) {
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            memory.write(address, bytes);
            return bytes.length;
        }

        /** A call of (folder, path, length). */
        int at(String name, String path) {
            return call(name, FOLDER, 0, put(0, path));
        }

        int open(String path) {
            return call("path_open", FOLDER, 0, 0, put(0, path), CREATE, READ_WRITE, 0, 0, 8192);
        }

        int rename(String from, String to) {
            return call("path_rename", FOLDER, 0, put(0, from), FOLDER, 8192, put(8192, to));
        }

        int setTimes(String path) {
            return call("path_filestat_set_times", FOLDER, 0, 0, put(0, path), 0, 1_000_000_000, 4);
        }

        /** Modification time of a descriptor, in nanoseconds. */
        long modified(int descriptor) {
            assertEquals(SUCCESS, call("fd_filestat_get", descriptor, 1024));
            long[] stat = new long[8];
            memory.readLongs(1024, stat);
            return stat[6];
        }

        int list(int room) {
            return call("fd_readdir", FOLDER, 1024, room, 0, 0);
        }

        String text(int address, int length) {
            return new String(memory.read(address, length), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            wasi.close();
        }
    }

    /** Takes what is written, and has nothing to read. */
    private static final Stdio NOTHING = new Stdio() {
        @Override
        public void write(boolean error, byte[] bytes) {}

        @Override
        public byte[] read() {
            return null;
        }
    };

    @BeforeEach
    void start() throws BadModule {
        guest = new Guest(folder, NOTHING);
    }

    @AfterEach
    void end() {
        guest.close();
    }

    /** To set them, the system opens it, which waits for its other end; here that is held, so that nothing hangs. */
    @Test
    void the_times_of_a_pipe_are_not_set() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        Process holder =
                new ProcessBuilder("sh", "-c", "exec 3<>\"$1\"; echo; read end", "sh", pipe.toString()).start();
        try {
            assertEquals('\n', holder.getInputStream().read());
            assertEquals(ACCES, guest.setTimes("pipe"));
            assertEquals(NOTDIR, guest.setTimes("pipe/"));
        } finally {
            holder.destroy();
        }
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(SUCCESS, guest.setTimes("sub"));
        assertEquals(1_000, Files.getLastModifiedTime(folder.resolve("sub")).toMillis());
        assertEquals(SUCCESS, guest.setTimes("."));
    }

    @Test
    void one_path_holds_so_many_folders_open_and_no_more() throws IOException {
        Path deep = folder;
        for (int i = 0; i < 65; i++) {
            deep = Files.createDirectory(deep.resolve("a"));
        }
        assertEquals(SUCCESS, guest.at("path_create_directory", "a/".repeat(64) + "b"));
        assertEquals(NAMETOOLONG, guest.at("path_create_directory", "a/".repeat(65) + "b"));
        assertEquals(NAMETOOLONG, guest.rename("a/".repeat(65) + "b", "c"));
        assertEquals(SUCCESS, guest.at("path_create_directory", "a/../".repeat(500) + "b"));
    }

    @Test
    void a_slash_at_the_end_means_a_folder() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(NOTDIR, guest.rename("file/", "other"));
        assertEquals(NOTDIR, guest.rename("file", "other/"));
        assertEquals(NOTDIR, guest.at("path_unlink_file", "file/"));
        assertEquals(SUCCESS, guest.rename("sub/", "other/"));
        assertEquals(SUCCESS, guest.rename("file", "sub"));
        assertEquals("x", Files.readString(folder.resolve("sub")));
    }

    @Test
    void a_file_larger_than_the_system_takes_is_told_so() throws IOException {
        assertEquals(SUCCESS, guest.open("big"));
        assertEquals(FBIG, guest.call("fd_filestat_set_size", OPENED, 1L << 62));
        assertEquals(0, Files.size(folder.resolve("big")));
    }

    @Test
    void an_open_files_times_are_those_of_now() throws IOException {
        Path file = folder.resolve("file");
        assertEquals(SUCCESS, guest.open("file"));
        Files.setLastModifiedTime(file, FileTime.from(5, TimeUnit.SECONDS));
        assertEquals(5_000_000_000L, guest.modified(OPENED));
        assertEquals(SUCCESS, guest.rename("file", "moved"));
        Files.writeString(file, "another");
        Files.setLastModifiedTime(file, FileTime.from(7, TimeUnit.SECONDS));
        assertTrue(guest.modified(OPENED) != 7_000_000_000L, "another file has its name");
        Files.delete(file);
        assertEquals(SUCCESS, guest.call("fd_filestat_get", OPENED, 1024));
    }

    @Test
    void a_file_that_an_interrupt_closed_is_no_longer_open() {
        assertEquals(SUCCESS, guest.open("file"));
        guest.memory.write(512, new int[] {64, 1});
        Thread.currentThread().interrupt();
        try {
            assertThrows(GuestStopped.class, () -> guest.call("fd_pwrite", OPENED, 512, 1, 0, 16));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(BADF, guest.call("fd_filestat_get", OPENED, 1024));
        assertEquals(BADF, guest.call("fd_close", OPENED));
        assertEquals(SUCCESS, guest.open("file"));
        assertEquals(SUCCESS, guest.call("fd_filestat_get", OPENED, 1024));
    }

    @Test
    void a_folder_is_made_only_where_nothing_is() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("sub"));
        assertEquals(EXIST, guest.at("path_create_directory", "empty"));
        assertEquals(EXIST, guest.at("path_create_directory", "sub/../empty"));
        assertEquals(SUCCESS, guest.at("path_create_directory", "sub/new"));
        assertEquals(EXIST, guest.at("path_create_directory", "sub/new/"));
    }

    /** A folder that is made is a lock to many a program. */
    @Test
    void of_two_guests_that_make_the_same_folder_one_succeeds() throws Exception {
        int rounds = 200;
        CyclicBarrier together = new CyclicBarrier(2);
        try (Guest other = new Guest(folder, NOTHING)) {
            int[] made = new int[rounds];
            FutureTask<Void> theirs = new FutureTask<>(() -> {
                for (int n = 0; n < rounds; n++) {
                    together.await();
                    made[n] = other.at("path_create_directory", "lock" + n);
                }
                return null;
            });
            new Thread(theirs).start();
            List<Integer> ours = new ArrayList<>();
            for (int n = 0; n < rounds; n++) {
                together.await();
                ours.add(guest.at("path_create_directory", "lock" + n));
            }
            theirs.get();
            for (int n = 0; n < rounds; n++) {
                assertEquals(SUCCESS + EXIST, ours.get(n) + made[n]);
            }
        }
    }

    @Test
    void a_folder_that_took_the_granted_ones_place_gets_nothing() throws Exception {
        Path granted = Files.createDirectory(folder.resolve("granted"));
        try (Guest held = new Guest(granted, NOTHING)) {
            assertEquals(SUCCESS, held.at("path_create_directory", "one"));
            Path aside = Files.move(granted, folder.resolve("aside"));
            Files.createDirectory(granted);
            assertEquals(NOENT, held.at("path_create_directory", "two"));
            assertEquals(0, granted.toFile().list().length);
            assertEquals(1, aside.toFile().list().length);
        }
    }

    @Test
    void a_defect_of_the_host_is_said_and_its_cause_kept() throws Exception {
        IllegalStateException broken = new IllegalStateException("broken");
        Stdio stdio = new Stdio() {
            @Override
            public void write(boolean error, byte[] bytes) {
                throw broken;
            }

            @Override
            public byte[] read() {
                throw broken;
            }
        };
        try (Guest other = new Guest(folder, stdio)) {
            other.memory.write(0, new int[] {64, 1});
            RuntimeException thrown = assertThrows(RuntimeException.class, () -> other.call("fd_write", 1, 0, 1, 16));
            assertEquals(
                    "The host failed in WASI's fd_write (java.lang.IllegalStateException: broken), which is a defect of"
                            + " Guestbook; %trace shows where. The guest was ended.",
                    thrown.getMessage());
            assertEquals(broken, thrown.getCause());
        }
    }

    /** In another JVM, as the encoding of names is fixed when one starts. */
    @Test
    void a_name_that_the_hosts_encoding_lacks_is_listed_and_answered() throws Exception {
        Files.writeString(folder.resolve("plain"), "x");
        String odd = "touch \"$1/$(printf 'caf\\303\\251')\"";
        assumeTrue(new ProcessBuilder("sh", "-c", odd, "sh", folder.toString())
                        .start()
                        .waitFor()
                == 0);
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PlainLocale.class.getName(),
                        folder.toString())
                .redirectErrorStream(true);
        java.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        java.environment().put("LC_ALL", "C");
        Process process = java.start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), shown);
        assertEquals("readdir 0, plain true\nopen 25\nmkdir 25\n", shown.replace(System.lineSeparator(), "\n"));
    }

    /** What the test above runs. */
    static final class PlainLocale {
        private PlainLocale() {}

        public static void main(String[] arguments) throws Exception {
            try (Guest guest = new Guest(new File(arguments[0]).toPath(), NOTHING)) {
                int listed = guest.list(4000);
                System.out.println("readdir " + listed + ", plain "
                        + guest.text(1024, 4000).contains("plain"));
                System.out.println("open " + guest.open("caf\u00e9"));
                System.out.println("mkdir " + guest.at("path_create_directory", "caf\u00e9/x"));
            }
        }
    }

    @Test
    void what_windows_takes_for_a_device_or_another_name_is_known() {
        for (String special : List.of(
                "CON",
                "con",
                "Nul",
                "PRN.txt",
                "aux.tar.gz",
                "COM0",
                "com9",
                "LPT1.x",
                "COM\u00b9",
                "nul .txt",
                "NUL ",
                "CONIN$",
                "conout$",
                "x.",
                "x ",
                "a:b",
                "a\\b",
                "a?",
                "tab\t",
                "nul.",
                "...")) {
            assertTrue(WindowsName.isSpecial(special), special);
        }
        for (String plain : List.of(
                "console", "nul1", "com", "com10", "lpt", "xcon", "x.con", ".con", "a b", "a.b", ".hidden", "aux-1")) {
            assertFalse(WindowsName.isSpecial(plain), plain);
        }
    }
}
