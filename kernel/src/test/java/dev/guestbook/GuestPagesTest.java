package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.toolchain.GuestBuild;
import dev.guestbook.toolchain.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages in {@code guests/} say, against the modules and files beside them. */
class GuestPagesTest {
    private static final Path GUESTS = Notepad.PROJECT.resolve("guests");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The arena that several guests take from {@code guestbook.h}. */
    private static final List<String> ARENA = List.of("bump_alloc", "bump_reset");

    @TempDir
    private Path folder;

    private static List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(GUESTS)) {
            return all.filter(each -> Files.exists(each.resolve("README.md")))
                    .map(each -> each.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> guests() throws IOException {
        return folders().stream().filter(name -> Files.exists(module(name))).toList();
    }

    private static Path module(String name) {
        return GUESTS.resolve(name).resolve(name + ".wasm");
    }

    private static String page(String name) throws IOException {
        return Files.readString(GUESTS.resolve(name).resolve("README.md"));
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(each -> each.group(1)).toList();
    }

    /** The module's exports with their types, as a person sees them. */
    private static Map<String, String> exports(String name) {
        Map<String, String> exports = new TreeMap<>();
        try (Session session = new Session(new ModuleSources(Settings.ofUser(Path.of(""))))) {
            String table =
                    session.exportsOf(module(name).toString(), "").bundle().plain();
            Matcher row = Pattern.compile("(?m)^(\\S+)  +(?:function|memory)  +(.+?)  +[\\d,-]+$")
                    .matcher(table);
            row.results().forEach(each -> exports.put(each.group(1), each.group(2)));
        }
        return exports;
    }

    /** A type as a page writes it, without the names of parameters; {@code T} is what the export's name ends with. */
    private static String type(String told, String export) {
        return told.replaceAll("\\b([if]\\d\\d) \\w+", "$1")
                .replaceAll("\\bT\\b", export.substring(export.lastIndexOf('_') + 1));
    }

    @ParameterizedTest
    @MethodSource("guests")
    void a_page_tells_what_the_module_exports(String name) throws IOException {
        Map<String, String> exports = exports(name);
        List<String> told = new ArrayList<>();
        for (String row :
                page(name).lines().filter(line -> line.startsWith("| `")).toList()) {
            String[] cells = row.split(" *\\| *");
            List<String> names = codes(cells[1]);
            if (!exports.containsKey(names.get(0))) {
                continue; // a table of something else
            }
            List<String> types = codes(cells[2]);
            for (int i = 0; i < names.size(); i++) {
                String export = names.get(i);
                told.add(export);
                assertTrue(exports.containsKey(export), name + " exports no " + export);
                if (export.equals("memory")) {
                    assertTrue(cells[2].startsWith(exports.get(export)), row);
                } else if (!types.isEmpty()) {
                    assertEquals(exports.get(export), type(types.get(types.size() == 1 ? 0 : i), export), row);
                }
            }
        }
        if (page(name).contains("Also `memory`, and the arena of `guestbook.h`")) {
            told.add("memory");
            told.addAll(ARENA);
        }
        assertEquals(exports.keySet(), new TreeSet<>(told), "told once each");
        assertEquals(exports.size(), told.size(), "told once each");
    }

    @Test
    void the_first_page_lists_every_folder_and_the_headers_names() throws IOException {
        String page = Files.readString(GUESTS.resolve("README.md"));
        List<String> listed = Pattern.compile("(?m)^\\| \\[([\\w-]+)]\\(\\1/README\\.md\\) \\|")
                .matcher(page)
                .results()
                .map((MatchResult each) -> each.group(1))
                .sorted()
                .toList();
        assertEquals(folders(), listed);
        String header = Files.readString(GUESTS.resolve("include/guestbook.h"));
        String told = page.substring(page.indexOf("`include/guestbook.h`"), page.indexOf("## The build line"));
        for (String name : codes(told.replaceAll("\\([\\w, ]*\\)`", "`"))) {
            if (!name.contains(".") && !name.endsWith("Test")) {
                assertTrue(Pattern.compile("\\b" + name + "\\b").matcher(header).find(), name);
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a build line has another shell there")
    void the_build_line_that_is_shown_builds_and_is_that_of_our_guests() throws Exception {
        ClangHere.assume(GuestPagesTest.class);
        String page = Files.readString(GUESTS.resolve("README.md"));
        String shown = page.substring(page.indexOf("    #!/bin/sh"), page.indexOf("Lines that begin with `#`"))
                .replaceAll("(?m)^    ", "")
                .strip();
        Path hello = Files.createDirectories(folder.resolve("hello"));
        Files.createDirectories(folder.resolve("include"));
        Files.copy(GUESTS.resolve("include/guestbook.h"), folder.resolve("include/guestbook.h"));
        Files.writeString(hello.resolve("build"), shown);
        Files.writeString(
                hello.resolve("hello.c"), "#include <guestbook.h>\nEXPORT(one) int one(void) { return 1; }\n");
        GuestBuild build = new GuestBuild(folder, new Toolchain(Settings.ofUser(folder)).forGuests());
        assertTrue(build.build("hello", true).bytes().length > 0);
        assertTrue(Files.exists(hello.resolve("hello.wasm")));
        for (String name : guests()) {
            String ours = Files.readString(GUESTS.resolve(name).resolve("build"));
            String own = " (-Wno-infinite-recursion|-I ../include|-Wl,--stack-first)(?=[ \n])";
            assertEquals(
                    shown.replaceAll("(?m)^#.*\n", "").replaceAll(own, "").replace("hello", name),
                    ours.strip().replaceAll("(?m)^#.*\n", "").replaceAll(own, ""),
                    name);
        }
    }
}
