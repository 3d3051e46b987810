// What a guest without a C library needs: an arena, five functions of <string.h>, and names for what it exports and
// imports. Nothing here is compiled in unless it is used, but for the arena's two exports.
//
//     #include <guestbook.h>
//
//     IMPORT(env, log) void log(int value);
//
//     EXPORT(sum) int sum(const int *values, int count) {
//         int total = 0;
//         for (int i = 0; i < count; i++) total += values[i];
//         log(total);
//         return total;
//     }
#ifndef GUESTBOOK_H
#define GUESTBOOK_H

#include <stddef.h>
#include <stdint.h>

#ifndef __wasm_bulk_memory__
#error "guestbook.h needs -mbulk-memory: memcpy and memset are instructions there"
#endif

// Before a definition: the function is an export of this name.
#define EXPORT(name) __attribute__((export_name(#name)))

// Before a declaration: the host gives the function, under this module's name.
#define IMPORT(module, name) __attribute__((import_module(#module), import_name(#name)))

// Before a parameter's type: the function reads what is there and writes it, as in void sort(INOUT int *v, int n).
#define INOUT __attribute__((annotate("inout")))

// Several files of one guest may include this; the linker keeps one copy of each.
#define GUESTBOOK_ONCE __attribute__((weak))

GUESTBOOK_ONCE void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    return __builtin_memcpy(to, from, count);
}

GUESTBOOK_ONCE void *memmove(void *to, const void *from, size_t count) {
    return __builtin_memmove(to, from, count);
}

GUESTBOOK_ONCE void *memset(void *to, int byte, size_t count) {
    return __builtin_memset(to, byte, count);
}

GUESTBOOK_ONCE int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < count; i++)
        if (x[i] != y[i]) return x[i] - y[i];
    return 0;
}

GUESTBOOK_ONCE size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

#ifndef __wasi__ // a C library has malloc, which takes the same memory

extern unsigned char __heap_base; // the end of the program's own data, where the linker puts it
GUESTBOOK_ONCE size_t guestbook_arena_used;

#define GUESTBOOK_ARENA (((size_t)&__heap_base + 15) & ~(size_t)15)

// Room for `size` bytes, 16-aligned and zeroed, growing memory as needed; 0 where there is none. %alloc uses it.
EXPORT(bump_alloc) GUESTBOOK_ONCE void *bump_alloc(size_t size) {
    uint64_t begin = GUESTBOOK_ARENA + guestbook_arena_used;
    uint64_t end = (begin + size + 15) & ~(uint64_t)15;
    uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
    if (end > have && __builtin_wasm_memory_grow(0, (size_t)((end - have + 65535) >> 16)) == (size_t)-1) return 0;
    guestbook_arena_used = (size_t)(end - GUESTBOOK_ARENA);
    return (void *)(size_t)begin;
}

// Zeroes all that was handed out, which ends with this; memory that was grown stays grown. %reset uses it.
EXPORT(bump_reset) GUESTBOOK_ONCE void bump_reset(void) {
    __builtin_memset((void *)GUESTBOOK_ARENA, 0, guestbook_arena_used);
    guestbook_arena_used = 0;
}

#endif
#endif
