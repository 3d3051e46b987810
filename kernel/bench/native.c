// The native side of kernel/bench/engine: the bench guests compiled by cc, with the same inputs, copies included.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MIB (1 << 20)
typedef unsigned char u8;
typedef unsigned u32;

u8 *crc32_buffer(void), *sha256_buffer(void), *parser_buffer(void), *matmul_buffer(void), *matmul_second(void);
u32 crc32_run(u32), sha256_run(u32), parser_run(u32), sieve_run(u32);
double matmul_ijk(void), matmul_ikj(void);

static u8 bytes[MIB], text[MIB];
static double numbers[128 * 128];

static long long over(u8 *to, const u8 *input, u32 (*run)(u32)) {
    memcpy(to, input, MIB);
    return run(MIB);
}

static long long product(double (*run)(void)) {
    memcpy(matmul_buffer(), numbers, sizeof numbers);
    memcpy(matmul_second(), numbers, sizeof numbers);
    return (long long)run();
}

static long long once(const char *name) {
    if (!strcmp(name, "crc32")) return over(crc32_buffer(), bytes, crc32_run);
    if (!strcmp(name, "sha256")) return over(sha256_buffer(), bytes, sha256_run);
    if (!strcmp(name, "parser")) return over(parser_buffer(), text, parser_run);
    if (!strcmp(name, "sieve")) return sieve_run(MIB);
    if (!strcmp(name, "matmul ijk")) return product(matmul_ijk);
    if (!strcmp(name, "matmul ikj")) return product(matmul_ikj);
    exit(1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(void) {
    u32 x = 1;
    for (int i = 0; i < MIB; i++) {
        x = x * 1103515245u + 12345u;
        u8 value = bytes[i] = (u8)(x >> 16);
        text[i] = value < 150 ? 'a' + value % 26 : value < 200 ? '0' + value % 10 : value < 250 ? ' ' : '\n';
    }
    for (int i = 0; i < 128 * 128; i++) numbers[i] = i % 97 + 0.5;
    printf("crc32\tsha256\tparser\tsieve\tmatmul ijk\tmatmul ikj\n");
    fflush(stdout);
    char line[100];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *name = strchr(line, ' ');
        if (!name) return 1;
        int runs = atoi(line);
        long long *times = malloc(sizeof *times * (size_t)(runs + 1)), value = 0;
        for (int i = 0; i < runs; i++) {
            long long start = now();
            value = once(name + 1);
            times[i] = now() - start;
        }
        printf("%lld", value);
        for (int i = 0; i < runs; i++) printf(" %lld", times[i]);
        printf("\n");
        fflush(stdout);
        free(times);
    }
    return 0;
}
