// An array of structs in, a struct out. Nothing in a module says how a struct stands in memory: both sides take it from
// the same C ABI. Each field begins at a multiple of its own size, and the whole is a multiple of its largest field.
#include <guestbook.h>

struct item {
    char name[14];  // offset 0; a full array has no zero byte
    uint16_t count; // offset 14
    double price;   // offset 16, a multiple of 8
    uint8_t sold;   // offset 24, then 7 bytes of padding
};

struct summary {
    double total;    // offset 0
    uint32_t pieces; // offset 8
    int32_t dearest; // offset 12: an index into the items, or -1
    char longest[14]; // offset 16, then 2 bytes of padding
};

// The host reads these numbers elsewhere; a compiler that sees it otherwise stops here.
_Static_assert(sizeof(struct item) == 32 && _Alignof(struct item) == 8, "struct item");
_Static_assert(sizeof(struct summary) == 32, "struct summary");

static size_t name_length(const struct item *item) {
    size_t length = 0;
    while (length < sizeof item->name && item->name[length]) length++;
    return length;
}

// What the items that are not sold come to: in the arena, 0 where there is no room.
EXPORT(summarize) struct summary *summarize(const struct item *items, size_t count) {
    struct summary *summary = bump_alloc(sizeof *summary); // zeroed
    if (!summary) return 0;
    summary->dearest = -1;
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = items + i; // 32 bytes further on than the last
        if (item->sold) continue;
        summary->total += item->count * item->price;
        summary->pieces += item->count;
        if (summary->dearest < 0 || item->price > items[summary->dearest].price) summary->dearest = (int32_t)i;
        size_t length = name_length(item);
        if (length > longest) {
            longest = length;
            memset(summary->longest, 0, sizeof summary->longest);
            memcpy(summary->longest, item->name, length);
        }
    }
    return summary;
}

// Takes so many percent off every price, where the items stand.
EXPORT(discount) void discount(struct item *items, size_t count, double percent) {
    for (size_t i = 0; i < count; i++) items[i].price *= 1 - percent / 100;
}
