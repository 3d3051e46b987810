package dev.guestbook.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
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

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
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
        return new JsonWriter().object(object.members()).bytes();
    }
}
