// A guest that lies about pointers, and misbehaves in every other way a host must survive. For tests and for
// teaching; nothing here is an example to follow.

typedef int i32;
typedef long long i64;
typedef unsigned u32;
typedef unsigned char u8;

#define EXPORT(name) __attribute__((export_name(#name), noinline))
#define PAGE 65536u

enum { HONEST, UPPER_HALF, NEAR_END, UNALIGNED, OVERLAPPING, NULL_POINTER, PAST_MEMORY, STRADDLING, MODES };

extern u8 __heap_base;
static i32 mode;
static u32 used;
static u32 counter;
static u8 scratch[256];

static u32 arena_start(void) {
    return ((u32)&__heap_base + 15u) & ~15u;
}

static u32 memory_size(void) {
    return (u32)__builtin_wasm_memory_size(0) * PAGE;
}

static u32 lie(u32 truth) {
    switch (mode) {
        case UPPER_HALF: return 0x80000010u;
        case NEAR_END: return 0xfffffff0u;
        case UNALIGNED: return truth + 1;
        case OVERLAPPING: return arena_start();
        case NULL_POINTER: return 0;
        case PAST_MEMORY: return memory_size();
        case STRADDLING: return memory_size() - 4;
        default: return truth;
    }
}

static u32 honest_alloc(u32 size, u32 align) {
    u32 begin = (arena_start() + used + (align - 1)) & ~(align - 1);
    u32 end = begin + size;
    if (end > memory_size() && __builtin_wasm_memory_grow(0, (end - memory_size() + PAGE - 1) / PAGE) == (__SIZE_TYPE__)-1)
        return 0;
    used = end - arena_start();
    return begin;
}

// What the following calls answer: one of the modes above; any other value is taken as honest.
EXPORT(set_mode) void set_mode(i32 value) {
    mode = value > HONEST && value < MODES ? value : HONEST;
}

EXPORT(bump_alloc) i32 bump_alloc(i32 size) {
    return (i32)lie(honest_alloc((u32)size, 16));
}

EXPORT(aligned_alloc) i32 aligned_alloc(i32 size, i32 align) {
    return (i32)lie(honest_alloc((u32)size, (u32)align));
}

EXPORT(bump_reset) void bump_reset(void) {
    __builtin_memset((void *)arena_start(), 0, used);
    used = 0;
}

// A reset that leaves every byte where it was.
EXPORT(lazy_reset) void lazy_reset(void) {
    used = 0;
}

// A pointer as a call returns it: into the arena where honest.
EXPORT(pointer) i32 pointer(void) {
    return (i32)lie(arena_start());
}

EXPORT(grow) i32 grow(i32 pages) {
    return (i32)__builtin_wasm_memory_grow(0, (__SIZE_TYPE__)pages);
}

// Keeps a copy of up to 256 bytes where no reset clears it; returns where.
EXPORT(hoard) i32 hoard(const u8 *from, i32 length) {
    for (i32 k = 0; k < length && k < (i32)sizeof scratch; k++) scratch[k] = from[k];
    return (i32)(u32)scratch;
}

EXPORT(load) i32 load(i32 address) {
    return *(volatile i32 *)(u32)address;
}

EXPORT(store) void store(i32 address, i32 value) {
    *(volatile i32 *)(u32)address = value;
}

EXPORT(count) i32 count(void) {
    return (i32)++counter;
}

EXPORT(divide) i32 divide(i32 a, i32 b) {
    return a / b;
}

EXPORT(spin) void spin(void) {
    for (;;) __asm__ volatile("");
}

// The same loop, but each turn is visible in memory.
EXPORT(spin_counting) void spin_counting(void) {
    for (;;) (*(volatile u32 *)&counter)++;
}

EXPORT(crash) void crash(void) {
    __builtin_trap();
}

// Recursion without an end that takes no room in linear memory: the host's call stack runs out. The store, which is
// never reached, keeps the compiler from making a loop of it.
EXPORT(recurse) i32 recurse(i32 n) {
    i32 deeper = recurse(n + 1);
    *(volatile u32 *)&counter = (u32)deeper;
    return deeper;
}

// Recursion without an end that fills the guest's own stack in linear memory, 1 KiB a turn.
EXPORT(overflow_stack) i32 overflow_stack(i32 n) {
    volatile u8 block[1024];
    block[n & 1023] = (u8)n;
    return overflow_stack(n + 1) + block[n & 1023];
}

EXPORT(echo_i32) i32 echo_i32(i32 value) {
    return value;
}

EXPORT(echo_i64) i64 echo_i64(i64 value) {
    return value;
}

EXPORT(echo_f32) float echo_f32(float value) {
    return value;
}

EXPORT(echo_f64) double echo_f64(double value) {
    return value;
}
