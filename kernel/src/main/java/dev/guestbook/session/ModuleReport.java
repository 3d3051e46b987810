package dev.guestbook.session;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.Section;
import dev.guestbook.wasm.WasmModule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a module says of itself, as tables. */
final class ModuleReport {
    private ModuleReport() {}

    /** Exports whose name holds {@code pattern}, case ignored; {@code *} and {@code ?} stand for any text and any character. */
    static Sheet exports(String guest, WasmModule module, String pattern) {
        List<ExportType> found = module.exports().stream()
                .filter(export -> matches(export.name(), pattern))
                .toList();
        Table table = Table.of(
                        Column.left("export"), Column.left("kind"), Column.left("type"), Column.right("code bytes"))
                .cutHint("%wasm exports PATTERN");
        for (ExportType export : found) {
            table = table.row(
                    Span.strong(Untrusted.name(export.name())),
                    export.kind().toString(),
                    Span.code(export.type()),
                    export.codeBytes() > 0 ? Span.count(export.codeBytes()) : Span.dim("-"));
        }
        Sheet sheet = Sheet.titled("exports of ", Span.strong(guest));
        if (found.isEmpty()) {
            List<String> names = module.exports().stream().map(ExportType::name).toList();
            return sheet.line("None matches `" + Untrusted.name(pattern) + "`. "
                    + Nearest.hint(pattern, names, "It exports nothing."));
        }
        return sheet.with(table).next("%call EXPORT ARGS");
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

    static Sheet sections(String guest, WasmModule module) {
        Table table = Table.of(Column.left("section"), Column.right("offset"), Column.right("bytes"));
        for (Section section : module.sections()) {
            table = table.row(Untrusted.name(section.name()), section.offset(), section.length());
        }
        return Sheet.titled("sections of ", Span.strong(guest), ", ", Span.code(Numbers.bytes(module.size())))
                .with(table)
                .next("%wasm exports");
    }
}
