// Text in and out. A wasm call takes numbers alone, so the host writes the text into memory and passes where it is.
// Where it ends is said in one of two ways: by a zero byte, as C has it, or by a second number.
//
// The bytes are UTF-8. A character (a code point) is one to four of them: a lead byte, and continuation bytes 10xxxxxx.
#include <guestbook.h>

// Reads the code point at `at`, and says in `*bytes` how many bytes it is: 0 where they are no UTF-8.
static uint32_t decode(const unsigned char *at, size_t *bytes) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; // what needs so many bytes; shorter forms exist once
    *bytes = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;
    if (*bytes <= 1) return at[0];
    uint32_t point = at[0] & (0x7f >> *bytes);
    for (size_t i = 1; i < *bytes; i++) {
        if (at[i] >> 6 != 2) { // the zero byte at the end of the text is none either, so that nothing behind it is read
            *bytes = 0;
            return 0;
        }
        point = point << 6 | (at[i] & 0x3f);
    }
    int surrogate = point >= 0xd800 && point <= 0xdfff; // halves of UTF-16's pairs, no characters
    if (point < least[*bytes] || point > 0x10ffff || surrogate) *bytes = 0;
    return point;
}

// How many bytes the text has, without its zero byte.
EXPORT(count_bytes) size_t count_bytes(const char *text) {
    return strlen(text);
}

// How many code points it has, or -1 where it is no UTF-8.
EXPORT(count_points) int count_points(const char *text) {
    const unsigned char *at = (const unsigned char *)text;
    size_t bytes;
    int count = 0;
    for (; *at; at += bytes) {
        decode(at, &bytes);
        if (!bytes) return -1;
        count++;
    }
    return count;
}

// The code points from last to first, in the arena; 0 where the text is no UTF-8 or there is no room. To turn the bytes
// around would break every character of more than one.
EXPORT(reverse) char *reverse(const char *text) {
    size_t length = strlen(text);
    char *reversed = bump_alloc(length + 1);
    if (!reversed) return 0;
    size_t bytes;
    for (size_t at = 0; at < length; at += bytes) {
        decode((const unsigned char *)text + at, &bytes);
        if (!bytes) return 0;
        memcpy(reversed + length - at - bytes, text + at, bytes);
    }
    return reversed; // bump_alloc's memory is zeroed, so the end is there
}

// "Hello, NAME!" in the arena; 0 where there is no room.
EXPORT(greet) char *greet(const char *name) {
    static const char before[] = "Hello, ", after[] = "!";
    size_t length = strlen(name);
    char *greeting = bump_alloc(sizeof before - 1 + length + sizeof after);
    if (!greeting) return 0;
    memcpy(greeting, before, sizeof before - 1);
    memcpy(greeting + sizeof before - 1, name, length);
    memcpy(greeting + sizeof before - 1 + length, after, sizeof after);
    return greeting;
}

// Makes ASCII letters upper case where they stand, and returns how many it changed. `size` bytes; a zero byte is no end.
// Other letters stay: their tables (ß is SS, and i is İ in Turkish) belong into a library, or to the host.
EXPORT(upper) int upper(char *text, size_t size) {
    int changed = 0;
    for (size_t i = 0; i < size; i++) {
        if (text[i] >= 'a' && text[i] <= 'z') {
            text[i] -= 'a' - 'A';
            changed++;
        }
    }
    return changed;
}
