package dev.guestbook.display;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Bytes of linear memory, 16 a line: address, hexadecimal, ASCII, and the names of what stands there.
 *
 * <p>Changed bytes carry a {@code *} before them in plain text and a mark in HTML; bytes of a label are
 * underlined in HTML, as its name at the line's end is.
 */
public final class HexDump implements Block {
    private static final int PER_LINE = 16;
    private static final int UNDERLINES = 4;

    private final long address;
    private final byte[] bytes;
    private final List<Label> labels;
    private final BitSet changed;
    private final long omitted;
    private final String further;

    /**
     * A name for the bytes from {@code start} to {@code end}, exclusive, both addresses.
     */
    public record Label(String name, long start, long end) {}

    private HexDump(long address, byte[] bytes, List<Label> labels, BitSet changed, long omitted, String further) {
        this.address = address;
        this.bytes = bytes;
        this.labels = labels;
        this.changed = changed;
        this.omitted = omitted;
        this.further = further;
    }

    /** A dump of a copy of {@code bytes}, the first of which stands at {@code address}. */
    public static HexDump of(long address, byte[] bytes) {
        return new HexDump(address, bytes.clone(), List.of(), new BitSet(), 0, "");
    }

    public HexDump labels(List<Label> names) {
        return new HexDump(address, bytes, List.copyOf(names), changed, omitted, further);
    }

    /** Marks bytes as changed; indexes count from the first byte of the dump. */
    public HexDump changed(BitSet indexes) {
        return new HexDump(address, bytes, labels, (BitSet) indexes.clone(), omitted, further);
    }

    /**
     * Says that {@code count} further bytes are not shown.
     *
     * @param how what to do to see them
     */
    public HexDump omitted(long count, String how) {
        return new HexDump(address, bytes, labels, changed, count, how);
    }

    /** How many of the shown bytes are marked as changed. */
    public int changedCount() {
        return changed.get(0, bytes.length).cardinality();
    }

    @Override
    public List<String> lines() {
        return render(false);
    }

    @Override
    public String html(String heading) {
        return (heading.isEmpty() ? "" : Html.heading(heading)) + "<pre>" + String.join("\n", render(true)) + "</pre>";
    }

    private List<String> render(boolean html) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += PER_LINE) {
            lines.add(line(from, Math.min(from + PER_LINE, bytes.length), html));
        }
        if (omitted > 0) {
            lines.add("… " + Numbers.grouped(omitted) + " more bytes; " + further);
        }
        return lines;
    }

    private String line(int from, int to, boolean html) {
        String start = Numbers.address(address + from);
        StringBuilder line = new StringBuilder(html ? Tone.DIM.html(start) : start).append(' ');
        for (int i = from; i < from + PER_LINE; i++) {
            line.append(i == from + PER_LINE / 2 ? " " : "");
            line.append(i < to ? oneByte(i, html) : "   ");
        }
        String text = Untrusted.ascii(bytes, from, to);
        line.append("  |").append(html ? Html.escape(text) : text).append('|');
        String names = labels.stream()
                .filter(label -> label.start() < address + to && label.end() > address + from)
                .map(label -> html
                        ? underlined(label, Html.escape(Untrusted.name(label.name())))
                        : Untrusted.name(label.name()))
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            line.append(" ".repeat(PER_LINE - (to - from) + 2)).append(names);
        }
        return line.toString();
    }

    private String oneByte(int index, boolean html) {
        String digits = Untrusted.hex(bytes[index]);
        boolean marked = changed.get(index);
        if (html) {
            String inner = labels.stream()
                    .filter(label -> label.start() <= address + index && address + index < label.end())
                    .findFirst()
                    .map(label -> underlined(label, digits))
                    .orElse(digits);
            return marked ? "<mark>*" + inner + "</mark>" : " " + inner;
        }
        return (marked ? "*" : " ") + digits;
    }

    /** Each label has its own line under its bytes and its name: by colour and by kind. */
    private String underlined(Label label, String escaped) {
        int kind = labels.indexOf(label) % UNDERLINES;
        return "<span class=\"gb-l gb-l" + kind + " gb-" + kind + "\">" + escaped + "</span>";
    }
}
