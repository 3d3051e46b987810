package dev.guestbook.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text to {@link JsonObject} and back, within bounds that hostile text cannot break. */
public final class Json {
    /** The largest text that is read, in bytes. */
    public static final int MAX_BYTES = 64 << 20;

    /** The deepest nesting that is read or written. */
    public static final int MAX_DEPTH = 200;

    private static final int MAX_TOKENS = 4_000_000;
    private static final char REPLACEMENT = '\ufffd';

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxTokenCount(MAX_TOKENS)
                    .build())
            .build();

    private Json() {}

    /** Reads one object and nothing after it; what is wrong is said without quoting the text. */
    public static JsonObject read(byte[] utf8) throws Malformed {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("not a JSON object");
            }
            JsonObject object = JsonObject.of(object(parser));
            if (parser.nextToken() != null) {
                throw new Malformed("more than one JSON object");
            }
            return object;
        } catch (IOException e) {
            // Jackson's message may quote the text, and a connection file holds the key.
            throw new Malformed(
                    "not valid JSON, or too deep or too long (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> {
                BigInteger big = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? parser.getBigIntegerValue()
                        : null;
                yield big != null ? big : (Object) parser.getLongValue();
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /**
     * Writes an object as UTF-8. Half surrogate pairs become U+FFFD, numbers that JSON lacks become null.
     *
     * @throws IllegalArgumentException where it is nested deeper than {@link #MAX_DEPTH}, as a cycle is
     */
    public static byte[] write(JsonObject object) {
        ByteArrayBuilder bytes = new ByteArrayBuilder();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            writeObject(out, object.members(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeObject(JsonGenerator out, Map<?, ?> members, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nested deeper than " + MAX_DEPTH + " cannot be sent.");
        }
        out.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.writeFieldName(wellFormed(String.valueOf(member.getKey())));
            writeValue(out, member.getValue(), depth + 1);
        }
        out.writeEndObject();
    }

    private static void writeArray(JsonGenerator out, Iterable<?> items, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nested deeper than " + MAX_DEPTH + " cannot be sent.");
        }
        out.writeStartArray();
        for (Object item : items) {
            writeValue(out, item, depth + 1);
        }
        out.writeEndArray();
    }

    private static void writeValue(JsonGenerator out, Object value, int depth) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(wellFormed(text));
        } else if (value instanceof JsonObject object) {
            writeObject(out, object.members(), depth);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map, depth);
        } else if (value instanceof Iterable<?> items) {
            writeArray(out, items, depth);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Number number) {
            writeNumber(out, number);
        } else {
            out.writeString(wellFormed(value.toString()));
        }
    }

    private static void writeNumber(JsonGenerator out, Number number) throws IOException {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        } else if (number instanceof BigInteger big) {
            out.writeNumber(big);
        } else if (number instanceof java.math.BigDecimal decimal) {
            out.writeNumber(decimal);
        } else {
            out.writeNumber(number.longValue());
        }
    }

    /** The same text where every surrogate has its other half, as UTF-8 can say no other. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    return repaired(text);
                }
            }
        }
        return text;
    }

    private static String repaired(String text) {
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
