// What every bench guest shares: no libc, no imports, one buffer that the host fills.

typedef unsigned char u8;
typedef int i32;
typedef unsigned u32;
typedef unsigned long long u64;

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif
