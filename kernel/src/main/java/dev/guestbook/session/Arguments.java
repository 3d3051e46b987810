package dev.guestbook.session;

import dev.guestbook.contract.Prototype;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns Java values into a call's raw values, and refuses what the signature does not take. */
final class Arguments {
    private static final long UNSIGNED_END = 1L << 32;
    private static final long[] NONE = {};

    private final String function;
    private final Signature signature;
    private final LiveInstance home;
    private final HostObjects objects;
    private final ValueType.Kind[] kinds;
    private final boolean readable;
    private final Prototype prototype;
    /** What a host function answers, rather than what a guest is given: the type whose results these are. */
    private final Signature answered;

    /** {@code prototype} is null where there is none. */
    Arguments(String function, Signature signature, LiveInstance home, Prototype prototype) {
        this(function, signature, home, home.objects(), prototype, null);
    }

    private Arguments(
            String function,
            Signature signature,
            LiveInstance home,
            HostObjects objects,
            Prototype prototype,
            Signature answered) {
        this.function = function;
        this.signature = signature;
        this.home = home;
        this.objects = objects;
        this.prototype = prototype;
        this.kinds = signature.parameters().stream().map(ValueType::kind).toArray(ValueType.Kind[]::new);
        this.answered = answered;
        this.readable = signature.results().stream().allMatch(ValueType::isPassable);
    }

    /** The same, held against the prototype if there is one. */
    long[] checked(Object... arguments) {
        long[] raw = raw(arguments);
        if (prototype != null) {
            new ContractCheck(prototype, home).check(arguments);
        }
        return raw;
    }

    long[] raw(Object... arguments) {
        int count = kinds.length;
        if (arguments.length != count) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "%s %s %s; %s given.",
                    signatureText(),
                    answered == null ? "takes" : "answers",
                    counted(count),
                    arguments.length == 0
                            ? "none were"
                            : arguments.length == 1 ? "1 was" : arguments.length + " were"));
        }
        if (!readable) {
            throw new Refused(signatureText() + " returns what the host cannot read.");
        }
        if (count == 0) {
            return NONE;
        }
        long[] raw = new long[count];
        for (int i = 0; i < count; i++) {
            raw[i] = raw(i, arguments[i]);
        }
        return raw;
    }

    /** What a host function answers, as raw values; a null where a number is due is refused. */
    static long[] results(String function, Signature type, List<?> results, HostObjects objects) {
        Signature asParameters = new Signature(type.results(), List.of());
        return new Arguments(function, asParameters, null, objects, null, type).raw(results.toArray());
    }

    private String counted(int count) {
        if (answered != null) {
            return count + (count == 1 ? " value" : " values");
        }
        return count == 0 ? "no arguments" : count == 1 ? "1 argument" : count + " arguments";
    }

    private long raw(int index, Object argument) {
        return switch (kinds[index]) {
            case I32 -> i32(index, argument);
            case I64 -> i64(index, argument);
            case F32 -> f32(index, argument);
            case F64 -> f64(index, argument);
            case EXTERNREF -> objects.reference(argument);
            default ->
                throw new Refused("Parameter " + (index + 1) + " of " + signatureText() + " is a "
                        + signature.parameters().get(index) + ", which the host cannot pass.");
        };
    }

    /** An i32 as the engine wants it: sign-extended, whatever stood above bit 31. */
    private long i32(int index, Object argument) {
        if (argument instanceof Integer number) {
            return number;
        }
        if (argument instanceof Ptr ptr) {
            ptr.checkBelongs(home);
            return ptr.raw();
        }
        if (argument instanceof Region region) {
            return i32(index, region.ptr());
        }
        if (argument instanceof Long number) {
            if (number < Integer.MIN_VALUE || number >= UNSIGNED_END) {
                throw new Refused(place(index) + " is an i32; " + number + " does not fit in 32 bits.");
            }
            return (int) (long) number;
        }
        if (argument instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (argument instanceof Short || argument instanceof Byte) {
            return ((Number) argument).intValue();
        }
        throw wrongType(index, argument);
    }

    /** Signed or unsigned, as with 32 bits. */
    private long i64(int index, Object argument) {
        if (argument instanceof Long
                || argument instanceof Integer
                || argument instanceof Short
                || argument instanceof Byte) {
            return ((Number) argument).longValue();
        }
        if (argument instanceof BigInteger big) {
            if (big.bitLength() >= Long.SIZE && (big.signum() < 0 || big.bitLength() > Long.SIZE)) {
                throw new Refused(place(index) + " is an i64; "
                        + (big.bitLength() <= 1024 ? big + " does" : "a number of " + big.bitLength() + " bits does")
                        + " not fit in 64 bits.");
            }
            return big.longValue();
        }
        throw wrongType(index, argument);
    }

    private long f32(int index, Object argument) {
        if (argument instanceof Float number) {
            return Float.floatToRawIntBits(number);
        }
        if (argument instanceof Double number) {
            if (Float.isInfinite(number.floatValue()) && !number.isInfinite()) {
                throw new Refused(place(index) + " is an f32, which ends before " + number + ".");
            }
            return Float.floatToRawIntBits(number.floatValue());
        }
        if (argument instanceof Integer number && (int) (float) number == number && number != Integer.MAX_VALUE) {
            return Float.floatToRawIntBits(number);
        }
        if (argument instanceof Integer number) {
            throw new Refused(place(index) + " is an f32, which " + number + " is not exactly; pass a float.");
        }
        throw wrongType(index, argument);
    }

    private long f64(int index, Object argument) {
        if (argument instanceof Double || argument instanceof Float || argument instanceof Integer) {
            return Double.doubleToRawLongBits(((Number) argument).doubleValue());
        }
        throw wrongType(index, argument);
    }

    private Refused wrongType(int index, Object argument) {
        ValueType type = signature.parameters().get(index);
        String given = argument == null
                ? "null"
                : argument instanceof List<?>
                        ? "a list"
                        : argument instanceof Map<?, ?>
                                ? "a map"
                                : argument.getClass().getSimpleName();
        boolean data = argument instanceof CharSequence
                || (argument != null && argument.getClass().isArray());
        return new Refused(place(index) + " is an " + type + ", not " + given
                + (data ? "; write that into a region and pass the region." : "."));
    }

    private String place(int index) {
        String name = prototype == null
                ? ""
                : " (`" + prototype.parameters().get(index).name() + "`)";
        return (answered == null ? "Argument " : "Result ") + (index + 1) + name + " of " + signatureText();
    }

    private String signatureText() {
        return "`" + Untrusted.name(function) + "` "
                + (answered != null
                        ? answered.brief()
                        : prototype == null ? signature.brief() : Terms.named(prototype, signature));
    }
}
