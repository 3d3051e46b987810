package dev.guestbook.display;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> NAMES = List.of("crypto_lock_aead", "crypto_unlock_aead", "malloc", "free");

    @Test
    void finds_the_choice_with_the_fewest_edits() {
        assertEquals(Optional.of("crypto_lock_aead"), Nearest.of("crypto_lock_aed", NAMES));
        assertEquals(Optional.of("crypto_unlock_aead"), Nearest.of("crypto_unlok_aead", NAMES));
        assertEquals(Optional.of("malloc"), Nearest.of("mallco", NAMES));
        assertEquals(Optional.of("free"), Nearest.of("FREE", NAMES));
    }

    @Test
    void finds_a_name_in_what_was_typed_and_what_was_typed_in_a_name() {
        List<String> names = List.of("spin", "recurse", "bump_alloc", "crypto_lock_aead", "crypto_unlock_aead");
        assertEquals(Optional.of("recurse"), Nearest.of("recurse_forever", names));
        assertEquals(Optional.of("bump_alloc"), Nearest.of("Alloc", names));
        assertEquals(Optional.of("crypto_lock_aead"), Nearest.of("crypto_lock", names));
        assertEquals(Optional.empty(), Nearest.of("urs", names));
        assertEquals(Optional.empty(), Nearest.of("spin_as_long_as_it_takes", names));
    }

    @Test
    void finds_nothing_that_is_far() {
        assertEquals(Optional.empty(), Nearest.of("sha256", NAMES));
        assertEquals(Optional.empty(), Nearest.of("x".repeat(1_000_000), NAMES));
        assertEquals(Optional.empty(), Nearest.of("a", List.of("x".repeat(1_000_000))));
    }
}
