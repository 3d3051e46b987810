package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Scalar;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.display.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a call through a {@link Contract} wrote and returned: copies, which no reset touches. What a returned pointer
 * points to is the output {@value Parameter#RETURN}, and not there where the pointer is null.
 */
public final class Outputs implements Displayable {
    private static final int SHOWN = 64;

    private final String function;
    private final Optional<Parameter> returned;
    private final LiveInstance home;
    private final Result result;
    private final Map<String, Output> outputs;
    private final Optional<String> warning;

    /** An output's bytes and what they are. */
    static final class Output {
        private final byte[] bytes;
        private final MemoryType type;
        private final Dimensions row;

        /** @param row what a row has where they stand in rows */
        Output(byte[] bytes, MemoryType type, Dimensions row) {
            this.bytes = bytes;
            this.type = type;
            this.row = row;
        }
    }

    /** @param warning of where the arguments stood, as a sentence */
    Outputs(
            String function,
            Optional<Parameter> returned,
            LiveInstance home,
            Result result,
            Map<String, Output> outputs,
            Optional<String> warning) {
        this.function = function;
        this.returned = returned;
        this.home = home;
        this.result = result;
        this.outputs = Collections.unmodifiableMap(outputs);
        this.warning = warning;
    }

    /** What the function returned: a status, a number, or an address that is stale by now. */
    public Result result() {
        return result;
    }

    /** The names of all outputs, in the prototype's order. */
    public Set<String> names() {
        return outputs.keySet();
    }

    /** Whether there is an output of this name: not where a returned pointer was null. */
    public boolean has(String name) {
        return outputs.containsKey(name);
    }

    /** An output as its bytes, whatever its type. */
    public byte[] bytes(String name) {
        return output(name).bytes.clone();
    }

    /** An output that is declared in rows as rows: {@code float[3][2]} of {@code float out[3][2]}. Refused of others. */
    public Object grid(String name) {
        Output output = output(name);
        if (!output.row.isArray()) {
            throw otherType(name, output);
        }
        int rows = Math.toIntExact(output.bytes.length / (output.type.size() * output.row.elements()));
        ByteBuffer buffer = ByteBuffer.wrap(output.bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Rows.value(buffer, 0, output.type, output.row.times(rows), home);
    }

    public short[] shorts(String name) {
        ByteBuffer buffer = buffer(name, DataType.I16, DataType.U16);
        short[] values = new short[buffer.remaining() / Short.BYTES];
        buffer.asShortBuffer().get(values);
        return values;
    }

    public int[] ints(String name) {
        ByteBuffer buffer = buffer(name, DataType.I32, DataType.U32);
        int[] values = new int[buffer.remaining() / Integer.BYTES];
        buffer.asIntBuffer().get(values);
        return values;
    }

    public long[] longs(String name) {
        ByteBuffer buffer = buffer(name, DataType.I64, DataType.U64);
        long[] values = new long[buffer.remaining() / Long.BYTES];
        buffer.asLongBuffer().get(values);
        return values;
    }

    public float[] floats(String name) {
        ByteBuffer buffer = buffer(name, DataType.F32, DataType.F32);
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    public double[] doubles(String name) {
        ByteBuffer buffer = buffer(name, DataType.F64, DataType.F64);
        double[] values = new double[buffer.remaining() / Double.BYTES];
        buffer.asDoubleBuffer().get(values);
        return values;
    }

    /** UTF-8 text up to its first zero byte, or all where there is none. */
    public String text(String name) {
        Output output = output(name);
        if (output.type.size() != 1) {
            throw otherType(name, output);
        }
        String text = new String(output.bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** The structs of an output. */
    public List<Row> rows(String name) {
        Output output = output(name);
        if (output.type instanceof Layout layout) {
            return Rows.decode(output.bytes, layout, home);
        }
        throw otherType(name, output);
    }

    private ByteBuffer buffer(String name, DataType one, DataType other) {
        Output output = output(name);
        if (output.type != one && output.type != other) {
            throw otherType(name, output);
        }
        return ByteBuffer.wrap(output.bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Output output(String name) {
        Output output = outputs.get(name);
        if (output == null) {
            throw new Refused("`" + function + "` gave no output `" + Untrusted.name(name) + "`. "
                    + (name.equals(Parameter.RETURN)
                            ? "The pointer it returned is null."
                            : Nearest.hint(name, outputs.keySet(), "It has none.")));
        }
        return output;
    }

    private Refused otherType(String name, Output output) {
        return new Refused("Output `" + name + "` of `" + function + "` is " + Layout.typeName(output.type) + "; take "
                + getter(output) + "(\"" + name + "\").");
    }

    private static String getter(Output output) {
        if (output.row.isArray()) {
            return "grid";
        }
        if (output.type instanceof Layout) {
            return "rows";
        }
        return switch ((DataType) output.type) {
            case I16, U16 -> "shorts";
            case I32, U32 -> "ints";
            case I64, U64 -> "longs";
            case F32 -> "floats";
            case F64 -> "doubles";
            case CSTR, UTF8 -> "text";
            default -> "bytes";
        };
    }

    @Override
    public MimeBundle bundle() {
        Table table = Table.of(Column.left("output"), Column.left("type"), Column.right("bytes"), Column.left("value"));
        if (!result.isVoid()) {
            table = table.row(
                    Span.dim(outputs.containsKey("result") ? ".result()" : "result"),
                    Span.code(resultType()),
                    result.type(0).text().endsWith("64") ? 8 : 4,
                    Span.code(resultText()));
        }
        for (Map.Entry<String, Output> entry : outputs.entrySet()) {
            Output output = entry.getValue();
            table = table.row(
                    Span.strong(entry.getKey()),
                    Span.code(Layout.typeName(output.type)),
                    output.bytes.length,
                    Span.code(shown(entry.getKey(), output)));
        }
        Sheet values = Sheet.titled(Span.code(function)).with(table);
        Sheet sheet = warning.map(Span::dim).map(values::line).orElse(values);
        Optional<String> first = outputs.keySet().stream().findFirst();
        return first.map(name -> sheet.next("." + getter(outputs.get(name)) + "(\"" + name + "\")"))
                .orElse(sheet)
                .bundle();
    }

    private String resultType() {
        return returned.map(Parameter::kind)
                .map(kind ->
                        kind instanceof Parameter.Value value ? value.type().toString() : Scalar.PTR.toString())
                .orElse(result.type(0).text());
    }

    /** As its declared type has it: an address where a pointer came back, and no sign where there is none. */
    private String resultText() {
        Parameter.Kind kind = returned.map(Parameter::kind).orElse(null);
        if (kind instanceof Parameter.Buffer) {
            return Ptr.shown(Ptr.mask(result.i32()));
        }
        if (!(kind instanceof Parameter.Value value)) {
            return result.toString();
        }
        return switch (value.type()) {
            case BOOL -> Boolean.toString(result.bool());
            case U8, U16, U32 -> Long.toString(result.u32());
            case U64 -> result.u64().toString();
            case PTR -> Ptr.shown(Ptr.mask(result.i32()));
            default -> result.toString();
        };
    }

    private String shown(String name, Output output) {
        if (output.row.isArray()) {
            return Row.elements(grid(name), output.type);
        }
        return switch (getter(output)) {
            case "rows" -> rows(name).stream().limit(SHOWN).toList().toString();
            case "shorts" -> Values.text(shorts(name));
            case "ints" -> Values.text(ints(name));
            case "longs" -> Values.text(longs(name));
            case "floats" -> Values.text(floats(name));
            case "doubles" -> Values.text(doubles(name));
            case "text" -> quoted(text(name));
            default -> hex(output.bytes);
        };
    }

    /** As Java writes it, so that a backslash of the text and one that stands for a character differ. */
    private static String quoted(String text) {
        int more = text.codePointCount(0, text.length()) - Untrusted.LIMIT;
        String whole = more <= 0 ? text : text.substring(0, text.offsetByCodePoints(0, Untrusted.LIMIT));
        return Untrusted.visible(Values.text(whole))
                + (more <= 0 ? "" : "… (" + Numbers.grouped(more) + " more characters)");
    }

    private static String hex(byte[] bytes) {
        int shown = Math.min(SHOWN / 2, bytes.length);
        String digits = java.util.HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
        return bytes.length > shown ? digits + " … " + (bytes.length - shown) + " more" : digits;
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
