package dev.guestbook.toolchain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Installs of a small kit by the real resolver, and everything that can be half of one. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are shell scripts")
class KitTest {
    @TempDir
    private Path folder;

    private static List<String> files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> tree.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static String refused(FakeKit fake) {
        return fake.neutral(
                assertThrows(ToolchainException.class, () -> fake.kit().install(progress -> {}))
                        .getMessage());
    }

    @Test
    void whatIsNeededIsUnpackedUnderTheNamesItMustHave() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        List<String> told = new ArrayList<>();
        assertEquals(Kit.State.ABSENT, fake.kit().state());
        assertTrue(fake.kit().install(progress -> told.add(progress.toString())));
        assertEquals(Kit.State.WHOLE, fake.kit().state());
        assertEquals(
                List.of(
                        "clang",
                        "complete",
                        "lib/clang/20/include/__stddef_size_t.h",
                        "lib/clang/20/include/stdint.h",
                        "libLLVM.so.20.1",
                        "libclang-cpp.so.20.1",
                        "wasm-ld"),
                files(fake.kit().folder()));
        assertTrue(Files.isExecutable(fake.kit().folder().resolve("wasm-ld")));
        assertTrue(told.stream().anyMatch(line -> line.startsWith("[####")), told::toString);
        assertFalse(fake.kit().install(progress -> {}), "it is there");
    }

    @Test
    void aKitThatWasCutOffIsNotUsedAndIsMadeAnew() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        fake.kit().install(progress -> {});
        Files.delete(fake.kit().folder().resolve("complete"));
        Files.createDirectories(folder.resolve("cache/toolchain/.new-left/half"));
        assertEquals(Kit.State.BROKEN, fake.kit().state());
        assertEquals(
                List.of("the kit in FOLDER/cache/toolchain/clang-20.1.7-linux-x86_64 is not whole, as where an install"
                        + " was cut off; install it again"),
                fake.toolchain().find().passed().stream().map(fake::neutral).toList());
        assertTrue(fake.kit().install(progress -> {}));
        assertEquals(Kit.State.WHOLE, fake.kit().state());
        assertTrue(Files.notExists(folder.resolve("cache/toolchain/.new-left")));
    }

    @Test
    void aFileThatIsCutOffMakesItBroken() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        fake.kit().install(progress -> {});
        Files.writeString(fake.kit().folder().resolve("libLLVM.so.20.1"), "li");
        assertEquals(Kit.State.BROKEN, fake.kit().state());
    }

    @Test
    void aKitOfAnotherPlatformIsNamed() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        Files.createDirectories(folder.resolve("cache/toolchain/clang-20.1.7-macosx-arm64"));
        assertEquals(Kit.State.FOREIGN, fake.kit().state());
        assertEquals(
                List.of("the cache has a kit, but for another machine: clang-20.1.7-macosx-arm64; this one is"
                        + " linux-x86_64"),
                fake.toolchain().find().passed());
    }

    @Test
    void aKitOfAnotherPlatformIsRemovedWhereThereIsNoOwn() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        Path other = folder.resolve("cache/toolchain/clang-20.1.7-macosx-arm64");
        fake.kit().install(progress -> {});
        Files.writeString(Files.createDirectories(other).resolve("clang"), "program");
        assertTrue(fake.kit().remove());
        assertEquals(Kit.State.FOREIGN, fake.kit().state());
        assertTrue(fake.kit().remove());
        assertEquals(Kit.State.ABSENT, fake.kit().state());
        assertFalse(Files.exists(other));
        assertFalse(fake.kit().remove());
    }

    @Test
    void anotherFileThanThePinnedOneIsRefused() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        KitRelease other = new KitRelease(
                fake.release.artifact(),
                "20.1.7",
                java.util.Map.of("linux-x86_64", new KitRelease.Jar("0".repeat(64), 1)),
                1000);
        String message = assertThrows(
                        ToolchainException.class,
                        () -> new Kit(fake.settings, FakeKit.LINUX, other).install(progress -> {}))
                .getMessage();
        assertTrue(message.startsWith("The digest does not match: "), message);
        assertTrue(message.endsWith("delete that file and try again. Nothing was installed."), message);
        assertEquals(Kit.State.ABSENT, fake.kit().state());
    }

    @Test
    void aKitThatDoesNotRunHereIsNotKept() throws Exception {
        FakeKit fake = new FakeKit(folder, "#!/bin/sh\necho 'libz.so.1: not found' >&2; exit 127\n");
        assertEquals(
                "The kit's clang does not run on this machine (libz.so.1: not found); install clang and lld with your"
                        + " system's package manager. Nothing was installed.",
                refused(fake));
        assertEquals(List.of(".lock"), files(folder.resolve("cache/toolchain")));
    }

    @Test
    void withoutANetworkTheSentenceSaysWhatElseHelps() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        Files.writeString(folder.resolve("m2/settings.xml"), "<settings><offline>true</offline></settings>");
        assertEquals(
                "org.test:llvm:jar:linux-x86_64:1.0 is not in the local repository, and Maven is set to be offline;"
                        + " leave out -o or <offline>, or install clang and lld with your system's package manager.",
                refused(fake));
    }

    @Test
    void aFullDiskIsSaidBeforeAnythingIsFetched() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        KitRelease large = new KitRelease(fake.release.artifact(), "20.1.7", fake.release.jars(), Long.MAX_VALUE / 2);
        String message = assertThrows(
                        ToolchainException.class,
                        () -> new Kit(fake.settings, FakeKit.LINUX, large).install(progress -> {}))
                .getMessage();
        assertTrue(message.startsWith("The disk is too full for the kit: it takes "), message);
        assertTrue(message.endsWith("; make room, or set GUESTBOOK_CACHE to a folder elsewhere."), message);
    }

    @Test
    void whereThereIsNoKitTheMessageSaysSo() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        assertEquals(
                "There is no kit for linux-riscv64, only for linux-x86_64; install clang and lld with your system's"
                        + " package manager.",
                assertThrows(
                                ToolchainException.class,
                                () -> new Kit(fake.settings, Platform.of("Linux", "riscv64"), fake.release)
                                        .install(progress -> {}))
                        .getMessage());
        String windows = assertThrows(
                        ToolchainException.class,
                        () -> new Kit(fake.settings, Platform.of("Windows 11", "amd64"), fake.release)
                                .install(progress -> {}))
                .getMessage();
        assertTrue(
                windows.startsWith("The kit for Windows would be a download of 904 MB; \"winget install LLVM.LLVM\""));
    }

    @Test
    void aCacheThatIsOpenToOthersIsNotUsed() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        fake.kit().install(progress -> {});
        Files.setPosixFilePermissions(
                folder.resolve("cache"), java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(fake.toolchain().find().compiler().isEmpty());
        assertEquals(
                "The kit is not cached: FOLDER/cache is not closed to other users (chmod 700 it), and programs are run"
                        + " from there.",
                refused(fake));
    }

    @Test
    void oneInstallWaitsForTheOther() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        fake.kit().install(progress -> {});
        fake.kit().remove();
        CountDownLatch waits = new CountDownLatch(1);
        FutureTask<Boolean> second = new FutureTask<>(() -> fake.kit().install(progress -> {
            if (progress.step().startsWith("waiting for another")) {
                waits.countDown();
            }
        }));
        try (FileChannel file = FileChannel.open(folder.resolve("cache/toolchain/.lock"), StandardOpenOption.WRITE);
                FileLock held = file.lock()) {
            assertTrue(held.isValid());
            new Thread(second).start();
            waits.await();
            assertEquals(Kit.State.ABSENT, fake.kit().state());
        }
        assertTrue(second.get());
    }

    @Test
    void removedItIsGoneWithEverythingThatWasLeft() throws Exception {
        FakeKit fake = new FakeKit(folder, FakeKit.CLANG);
        assertFalse(fake.kit().remove());
        fake.kit().install(progress -> {});
        Files.writeString(folder.resolve("cache/toolchain/abc.part"), "so far");
        assertTrue(fake.kit().remove());
        assertEquals(List.of(".lock"), files(folder.resolve("cache/toolchain")));
        assertFalse(fake.kit().remove());
    }
}
