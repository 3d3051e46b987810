package dev.guestbook.kernel;

import dev.guestbook.channel.Signature;
import dev.guestbook.protocol.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes bad messages out of good ones: by frame, by JSON structure, by byte. */
final class Mutations {
    private static final List<String> TYPES = List.of(
            "execute_request",
            "complete_request",
            "inspect_request",
            "is_complete_request",
            "history_request",
            "kernel_info_request",
            "comm_info_request",
            "comm_open",
            "comm_msg",
            "comm_close",
            "interrupt_request",
            "debug_request",
            "create_subshell_request",
            "execute_reply",
            "\u001b[2J\u202e");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "2147483648",
            "9".repeat(1100),
            "\"\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[".repeat(300),
            "[".repeat(150) + "]".repeat(150),
            "{\"a\":".repeat(300),
            "\"" + "x".repeat(20_000) + "\"",
            "\"\ud83d\ude00\u202e\"",
            "\"[^*[a-\"");

    private final Random random;
    private final Signature signature;

    Mutations(Random random, Signature signature) {
        this.random = random;
        this.signature = signature;
    }

    String type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    /** A content that any conversation finds its members in. */
    JsonObject content() {
        return JsonObject.of("code", random.nextInt(3) == 0 ? "fail x" : "print \ud83d\ude00\nshow a\n7")
                .with("cursor_pos", random.nextInt(20) - 5)
                .with("detail_level", random.nextInt(3))
                .with("silent", random.nextBoolean())
                .with("store_history", random.nextInt(20) == 0)
                .with("user_expressions", JsonObject.of("a", "1"))
                .with(
                        "hist_access_type",
                        List.of("tail", "range", "search", "x").get(random.nextInt(4)))
                .with("n", random.nextInt(5))
                .with("pattern", "*a[")
                .with("comm_id", "c" + random.nextInt(4))
                .with("target_name", random.nextBoolean() ? "echo" : "none")
                .with("data", JsonObject.EMPTY);
    }

    /** The frames after the identities: delimiter, signature, four parts. */
    List<byte[]> mutate(List<byte[]> good) {
        List<byte[]> frames = new ArrayList<>(good);
        switch (random.nextInt(8)) {
            case 0 -> frames.remove(random.nextInt(frames.size()));
            case 1 -> frames.add(random.nextInt(frames.size() + 1), bytes());
            case 2 -> frames.set(random.nextInt(frames.size()), bytes());
            case 3 -> {
                frames.set(2 + random.nextInt(4), structure(frames.get(5)));
                sign(frames);
            }
            case 4, 5 -> {
                int part = 2 + random.nextInt(4);
                frames.set(part, structure(frames.get(part)));
                sign(frames);
            }
            case 6 -> {
                int part = 2 + random.nextInt(4);
                frames.set(part, flipped(frames.get(part)));
                sign(frames);
            }
            default -> frames.add(bytes()); // a buffer: a good message
        }
        return frames;
    }

    private void sign(List<byte[]> frames) {
        frames.set(1, signature.sign(frames.subList(2, 6)));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(60)];
        random.nextBytes(bytes);
        return random.nextInt(6) == 0 ? "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII) : bytes;
    }

    /** Puts another value behind one of the colons, or cuts the text. */
    private byte[] structure(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        int colon = text.indexOf(':', random.nextInt(text.length()));
        if (colon < 0 || random.nextInt(6) == 0) {
            return text.substring(0, random.nextInt(text.length())).getBytes(StandardCharsets.UTF_8);
        }
        int end = text.indexOf(',', colon) < 0 ? text.length() - 1 : text.indexOf(',', colon);
        String value = VALUES.get(random.nextInt(VALUES.size()));
        return (text.substring(0, colon + 1) + value + text.substring(end)).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] flipped(byte[] bytes) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }
}
