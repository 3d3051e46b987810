// A byte parser: walks text as words, numbers and punctuation and answers a checksum of what it saw.
#include "guest.h"

static u8 data[1 << 20];

EXPORT(buffer) u8 *buffer(void) { return data; }

EXPORT(run) u32 run(u32 count) {
    u32 words = 0, sum = 0, lines = 0, other = 0;
    u32 i = 0;
    while (i < count) {
        u8 c = data[i];
        if ((c | 32) >= 'a' && (c | 32) <= 'z') {
            u32 hash = 5381;
            while (i < count && (data[i] | 32) >= 'a' && (data[i] | 32) <= 'z') hash = hash * 33 + data[i++];
            words += hash;
        } else if (c >= '0' && c <= '9') {
            u32 value = 0;
            while (i < count && data[i] >= '0' && data[i] <= '9') value = value * 10 + (data[i++] - '0');
            sum += value;
        } else {
            if (c == '\n') lines++;
            else if (c != ' ') other = other * 31 + c;
            i++;
        }
    }
    return words ^ sum ^ lines << 16 ^ other;
}
