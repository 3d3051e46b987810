package dev.guestbook.protocol;

/**
 * Who sent a message, when, and of which type. Keeps the JSON it came as, so that a reply's parent
 * header is the request's header whole.
 */
public final class Header {
    /** The protocol's version we speak: 5.5, with {@code iopub_welcome}. */
    public static final String PROTOCOL_VERSION = "5.5";

    private final JsonObject json;
    private final String id;
    private final String type;

    private Header(JsonObject json) throws Malformed {
        this.json = json;
        this.id = json.text("msg_id");
        this.type = json.text("msg_type");
    }

    /** Reads a header; only {@code msg_id} and {@code msg_type} must be there. */
    public static Header of(JsonObject json) throws Malformed {
        return new Header(json);
    }

    /** {@code msg_id}, unique among all messages. */
    public String id() {
        return id;
    }

    /** {@code msg_type}, such as {@code execute_request}. */
    public String type() {
        return type;
    }

    public JsonObject json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return type + " " + id;
    }
}
