package dev.guestbook.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prototypes as headers have them, and what they mean. */
class HeaderTest {
    private static Header parse(String text) throws BadHeader {
        return Header.parse(text, 1, List.of());
    }

    /** Everything a prototype says, in one line: {@code add(a value i32, b in 16 bytes) -> value i32}. */
    private static String meaning(String text) throws BadHeader {
        return parse(text).prototypes().stream().map(HeaderTest::shown).collect(Collectors.joining("\n"));
    }

    private static String shown(Prototype prototype) {
        return prototype.name()
                + prototype.parameters().stream()
                        .map(one -> one.name() + " " + shown(one.kind()))
                        .collect(Collectors.joining(", ", "(", ")"))
                + prototype.result().map(one -> " -> " + shown(one.kind())).orElse("");
    }

    private static String shown(Parameter.Kind kind) {
        if (kind instanceof Parameter.Value value) {
            return value.type().toString();
        }
        Parameter.Buffer buffer = (Parameter.Buffer) kind;
        String element = buffer.element() instanceof Struct struct
                ? struct.name()
                : buffer.element().toString();
        return element + " " + buffer.direction() + ", " + buffer.size();
    }

    @Test
    void monocypher_as_its_header_has_it_but_for_the_sizes_of_outputs() throws BadHeader {
        String header = """
                // Authenticated encryption
                // ------------------------
                void crypto_lock_aead(uint8_t        mac[16],
                                      uint8_t        cipher_text[text_size],
                                      const uint8_t  key[32],
                                      const uint8_t  nonce[24],
                                      const uint8_t *ad        , size_t ad_size,
                                      const uint8_t *plain_text, size_t text_size);
                int crypto_unlock_aead(uint8_t        plain_text[text_size],
                                       const uint8_t  key[32],
                                       const uint8_t  nonce[24],
                                       const uint8_t  mac[16],
                                       const uint8_t *ad         , size_t ad_size,
                                       const uint8_t *cipher_text, size_t text_size);
                void crypto_argon2i(uint8_t       *hash,      uint32_t hash_size,     // >= 4
                                    uint8_t        work_area[nb_blocks * 1024], uint32_t nb_blocks, // >= 8
                                    uint32_t       nb_iterations,                     // >= 3
                                    const uint8_t *password,  uint32_t password_size,
                                    const uint8_t *salt,      uint32_t salt_size);
                void crypto_x25519(uint8_t       raw_shared_secret[32],
                                   const uint8_t your_secret_key  [32],
                                   const uint8_t their_public_key [32]);
                """;
        assertEquals("""
                crypto_lock_aead(mac u8 out, 16 bytes, cipher_text u8 out, text_size bytes, key u8 in, 32 bytes, \
                nonce u8 in, 24 bytes, ad u8 in, ad_size bytes, ad_size u32, plain_text u8 in, text_size bytes, text_size u32)
                crypto_unlock_aead(plain_text u8 out, text_size bytes, key u8 in, 32 bytes, nonce u8 in, 24 bytes, \
                mac u8 in, 16 bytes, ad u8 in, ad_size bytes, ad_size u32, cipher_text u8 in, text_size bytes, text_size u32) -> i32
                crypto_argon2i(hash u8 out, hash_size bytes, hash_size u32, work_area u8 out, 1024 × nb_blocks bytes, \
                nb_blocks u32, nb_iterations u32, password u8 in, password_size bytes, password_size u32, \
                salt u8 in, salt_size bytes, salt_size u32)
                crypto_x25519(raw_shared_secret u8 out, 32 bytes, your_secret_key u8 in, 32 bytes, \
                their_public_key u8 in, 32 bytes)""", meaning(header));
        Prototype lock = parse(header).prototypes().get(0);
        assertEquals(
                List.of("key", "nonce", "ad", "plain_text"),
                lock.inputs().stream().map(Parameter::name).toList());
        assertEquals(
                List.of("mac", "cipher_text"),
                lock.outputs().stream().map(Parameter::name).toList());
        assertEquals(
                "void crypto_x25519(uint8_t raw_shared_secret[32], const uint8_t your_secret_key[32],"
                        + " const uint8_t their_public_key[32])",
                parse(header).prototypes().get(3).declaration());
    }

    /** As libraries ship them: guards, C++, macros, comments, configuration, inline functions, callbacks, unions. */
    private static final String SHIPPED = """
            /* tally.h - counts what comes by.
             *   int tally_open(void);   (in a comment, so it is none)
             */
            #ifndef TALLY_H
            #define TALLY_H
            #include <stddef.h>
            #include <stdint.h>
            #ifdef __cplusplus
            #include <string>
            namespace tally { std::string name(); }
            extern "C" {
            #endif
            #if defined(_WIN32) && !defined(TALLY_STATIC)
            #  define TALLY_API __declspec(dllimport)
            #else
            #  define TALLY_API __attribute__((visibility("default")))
            #endif
            #define TALLY_KEY 16 /* bytes */
            #define TALLY_MAX(a, b) ((a) > (b) ? \\
                                     (a) : (b))
            #if 0
            int not_yet(what *is, this);
            #endif
            _Static_assert(sizeof(int) == 4, "32 bits");
            typedef struct tally tally; /* opaque */
            typedef enum { TALLY_OK = 0, TALLY_FULL = -1 } tally_status;
            typedef struct { uint32_t seen; double mean; } tally_report;
            typedef union { int i; float f; } tally_value;
            typedef void (*tally_each)(void *context, uint32_t value);
            struct tally_flags { unsigned on : 1; unsigned off : 1; };

            static inline uint32_t tally_mix(uint32_t x) { return (x ^ (x >> 16)) * 0x45d9f3bu; }

            TALLY_API tally *tally_new(size_t room);
            TALLY_API void tally_free(tally *t);
            TALLY_API tally_status tally_add(tally *t, const uint32_t *values, size_t count)
                __attribute__((nonnull(1, 2)));
            TALLY_API tally_status tally_sum(const tally *t, tally_report *report);
            TALLY_API tally_status tally_seal(tally *t, uint8_t key[TALLY_KEY]), tally_open(tally *t);
            TALLY_API int tally_walk(const tally *t, tally_each each, void *context);
            TALLY_API int tally_log(const char *format, ...);
            TALLY_API tally_value tally_last(const tally *t);
            TALLY_API void tally_put(tally *t, const tally_value *value);
            TALLY_API const char *tally_version(void);
            TALLY_API int tally_flag(const struct tally_flags *flags);
            extern const int tally_limit;
            #ifdef __cplusplus
            }
            #endif
            #endif /* TALLY_H */
            """;

    @Test
    void a_header_as_it_is_shipped_is_taken_but_for_what_no_contract_holds() throws BadHeader {
        assertEquals("""
                tally_new(room u32) -> ptr
                tally_free(t ptr)
                tally_add(t ptr, values u32 in, 4 × count bytes, count u32) -> i32
                tally_sum(t ptr, report tally_report out, 16 bytes) -> i32
                tally_seal(t ptr, key u8 out, 16 bytes) -> i32
                tally_open(t ptr) -> i32
                tally_put(t ptr, value ptr)
                tally_version() -> char out, text with its zero byte
                tally_flag(flags ptr) -> i32""", meaning(SHIPPED));
        assertEquals("""
                28: a contract has no unions, as `union {` is one; take bytes, as in `uint8_t x[16]`.
                29: `tally_each` is a pointer to a function or an array, which a contract does not have; leave the \
                prototype out and use %call.
                30: `on` in `tally_flags` is a bit-field, which a contract does not have; give the whole number a name.
                40: `each` of `tally_walk` is of type `tally_each`, which was left out in line 29.
                41: `tally_log` takes any number of arguments (...), which a contract cannot hold; leave it out and \
                use %call.
                42: `tally_last` returns a value of type `tally_value`, which was left out in line 28.""", leftOut(SHIPPED));
    }

    private static String leftOut(String text) throws BadHeader {
        return parse(text).leftOut().stream()
                .map(one -> one.line() + ": " + one.why())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void after_a_mistake_reading_goes_on_with_the_next_declaration() throws BadHeader {
        String text = """
                int one(int a;
                int two(int b);
                int three(int c) { if (c) { return 1; }
                    return ")}"[0]; }
                int four(voidd *d);
                } ) ]
                int five(int e);
                int six(int f) int seven(int g);
                int eight(int h);
                typedef struct { int x:3; } odd;
                int nine(odd *o), ten(odd o);
                """;
        assertEquals("""
                two(b i32) -> i32
                three(c i32) -> i32
                five(e i32) -> i32
                eight(h i32) -> i32""", meaning(text));
        assertEquals(6, parse(text).leftOut().size(), leftOut(text));
        assertEquals("five(e i32) -> i32", meaning("int f(\n;\n" + "int g(...);\n".repeat(3) + ");\nint five(int e);"));
        assertThrows(BadHeader.class, () -> parse("int f(int a);" + "x;".repeat(2_000)));
    }

    @Test
    void a_directive_may_give_a_type_another_name() throws BadHeader {
        assertEquals("f(a u8 in, 8 bytes, b u32, c u8)", meaning("""
                        #define byte unsigned char
                        #define u8 byte /* of the one before */
                        #define LEN SIZE
                        #define SIZE 8
                        #define old_name f
                        #define API extern
                        #define word word
                        #define gone int
                        #undef gone
                        typedef unsigned word, gone;
                        API void old_name(const u8 a[SIZE], gone b, u8 c);
                        """));
    }

    @Test
    void a_source_file_is_a_header_too() throws BadHeader {
        assertEquals(
                "twosum(nums i32 in, 4 × count bytes, count i32, target i32) -> i32 out, 8 bytes",
                meaning("""
                typedef int i32;
                #define EXPORT(name) __attribute__((export_name(#name)))
                #define LONG(a) \\
                    something(a { )
                extern unsigned char __heap_base;
                static u32 used = 1, other[] = {1, 2};
                typedef i32 pair[2];
                static unsigned arena_start(void) { return ((u32)&__heap_base + 15u) & ~15u; }
                EXPORT(twosum) pair *twosum(const i32 *nums, i32 count, i32 target) {
                    if (count < 2) { return 0; }
                    return "}" ? 0 : 0;
                }
                """.replace("static u32 used", "static unsigned used")));
    }

    @Test
    void numbers_of_every_spelling() throws BadHeader {
        assertEquals(
                "f(a i8, b u8, c char, d i16, e u16, g i32, h u32, i i32, j u32, k i64, l u64, m f32, n f64, o bool, "
                        + "p bool, q u32, r i64, s i32, t u64) -> i64",
                meaning("""
                        long long f(signed char a, unsigned char b, char c, short d, unsigned short int e, int g,
                            unsigned h, long i, long unsigned j, long long k, unsigned long long int l, float m,
                            double n, bool o, _Bool p, size_t q, int64_t r, enum colour { RED, GREEN } s, uintmax_t t);
                        """));
    }

    @Test
    void structs_with_arrays_of_arrays_and_with_an_open_end() throws BadHeader {
        Header header = parse("""
                typedef int16_t pair[2];
                struct grid { double v[2][3]; char names[3][4]; pair pairs[5]; };
                struct message { uint32_t length; uint8_t kind; uint8_t data[]; };
                int f(const struct grid *grid, const struct message *message, size_t message_size, inout struct message *both);
                struct message *g(const int matrix[4][4]);
                """);
        assertEquals(
                "[[2][3], [3][4], [5][2]]",
                header.structs().get(0).fields().stream()
                        .map(Struct.Field::dimensions)
                        .toList()
                        .toString());
        assertEquals(48 + 12 + 20, header.structs().get(0).size());
        assertTrue(header.structs().get(1).isOpen());
        assertEquals(8, header.structs().get(1).size());
        assertEquals(
                List.of("80 bytes", "at least 8 bytes", "at least 8 bytes"),
                header.prototypes().get(0).parameters().stream()
                        .map(Parameter::kind)
                        .filter(Parameter.Buffer.class::isInstance)
                        .map(kind -> ((Parameter.Buffer) kind).size())
                        .toList());
        assertEquals(List.of(), header.prototypes().get(1).outputs());
    }

    @Test
    void arrays_of_every_spelling() throws BadHeader {
        assertEquals(
                "f(a u8 out, 4 bytes, b f64 in, 8 × n bytes, c i16 in, 32 bytes, d f32 out, 64 bytes, e u8 out, 48 bytes, "
                        + "g u8 in, 32 bytes, n u32)",
                meaning("""
                        #define KEY 0x20
                        enum { ROW = 4, };
                        typedef uint8_t key_t[KEY];
                        void f(uint8_t a[static ROW], const double b[restrict n], int16_t const c[ROW * (2 + 2)],
                               float d[4][ROW], uint8_t e[sizeof(uint64_t) * 6], const key_t g, size_t n);
                        """));
    }

    @Test
    void pairs_texts_and_single_structs() throws BadHeader {
        assertEquals("""
                pair(data u8 in, n bytes, n u32)
                text(name char in, text with its zero byte, flags u32) -> char out, text with its zero byte
                given(values i32 in, not known)
                one(p point in, 12 bytes, mode i32)
                many(p point in, 12 × count bytes, count u32)
                named(out u8 out, out_len bytes, out_len u32)
                both(values i32 in and out, 4 × n bytes, n u32)
                handle(c ptr) -> ptr
                address() -> i32 out, not known""", meaning("""
                struct point { int16_t x; double *y; uint8_t tag[2]; };
                typedef struct context context;
                void pair(const void *data, size_t n);
                const char *text(const char *name, double);
                void given(const int *values);
                void one(const struct point *p, int mode);
                void many(const struct point *p, size_t count);
                void named(uint8_t *out, size_t out_len);
                void both(inout int *values, size_t n);
                struct context *handle(struct context *c);
                int *address();
                """.replace("const char *name, double", "const char *name, unsigned flags")
                .replace("inout int *values, size_t n", "_Inout_ int values[n], size_t n")));
    }

    @Test
    void structs_by_value_become_pointers_and_one_number_stays_one() throws BadHeader {
        assertEquals("""
                middle(return point out, 8 bytes, a point in, 8 bytes, b point in, 8 bytes)
                metres(m f64) -> f64""", meaning("""
                typedef struct { int32_t x, y; } point;
                struct inner { double value; };
                typedef struct { struct inner only[1]; } length;
                point middle(point a, struct point b);
                length metres(length m);
                """));
    }

    @Test
    void structs_have_wasm32s_layout() throws BadHeader {
        Header header = parse("""
                struct tag { uint8_t bytes[3]; };
                typedef struct {
                    char c; struct tag t; int64_t wide; const char *name; struct tag more[2]; _Bool last;
                } record;
                void f(const record *r);
                """);
        assertEquals(
                List.of("tag", "record"),
                header.structs().stream().map(Struct::name).toList());
        Struct record = header.structs().get(1);
        assertEquals(32, record.size());
        assertEquals(8, record.alignment());
        assertEquals(
                "c 0, t 1, wide 8, name 16, more 20, last 26",
                record.fields().stream()
                        .map(field -> field.name() + " " + field.offset())
                        .collect(Collectors.joining(", ")));
    }

    @Test
    void what_headers_say_besides_is_passed_over() throws BadHeader {
        assertEquals(
                "a(param1 i32, param2 u8 in, param3 bytes, param3 u32)\nb() -> f32\nc(x i32) -> i32\nd()\ne(s u8 out, 4 bytes)",
                meaning("""
                        #ifndef X_H
                        #define X_H
                        #include <stdint.h>
                        #ifdef __cplusplus
                        extern "C" {
                        #endif
                        /* a comment, int x(void); */
                        extern __attribute__((visibility("default"))) void a(int, const uint8_t *restrict, size_t);
                        API_EXPORT float WINAPI b(void) NOTHROW __attribute__((pure));
                        EMSCRIPTEN_KEEPALIVE inline int (c)(register int x), *unused;
                        [[nodiscard]] _Noreturn void d();
                        EXPORT("e") void e(uint8_t *const s_, ...);
                        #ifdef __cplusplus
                        }
                        #endif
                        #endif
                        """.replace("void e(uint8_t *const s_, ...)", "void e(uint8_t s[4])")));
    }

    @Test
    void the_last_of_one_name_counts() throws BadHeader {
        assertEquals("g(a i32)\nf(b i64)", meaning("void f(int a); void g(int a); void f(int64_t b);"));
    }

    @Test
    void structs_that_are_known_elsewhere() throws BadHeader {
        Struct point = parse("struct point { int x, y; };").structs().get(0);
        Header header = Header.parse("void f(const point *p); void g(struct point out[2]);", 1, List.of(point));
        assertEquals(List.of(), header.structs());
        assertEquals(
                "f(p point in, 8 bytes)\ng(out point out, 16 bytes)",
                header.prototypes().stream().map(HeaderTest::shown).collect(Collectors.joining("\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "output-without-size",
                "output-next-to-a-number",
                "varargs",
                "bit-field",
                "union",
                "function-pointer",
                "unnamed-function-pointer",
                "long-double",
                "unknown-type",
                "unknown-type-far",
                "no-type",
                "unknown-size",
                "size-too-clever",
                "size-zero",
                "size-huge",
                "size-no-number",
                "const-output",
                "missing-semicolon",
                "missing-bracket",
                "comment-open",
                "strange-character",
                "two-parameters",
                "empty-struct",
                "packed",
                "pragma-pack",
                "flexible-array",
                "array-of-nothing",
                "flexible-array-alone",
                "flexible-by-value",
                "flexible-inside",
                "flexible-output",
                "flexible-output-counted",
                "flexible-several",
                "undefined-struct-by-value",
                "no-such-type",
                "divided-by-zero",
                "too-deep"
            })
    void refused_in_one_sentence_with_its_line(String name) throws IOException {
        String[] cell = resource(name).split("\n----\n");
        BadHeader bad = assertThrows(BadHeader.class, () -> Header.parse(cell[0], 2, List.of()), name);
        assertEquals(cell.length > 1 ? cell[1].strip() : "(what it should say)", bad.getMessage(), name);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HeaderTest.class.getResourceAsStream("/errors/contract/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whatever the text is, it is read or refused: no other exception, and soon. */
    @Test
    void texts_that_were_never_c() {
        String[] pieces = {
            "struct",
            "union",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "*",
            ";",
            ",",
            "int",
            "const",
            "x",
            "f",
            "12",
            "...",
            "=",
            "enum",
            "typedef",
            "uint8_t",
            "static",
            ":",
            "extern",
            "\"C\"",
            "#define N 3\n",
            "N",
            "sizeof",
            "-",
            "/",
            "<<",
            "void",
            "n",
            "__attribute__",
            "//\n",
            "/*",
            "*/",
            "\u202e",
            "'"
        };
        Random random = new Random(20260303);
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(24); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextInt(8) == 0 ? "" : " ");
            }
            try {
                parse(text.toString());
            } catch (BadHeader expected) {
                assertEquals(0, expected.getMessage().indexOf("Line "), text::toString);
            } catch (RuntimeException e) {
                throw new AssertionError("on: " + text, e);
            }
        }
    }
}
