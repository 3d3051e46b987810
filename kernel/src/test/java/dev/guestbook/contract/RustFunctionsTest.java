package dev.guestbook.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rust's functions as the C prototypes that they are for a host. */
class RustFunctionsTest {
    private static ExportedFunctions read(String text, String... exports) {
        return RustFunctions.of(text, List.of(exports));
    }

    private static List<String> prototypes(String text, String... exports) {
        return read(text, exports).functions().stream()
                .map(ExportedFunctions.Function::prototype)
                .toList();
    }

    @Test
    void numbersPointersAndArraysHaveTheirTypesInC() {
        assertEquals(
                List.of(
                        "int32_t add(int32_t a, uint64_t b);",
                        "void none(void);",
                        "int64_t sum(const int32_t *values, size_t count);",
                        "const char *name(void);",
                        "bool fill(int16_t out[16], const float from[4], uint8_t *raw);",
                        "size_t any(const void *data, const uint8_t *maybe);"),
                prototypes("""
                        const N: usize = 1_6;
                        // pub extern "C" fn add(commented: i8) {}
                        #[no_mangle]
                        pub extern "C" fn add(a: i32, mut b: u64) -> i32 { a + b as i32 }
                        #[unsafe(no_mangle)] #[inline(never)]
                        pub(crate) unsafe extern fn none() {}
                        #[no_mangle] pub unsafe extern "C" fn sum(
                            values: *const i32, /* how many */
                            count: usize,
                        ) -> i64 { 0 }
                        #[no_mangle] pub extern "C" fn name() -> *const std::ffi::c_char { core::ptr::null() }
                        #[no_mangle] pub extern "C" fn fill<'a>(out: &'a mut [i16; N], from: &[f32; 4], raw: *mut u8) -> bool { true }
                        #[no_mangle] pub extern "C" fn any(data: *const core::ffi::c_void, maybe: Option<&u8>) -> usize { 0 }
                        #[no_mangle] pub extern "C" fn hidden(a: i32) {}
                        extern "C" { fn add(imported: i8) -> i8; }
                        """, "add", "none", "sum", "name", "fill", "any"));
    }

    @Test
    void structsOfCsLayoutComeAlong() {
        ExportedFunctions read = read("""
                #[repr(C)]
                #[derive(Clone, Copy)]
                pub struct Inner { pub a: u8, tag: [u8; 4] }
                #[repr(C)] struct Outer { inner: Inner, next: *const Outer, all: [Inner; 2], #[allow(dead_code)] x: f64, }
                #[repr(C)] struct Strange { s: String }
                struct NotC { a: i32 }
                #[no_mangle] pub extern "C" fn put(outer: *const Outer, into: &mut Inner) {}
                #[no_mangle] pub extern "C" fn not(c: *const NotC) {}
                """, "put", "not");
        assertEquals(
                List.of(
                        "struct Inner { uint8_t a; uint8_t tag[4]; };",
                        "struct Outer { struct Inner inner; void *next; struct Inner all[2]; double x; };"),
                read.types());
        assertEquals(
                "void put(const struct Outer *outer, struct Inner *into);",
                read.functions().get(0).prototype());
        assertEquals(Map.of("not", "has `c: *const NotC`, whose type no prototype of C has."), read.unread());
    }

    @Test
    void whatCHasNotIsNamed() {
        assertEquals(
                Map.of(
                        "a", "has `s: &str`, whose type no prototype of C has.",
                        "b", "has `-> (i32, i32)`, whose type no prototype of C has.",
                        "c", "has `x: &[u8]`, whose type no prototype of C has."),
                read("""
                        #[no_mangle] pub extern "C" fn a(n: i32, s: &str) -> usize { 0 }
                        #[no_mangle] pub extern "C" fn b() -> (i32, i32) { (0, 0) }
                        #[no_mangle] pub extern "C" fn c(x: &[u8]) {}
                        """, "a", "b", "c").unread());
        ExportedFunctions named = read("#[unsafe(export_name = \"a b\")] pub extern \"C\" fn ab() {}", "a b");
        assertEquals("void ab(void);", named.functions().get(0).prototype());
        assertEquals("a b", named.functions().get(0).export());
    }
}
