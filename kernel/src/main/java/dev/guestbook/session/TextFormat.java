package dev.guestbook.session;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasi.Stdio;
import dev.guestbook.wasi.Wasi;
import dev.guestbook.wasm.Assembler;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.WasiGrants;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From WebAssembly's text format to a module. The assembler is loaded with the first text. For any thread. */
final class TextFormat {
    /** A text that assembles to more than any cell needs; what the assembler makes of it stays below its memory's cap. */
    private static final int LONGEST = 4 << 20;

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern COMPLAINT = Pattern.compile("-:(\\d{1,9}):(\\d{1,9}): (error|warning): (.*)");
    private static final Pattern CARET = Pattern.compile(" *(\\^+)");

    private Assembler assembler;

    private synchronized Assembler assembler() {
        if (assembler == null) {
            assembler = Assembler.load();
        }
        return assembler;
    }

    /**
     * @throws SourceRejected with everything that is wrong in the text
     * @throws Refused where it is too much for the assembler
     */
    byte[] assemble(String text) {
        if (text.length() > LONGEST) {
            throw new Refused("The text has " + Numbers.grouped(text.length()) + " characters; the assembler takes "
                    + Numbers.grouped(LONGEST) + " at most. Assemble it outside and use %wasm load.");
        }
        WasiGrants granted = WasiGrants.NONE;
        for (String argument : Assembler.ARGUMENTS) {
            granted = granted.withArgument(argument);
        }
        Pipes pipes = new Pipes(text.getBytes(StandardCharsets.UTF_8));
        try (Wasi wasi = new Wasi("wat2wasm", granted, pipes)) {
            if (assembler().run(wasi.functions()) == 0) {
                return pipes.out.toByteArray();
            }
        } catch (Trap trap) {
            throw new Refused(
                    "The text is too large or nested too deeply for the assembler, which trapped; nothing was loaded.",
                    trap);
        }
        String said =
                COLOUR.matcher(pipes.error.toString(StandardCharsets.UTF_8)).replaceAll("");
        List<Diagnostic> complaints = complaints(said, text);
        if (complaints.isEmpty()) {
            throw new Refused("The assembler failed: " + Untrusted.name(said.strip()));
        }
        throw new SourceRejected(complaints, text);
    }

    /** What the assembler wrote: for each complaint a line, the source line, cut, and a caret below. In the text's order. */
    private static List<Diagnostic> complaints(String said, String text) {
        List<String> source = text.lines().toList();
        List<String> lines = said.lines().toList();
        List<Diagnostic> complaints = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            Matcher head = COMPLAINT.matcher(lines.get(i++));
            if (!head.matches()) {
                continue;
            }
            int length = 1;
            if (i + 1 < lines.size()) {
                Matcher caret = CARET.matcher(lines.get(i + 1));
                if (caret.matches()) {
                    length = caret.group(1).length();
                    i += 2;
                }
            }
            int line = Integer.parseInt(head.group(1));
            String there = line >= 1 && line <= source.size() ? source.get(line - 1) : "";
            int bytes = Integer.parseInt(head.group(2));
            if (isInsideOfChar(there, bytes - 1)) {
                continue; // said of the byte before it already
            }
            int start = chars(there, bytes - 1);
            complaints.add(new Diagnostic(
                    head.group(3).equals("error") ? Diagnostic.Kind.ERROR : Diagnostic.Kind.WARNING,
                    line,
                    start + 1,
                    Math.max(1, chars(there, bytes - 1 + length) - start),
                    head.group(4)));
        }
        complaints.sort((a, b) ->
                a.line() != b.line() ? Integer.compare(a.line(), b.line()) : Integer.compare(a.column(), b.column()));
        return complaints;
    }

    private static boolean isInsideOfChar(String line, int at) {
        byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
        return at > 0 && at < utf8.length && (utf8[at] & 0xc0) == 0x80;
    }

    /** How many chars the first {@code bytes} bytes of a line's UTF-8 are. */
    private static int chars(String line, int bytes) {
        byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
        int end = Math.max(0, Math.min(bytes, utf8.length));
        return new String(utf8, 0, end, StandardCharsets.UTF_8).length();
    }

    /** The assembler's streams: the text in, module and complaints out. */
    private static final class Pipes implements Stdio {
        private static final int MOST_SAID = 1 << 20;

        private byte[] in;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream error = new ByteArrayOutputStream();

        Pipes(byte[] in) {
            this.in = in;
        }

        @Override
        public void write(boolean toError, byte[] bytes) {
            if (!toError) {
                out.writeBytes(bytes);
            } else if (error.size() < MOST_SAID) {
                error.writeBytes(bytes);
            }
        }

        @Override
        public byte[] read() {
            byte[] all = in;
            in = null;
            return all == null || all.length == 0 ? null : all;
        }
    }
}
