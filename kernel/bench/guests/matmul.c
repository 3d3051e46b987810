// Square matrices of doubles, 128 by 128: the textbook order and the one that walks rows.
#include "guest.h"

#define N 128
static double a[N][N], b[N][N], c[N][N];

// The two factors, one after the other, for the host to fill.
EXPORT(buffer) u8 *buffer(void) { return (u8 *)a; }
EXPORT(second) u8 *second(void) { return (u8 *)b; }

static double trace(void) {
    double sum = 0;
    for (i32 i = 0; i < N; i++) sum += c[i][i];
    return sum;
}

EXPORT(ijk) double ijk(void) {
    for (i32 i = 0; i < N; i++)
        for (i32 j = 0; j < N; j++) {
            double sum = 0;
            for (i32 k = 0; k < N; k++) sum += a[i][k] * b[k][j];
            c[i][j] = sum;
        }
    return trace();
}

EXPORT(ikj) double ikj(void) {
    for (i32 i = 0; i < N; i++) {
        for (i32 j = 0; j < N; j++) c[i][j] = 0;
        for (i32 k = 0; k < N; k++) {
            double factor = a[i][k];
            for (i32 j = 0; j < N; j++) c[i][j] += factor * b[k][j];
        }
    }
    return trace();
}
