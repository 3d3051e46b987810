package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.display.Values;
import dev.guestbook.wasm.ValueType;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a call returned, as whichever type is asked for.
 *
 * <p>An accessor refuses where the call returned nothing, several values or a value of another type.
 */
public final class Result implements Displayable {
    /** Changed ranges of a region that are shown. */
    private static final int RANGES = 4;

    /** Values of a call that are shown. */
    private static final int VALUES = 32;

    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private final Export export;
    private final LiveInstance home;
    private final int reset;
    private final long[] raw;
    private final Optional<Observed> observed;

    /** What a visible step saw of a call: how long it took, and the regions it changed. */
    record Observed(Duration time, List<Change> changes, String elsewhere) {}

    /**
     * A region's bytes that a call changed.
     *
     * @param first the offset of the first changed byte in the region
     * @param count changed bytes
     * @param ranges where they stand, in order
     */
    public record Change(String region, long first, long count, List<Range> ranges) {
        public Change {
            ranges = List.copyOf(ranges);
        }
    }

    /** Changed bytes of a region, offsets in it; stretches of less than 16 bytes that stayed are counted in. */
    public record Range(long from, long length) {}

    Result(Export export, LiveInstance home, int reset, long[] raw, Optional<Observed> observed) {
        this.export = export;
        this.home = home;
        this.reset = reset;
        this.raw = raw;
        this.observed = observed;
    }

    /** Whether there is no value. */
    public boolean isVoid() {
        return raw.length == 0;
    }

    /** An i32 as wasm's signed view of it. */
    public int i32() {
        return (int) only(ValueType.Kind.I32);
    }

    /** An i32 as its unsigned view, 0 to 4,294,967,295. */
    public long u32() {
        return u32(i32());
    }

    public long i64() {
        return only(ValueType.Kind.I64);
    }

    public BigInteger u64() {
        return unsigned(i64());
    }

    public float f32() {
        return Float.intBitsToFloat((int) only(ValueType.Kind.F32));
    }

    public double f64() {
        return Double.longBitsToDouble(only(ValueType.Kind.F64));
    }

    /** An externref as the Java object that the guest was given; null for a null reference. */
    public Object ref() {
        return home.objects().object(only(ValueType.Kind.EXTERNREF));
    }

    /** The same of one of several values, from 0. */
    public Object ref(int index) {
        if (index < 0 || index >= raw.length || type(index).kind() != ValueType.Kind.EXTERNREF) {
            throw new Refused("`" + export + "` returns no externref at position " + index + ".");
        }
        return home.objects().object(raw[index]);
    }

    /** An i32 as C's truth: anything but 0. */
    public boolean bool() {
        return i32() != 0;
    }

    /** An i32 as a pointer into the guest it came from: masked, with its bounds. */
    public Ptr ptr() {
        long address = Ptr.mask(i32());
        return new Ptr(home, address, home.arena().boundsOf(address, reset));
    }

    /** Whether an i32 is a null pointer. */
    public boolean isNull() {
        return i32() == 0;
    }

    /** All values: Integer, Long, Float or Double by signature; refused where one is an externref. */
    public List<Number> values() {
        List<Number> values = new ArrayList<>();
        for (int i = 0; i < raw.length; i++) {
            values.add(value(i));
        }
        return List.copyOf(values);
    }

    /** How long the call took, where it was made as a visible step. */
    public Optional<Duration> time() {
        return observed.map(Observed::time);
    }

    /** The regions the call changed, where it was made as a visible step; else empty. */
    public List<Change> changes() {
        return observed.map(Observed::changes).orElse(List.of());
    }

    private Number value(int index) {
        ValueType type = type(index);
        return switch (type.kind()) {
            case I32 -> (Number) (int) raw[index];
            case I64 -> (Number) raw[index];
            case F32 -> (Number) Float.intBitsToFloat((int) raw[index]);
            case F64 -> (Number) Double.longBitsToDouble(raw[index]);
            case EXTERNREF -> throw new Refused("An externref is no number; ref(" + index + ") is the object.");
            default -> throw new Refused("The host cannot read a " + type + ".");
        };
    }

    ValueType type(int index) {
        return export.signature().results().get(index);
    }

    private long only(ValueType.Kind kind) {
        if (raw.length != 1 || type(0).kind() != kind) {
            throw new Refused("`" + export + "` does not return one "
                    + kind.name().toLowerCase(Locale.ROOT) + "; look at values().");
        }
        return raw[0];
    }

    private static long u32(int signed) {
        return Integer.toUnsignedLong(signed);
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(TWO_TO_64) : signed;
    }

    @Override
    public MimeBundle bundle() {
        Facts facts = Facts.none();
        for (int i = 0; i < Math.min(raw.length, VALUES); i++) {
            facts = facts.and(raw.length == 1 ? type(i).text() : type(i) + " " + (i + 1), describe(i));
        }
        if (raw.length > VALUES) {
            facts = facts.and("further", Numbers.grouped(raw.length - VALUES) + " values; values() has all");
        }
        if (raw.length == 0) {
            facts = facts.and("returned", "nothing");
        }
        if (observed.isPresent()) {
            facts = facts.and("time", Span.code(Numbers.duration(observed.get().time())))
                    .and("changed", changed(observed.get().changes()));
            if (!observed.get().elsewhere().isEmpty()) {
                facts = facts.and("elsewhere", observed.get().elsewhere());
            }
        }
        Sheet sheet = Sheet.titled(Span.code(Untrusted.name(export.name()))).with(facts);
        return observed.map(seen -> sheet.next(nextStep(seen.changes())).bundle())
                .orElseGet(sheet::bundle);
    }

    private static String nextStep(List<Change> changes) {
        return changes.isEmpty() ? "%reset --check" : "%dump " + changes.get(0).region();
    }

    private Object[] describe(int index) {
        long value = raw[index];
        return switch (type(index).kind()) {
            case I32 -> {
                int signed = (int) value;
                yield new Object[] {
                    Span.strong(Numbers.grouped(signed)),
                    Span.dim(" signed, "),
                    Span.code(Numbers.grouped(u32(signed))),
                    Span.dim(" unsigned, "),
                    Span.code(String.format(Locale.ROOT, "0x%08x", signed))
                };
            }
            case I64 ->
                new Object[] {
                    Span.strong(Numbers.grouped(value)),
                    Span.dim(" signed, "),
                    Span.code(String.format(Locale.ROOT, "%,d", unsigned(value))),
                    Span.dim(" unsigned, "),
                    Span.code(String.format(Locale.ROOT, "0x%016x", value))
                };
            case F32 ->
                new Object[] {
                    Span.strong(Float.toString(Float.intBitsToFloat((int) value))),
                    Span.dim(", bits "),
                    Span.code(String.format(Locale.ROOT, "0x%08x", (int) value))
                };
            case F64 ->
                new Object[] {
                    Span.strong(Double.toString(Double.longBitsToDouble(value))),
                    Span.dim(", bits "),
                    Span.code(String.format(Locale.ROOT, "0x%016x", value))
                };
            case EXTERNREF -> new Object[] {Span.code(object(index))};
            default -> new Object[] {"a " + type(index) + ", which the host cannot read"};
        };
    }

    private String object(int index) {
        return Untrusted.name(Values.textOrFault(ref(index)));
    }

    private static Object[] changed(List<Change> changes) {
        if (changes.isEmpty()) {
            return new Object[] {"no region"};
        }
        List<Object> pieces = new ArrayList<>();
        for (Change change : changes) {
            pieces.add(pieces.isEmpty() ? "" : ", ");
            pieces.add(Span.strong(change.region()));
            pieces.add(" (" + Numbers.grouped(change.count()) + (change.count() == 1 ? " byte" : " bytes")
                    + where(change) + ")");
        }
        return pieces.toArray();
    }

    private static String where(Change change) {
        List<Range> ranges = change.ranges();
        if (ranges.size() == 1) {
            return " from offset " + Numbers.grouped(change.first());
        }
        String listed = ranges.stream()
                .limit(RANGES)
                .map(range -> range.length() == 1
                        ? Numbers.grouped(range.from())
                        : Numbers.grouped(range.from()) + " to " + Numbers.grouped(range.from() + range.length() - 1))
                .collect(Collectors.joining(", "));
        return " at offsets " + listed
                + (ranges.size() > RANGES
                        ? " and " + (ranges.size() - RANGES)
                                + " more; %wasm snapshot before a call and %wasm diff after it show all"
                        : "");
    }

    @Override
    public String toString() {
        if (raw.length == 0) {
            return "void";
        }
        List<String> values = IntStream.range(0, raw.length)
                .mapToObj(index -> type(index).isNumber() ? value(index).toString() : object(index))
                .toList();
        return raw.length == 1 ? values.get(0) : values.toString();
    }
}
