package dev.guestbook.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object: names to {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} or
 * null. Unmodifiable. Names that are not asked for are tolerated, as the protocol demands.
 */
public final class JsonObject {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, Object> members;

    private JsonObject(Map<String, Object> members) {
        this.members = members;
    }

    /** An object over {@code members}, which the caller gives away. */
    public static JsonObject of(Map<String, ?> members) {
        return new JsonObject(Collections.unmodifiableMap(members));
    }

    /** An object of one member. */
    public static JsonObject of(String name, Object value) {
        return EMPTY.with(name, value);
    }

    /** A copy with one more member, or another value for one it has. */
    public JsonObject with(String name, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(members);
        copy.put(name, value instanceof JsonObject object ? object.members : value);
        return new JsonObject(Collections.unmodifiableMap(copy));
    }

    public Map<String, Object> members() {
        return members;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** A string that must be there. */
    public String text(String name) throws Malformed {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    /** A string, or {@code otherwise} where there is none (or null). */
    public String text(String name, String otherwise) throws Malformed {
        return members.get(name) == null ? otherwise : text(name);
    }

    /** A boolean, or {@code otherwise} where there is none (or null). */
    public boolean flag(String name, boolean otherwise) throws Malformed {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false");
    }

    /** A whole number that fits an int, or empty where there is none (or null). */
    public Optional<Integer> integer(String name) throws Malformed {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Long number && number == number.intValue()) {
            return Optional.of(number.intValue());
        }
        throw wrong(name, "a whole number of 32 bits");
    }

    /** An object, empty where there is none (or null). */
    @SuppressWarnings("unchecked") // Json makes maps with string keys only
    public JsonObject object(String name) throws Malformed {
        Object value = members.get(name);
        if (value == null) {
            return EMPTY;
        }
        if (value instanceof Map<?, ?> map) {
            return of((Map<String, Object>) map);
        }
        throw wrong(name, "an object");
    }

    /** An object whose members are all strings, empty where there is none (or null). */
    public Map<String, String> texts(String name) throws Malformed {
        JsonObject object = object(name);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String key : object.members.keySet()) {
            texts.put(key, object.text(key));
        }
        return texts;
    }

    private static Malformed wrong(String name, String wanted) {
        return new Malformed("its " + Malformed.quoted(name) + " is not " + wanted);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return "JsonObject" + new ArrayList<>(members.keySet());
    }
}
