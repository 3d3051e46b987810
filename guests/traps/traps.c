// One export for each way a guest is stopped. Wasm has no undefined behaviour, but C has: `volatile` keeps the compiler
// from reasoning that what must not happen does not, so that the instruction that traps is really there.
#include <guestbook.h>

static volatile int zero = 0;
static volatile int least = INT32_MIN;

// The guest gives up: a failed assertion, abort() and a panic all end in this instruction.
EXPORT(give_up) void give_up(void) {
    __builtin_trap();
}

// Past the last page. The address is checked each time: a guest cannot reach outside of its own memory.
EXPORT(out_of_bounds) int out_of_bounds(void) {
    size_t end = (size_t)__builtin_wasm_memory_size(0) << 16;
    return *(volatile int *)(end + 100);
}

// A null pointer, which does not trap: address 0 is memory like any other. The host must look at what it gets itself.
EXPORT(through_null) int through_null(void) {
    return *(int *volatile){0};
}

EXPORT(divide_by_zero) int divide_by_zero(void) {
    return 10 / zero;
}

// -2,147,483,648 / -1 would be 2,147,483,648, which no i32 is.
EXPORT(integer_overflow) int integer_overflow(void) {
    return least / (zero - 1);
}

// 1e300 as an int. A plain (int) cast saturates with -mnontrapping-fptoint; this is the older instruction.
EXPORT(number_too_large) int number_too_large(void) {
    return __builtin_wasm_trunc_s_i32_f64(1e300 + zero);
}

// A pointer to a function is an index into a table, and the call checks what is there. 0 is never a function in C.
EXPORT(call_null) void call_null(void) {
    void (*volatile function)(void) = 0;
    function();
}

static double half(double x) {
    return x / 2;
}

// The function is there, and takes and gives something else.
EXPORT(call_of_another_type) int call_of_another_type(void) {
    void *volatile function = (void *)half;
    return ((int (*)(int, int))function)(1, 2);
}

// An index that the table has not.
EXPORT(call_outside_the_table) void call_outside_the_table(void) {
    void *volatile function = (void *)1000;
    ((void (*)(void))function)();
}

// Calls without an end: the host's stack, which no guest can see, runs out.
EXPORT(recurse) int recurse(int depth) {
    if (zero) return depth; // never: without it the compiler refuses what has no end
    return recurse(depth + 1) + zero;
}

// Variables that need an address stand on a second stack, in linear memory, which grows down. The build line puts it
// first (--stack-first), so that it runs below address 0 and traps; elsewhere it would run into the guest's own data.
EXPORT(large_frames) int large_frames(int depth) {
    volatile char frame[4096];
    if (zero) return depth;
    frame[depth & 4095] = 1;
    return large_frames(depth + 1) + frame[depth & 4095];
}

// Never returns and never traps: an interrupt ends it, or --timeout.
EXPORT(spin) void spin(void) {
    while (!zero) {
    }
}

// Asks for one page after the other until there are no more, and returns how many it got. No trap: memory.grow answers
// -1, and a guest that does not look goes on with what it has. `%wasm load --max-memory` is the cap.
EXPORT(grow) int grow(void) {
    int pages = 0;
    while (__builtin_wasm_memory_grow(0, 1) != (size_t)-1) pages++;
    return pages;
}
