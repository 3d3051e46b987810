// Two Sum: which two numbers of a list add up to a target? No libc, no imports.
//
// The host drives it: bump_reset, bump_alloc, write the numbers, twosum, read the answer.

typedef int i32;
typedef long long i64;
typedef unsigned u32;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(#name)))
#define PAGE 65536u
#define ALIGN 16u

// The arena: everything from the end of the program's own data upwards.
extern unsigned char __heap_base;
static u32 used; // bytes handed out, rounded up to ALIGN

static u32 arena_start(void) {
    return ((u32)&__heap_base + (ALIGN - 1)) & ~(ALIGN - 1);
}

// Room for `size` bytes, 16-aligned and zeroed, growing memory as needed; 0 where there is none.
EXPORT(bump_alloc) void *bump_alloc(i32 size) {
    if (size < 0) return 0; // more than half the address space
    u64 begin = (u64)arena_start() + used;
    u64 end = (begin + (u32)size + (ALIGN - 1)) & ~(u64)(ALIGN - 1);
    u64 have = (u64)__builtin_wasm_memory_size(0) * PAGE;
    if (end > have) {
        u32 pages = (u32)((end - have + (PAGE - 1)) / PAGE);
        if (__builtin_wasm_memory_grow(0, pages) == (__SIZE_TYPE__)-1) return 0;
    }
    used = (u32)(end - arena_start());
    return (void *)(u32)begin;
}

// Makes everything handed out invalid and zeroes it. Memory that was grown stays grown.
EXPORT(bump_reset) void bump_reset(void) {
    __builtin_memset((void *)arena_start(), 0, used);
    used = 0;
}

// Returns a pointer to two ints i < j with nums[i] + nums[j] == target, where the sum is exact (64 bits);
// of several such pairs the one with the smallest j, then the smallest i; 0 where there is none. The answer
// and the hash table are in the arena until the next bump_reset. Traps where nums is null or the arena has no
// room left.
//
// The two numbers of a pair share one key, the smaller of them, so that a single walk through the table
// both looks for the partner and finds the place for the number itself.
EXPORT(twosum) i32 *twosum(const i32 *nums, i32 count, i32 target) {
    if (count < 2) return 0;
    u32 bits = 4;
    while (bits < 29 && (1u << bits) / 2 < (u32)count) bits++; // at most half full
    u32 slots = 1u << bits;
    i32 *answer = bump_alloc(2 * sizeof(i32));
    const i32 **table = bump_alloc((i32)(slots * sizeof(i32 *))); // where a number is; null is an empty slot
    if (!nums || !answer || !table) __builtin_trap();
    const i32 **last = table + (slots - 1);

    for (const i32 *at = nums, *end = nums + count; at != end; at++) {
        i32 number = *at;
        i32 partner = (i32)((u32)target - (u32)number);
        u32 key = (u32)(number < partner ? number : partner);
        for (const i32 **slot = table + (key * 0x9e3779b1u >> (32 - bits));; slot = slot == last ? table : slot + 1) {
            const i32 *earlier = *slot;
            if (!earlier) {
                *slot = at;
                break;
            }
            if (*earlier == partner) {
                if (((target ^ number) & (target ^ partner)) < 0) break; // the sum is not exact
                answer[0] = (i32)(earlier - nums);
                answer[1] = (i32)(at - nums);
                return answer;
            }
            if (*earlier == number) break; // seen before, and its partner has not been
        }
    }
    return 0;
}
