package dev.guestbook.session;

import dev.guestbook.display.Facts;
import dev.guestbook.display.Listing;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.display.Values;
import dev.guestbook.wasm.Disassembly;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.Origins;
import dev.guestbook.wasm.Section;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.TableContents;
import dev.guestbook.wasm.WasmModule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a module says of itself, as tables.
 *
 * @param name of the guest, or of the source where it is only looked at; escape before showing
 * @param terms what a contract says of it
 * @param instance what it runs on; empty where it is only looked at
 */
record ModuleReport(String name, WasmModule module, Terms terms, Optional<Instance> instance) {
    static final String NOT_RUN = "The engine does not run what it uses; %wasm exports, sections and disasm take --of.";

    /** Instructions that are shown at once. */
    private static final int INSTRUCTIONS = 300;

    /** Names of the name section that a hint is chosen among. */
    private static final int NAMES = 5_000;

    static ModuleReport of(Guest guest) {
        return new ModuleReport(
                guest.name(),
                guest.module().wasm(),
                guest.module().terms(),
                Optional.of(guest.live().instance()));
    }

    static ModuleReport of(String source, WasmModule toRead) {
        return new ModuleReport(source, toRead, Terms.NONE, Optional.empty());
    }

    private boolean isLoaded() {
        return instance.isPresent();
    }

    private Span title() {
        return Span.strong(Untrusted.name(name));
    }

    private String described() {
        return (isLoaded() ? "Guest `" : "`") + Untrusted.name(name) + "`";
    }

    /** The next step with a loaded guest; one that is only looked at is loaded first. */
    private Sheet next(Sheet sheet, String... magics) {
        if (!isLoaded()) {
            return module.isRunnable() ? sheet.next("%wasm load " + Untrusted.name(name)) : sheet.line(NOT_RUN);
        }
        Sheet all = sheet;
        for (String magic : magics) {
            all = all.next(magic);
        }
        return all;
    }

    /** Exports whose name holds {@code pattern}, case ignored; {@code *} and {@code ?} stand for any text and any character. */
    Sheet exports(String pattern) {
        List<ExportType> found = module.exports().stream()
                .filter(export -> matches(export.name(), pattern))
                .toList();
        Table table = Table.of(
                        Column.left("export"), Column.left("kind"), Column.prose("type"), Column.right("code bytes"))
                .cutHint("%wasm exports PATTERN");
        table = table.rows(found.stream()
                .map(export -> List.<Object>of(
                        Span.strong(Untrusted.name(export.name())),
                        export.kind().toString(),
                        Span.code(type(export)),
                        export.codeBytes() > 0 ? Span.count(export.codeBytes()) : Span.dim("-")))
                .toList());
        Sheet sheet = Sheet.titled("exports of ", title());
        if (found.isEmpty()) {
            List<String> names = module.exports().stream().map(ExportType::name).toList();
            return sheet.line((pattern.isEmpty() ? "" : "None matches `" + Untrusted.name(pattern) + "`. ")
                    + Nearest.hint(pattern, names, "It exports nothing."));
        }
        return next(sheet.with(table), "%call EXPORT ARGS");
    }

    /** With a contract its parameters by name. */
    private String type(ExportType export) {
        if (export.kind() == ExternKind.GLOBAL && isLoaded()) {
            return export.type() + ", now "
                    + instance.get().globals().get(export.index()).text();
        }
        return terms.prototype(export.name())
                .map(prototype -> Terms.named(prototype, export.signature().orElseThrow()))
                .orElseGet(() -> export.signature().map(Signature::brief).orElse(export.type()));
    }

    private static boolean matches(String name, String pattern) {
        if (!pattern.contains("*") && !pattern.contains("?")) {
            return name.toLowerCase(Locale.ROOT).contains(pattern.toLowerCase(Locale.ROOT));
        }
        StringBuilder regex = new StringBuilder();
        pattern.chars()
                .forEach(c -> regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c))));
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }

    Sheet sections() {
        Table table = Table.of(Column.left("section"), Column.right("offset"), Column.right("bytes"));
        for (Section section : module.sections()) {
            table = table.row(Untrusted.name(section.name()), section.offset(), section.length());
        }
        Origins origins = module.origins();
        int[] named = module.namedCounts();
        Facts facts = Facts.none()
                .and("made by", origins.producers().isEmpty() ? "the module does not say" : listed(origins.producers()))
                .and("features used", origins.used().isEmpty() ? "wasm 1.0 alone" : String.join(", ", origins.used()));
        if (module.unreadCode().isPresent()) {
            facts = facts.and("code", module.unreadCode().get());
        }
        if (!origins.declared().isEmpty()) {
            facts = facts.and("features declared", listed(origins.declared()));
        }
        facts = facts.and(
                "names",
                named[0] == 0
                        ? "no name section, or an empty one"
                        : Numbers.grouped(named[0]) + (named[0] == 1 ? " function" : " functions") + " and "
                                + Numbers.grouped(named[1]) + (named[1] == 1 ? " global" : " globals"));
        Sheet sheet = Sheet.titled("sections of ", title(), ", ", Span.code(Numbers.bytes(module.size())))
                .with(table)
                .with(facts);
        return next(sheet, "%wasm exports", "%wasm disasm EXPORT");
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.stream().map(Untrusted::name).toList());
    }

    Sheet disassembly(String function, int from) {
        int index = module.functionIndex(function).orElseThrow(() -> {
            List<String> names = Stream.concat(
                            module.exports().stream()
                                    .filter(export -> export.kind() == ExternKind.FUNCTION)
                                    .map(ExportType::name),
                            module.functionNames().stream().limit(NAMES))
                    .distinct()
                    .toList();
            return new Refused(described() + " has no function `" + Untrusted.name(function) + "`. "
                    + Nearest.hint(function, names, "It has none."));
        });
        if (index < module.importedFunctions()) {
            throw new Refused("Function " + index + " of " + (isLoaded() ? "guest `" : "`") + Untrusted.name(name)
                    + "` is imported: its code is the host's; %wasm imports lists it.");
        }
        if (module.unreadCode().isPresent()) {
            throw new Refused(Untrusted.name(name) + ": " + module.unreadCode().get());
        }
        Disassembly code = module.disassemble(index, from, INSTRUCTIONS);
        Sheet sheet = Sheet.titled(
                "function ",
                Span.count(index),
                " ",
                Span.strong(code.name()),
                " ",
                Span.code(code.signature().brief()),
                ", ",
                Span.count(code.total()),
                code.total() == 1 ? " instruction" : " instructions");
        if (!code.locals().isEmpty()) {
            sheet = sheet.line(Span.dim("parameters and locals: "), Span.code(String.join(", ", code.locals())));
        }
        if (code.lines().isEmpty()) {
            throw new Refused(
                    "Nothing of `" + code.name() + "` stands at offset " + from + " or after it; leave --from out.");
        }
        sheet = sheet.with(Listing.none()
                .and(code.lines().stream()
                        .map(line -> new Listing.Line(
                                String.format(Locale.ROOT, "0x%06x", line.offset()), line.depth(), line.text()))
                        .toList()));
        Disassembly.Line last = code.lines().get(code.lines().size() - 1);
        return code.lines().size() < INSTRUCTIONS
                ? next(sheet, called(index))
                : sheet.line(Span.dim("… it goes on"))
                        .next("%wasm disasm " + typed(function)
                                + String.format(Locale.ROOT, " --from 0x%x", last.offset() + 1)
                                + (isLoaded() ? "" : " --of " + typed(name)));
    }

    /** How to call a function, by the name it is exported under; one that is not exported can be looked at alone. */
    private String called(int function) {
        return module.exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNCTION && export.index() == function)
                .findFirst()
                .map(export -> "%call " + typed(export.name()))
                .orElse("%wasm exports");
    }

    /** A name as an argument of a magic. */
    private static String typed(String name) {
        String shown = Untrusted.name(name);
        return shown.matches("[\\w.$-]+") && !shown.startsWith("-") ? shown : "\"" + shown + "\"";
    }

    static Sheet tables(Guest guest, List<TableContents> tables) {
        Sheet sheet = Sheet.titled("tables of ", Span.strong(guest.name()));
        if (tables.isEmpty()) {
            return sheet.line("It has none.").next("%wasm exports");
        }
        for (TableContents table : tables) {
            sheet = sheet.line(
                    "table ",
                    Span.count(table.index()),
                    " of ",
                    Span.code(table.type()),
                    ": ",
                    Span.count(table.size()),
                    table.size() == 1 ? " entry, " : " entries, ",
                    Span.count(table.entries().size()),
                    " of them set");
            boolean objects = table.isOfObjects();
            Table rows =
                    Table.of(Column.right("index"), Column.left(objects ? "object" : "function"), Column.left("type"));
            for (TableContents.Entry entry : table.entries()) {
                rows = rows.rows(List.of(List.of(
                        Span.count(entry.index()),
                        Span.strong(
                                Untrusted.name(objects ? Values.textOrFault(guest.object(entry)) : entry.function())),
                        Span.code(objects ? table.type() : entry.type()))));
                if (rows.size() == Table.ROW_LIMIT) {
                    break;
                }
            }
            sheet = table.entries().isEmpty() ? sheet : sheet.with(rows);
            if (table.entries().size() > Table.ROW_LIMIT) {
                sheet = sheet.line(
                        Span.dim("… " + Numbers.grouped(table.entries().size() - Table.ROW_LIMIT)
                                + " more entries in wasm.guest().tables()"));
            }
        }
        return sheet.next("%wasm disasm FUNCTION");
    }
}
