// Primes below `count`, by crossing out: mostly strided byte stores.
#include "guest.h"

#define MOST (1 << 20)
static u8 crossed[MOST];

EXPORT(run) u32 run(u32 count) {
    if (count > MOST) count = MOST;
    for (u32 i = 0; i < count; i++) crossed[i] = 0;
    u32 primes = 0;
    for (u32 i = 2; i < count; i++) {
        if (crossed[i]) continue;
        primes++;
        for (u64 multiple = (u64)i * i; multiple < count; multiple += i) crossed[multiple] = 1;
    }
    return primes;
}
