package dev.guestbook.magic;

import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Scalar;
import dev.guestbook.display.Facts;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.harden.Allocation;
import dev.guestbook.harden.CannotHarden;
import dev.guestbook.harden.Hardening;
import dev.guestbook.harden.Import;
import dev.guestbook.harden.Instantiation;
import dev.guestbook.session.Arena;
import dev.guestbook.session.Guest;
import dev.guestbook.session.Session;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import dev.guestbook.wasm.WasmModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** {@code %wasm harden}: the current guest behind a Java class, its test, and its module beside them. */
record WasmHarden(Session session, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm harden",
                    "CLASS",
                    1,
                    1,
                    "Writes CLASS.java, its JUnit test and its module from the guest's contract; the class needs"
                            + " com.dylibso.chicory's runtime and compiler, and nothing of Guestbook.")
            .option("--package", "NAME", "the class's package; none otherwise")
            .option("--out", "DIR", "where the files go, DIR/CLASS.java; here otherwise")
            .option("--force", "", "writes over files that are there")
            .example("%wasm harden Monocypher --package com.example.crypto --out hardened");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String name = call.argument(0).text();
        String packageName = call.option("--package").map(Word::text).orElse("");
        if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
            throw new MagicException("\"" + name + "\" is no name for a class; take one such as Monocypher.");
        }
        if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
            throw new MagicException("\"" + packageName + "\" is no name for a package; take one such as com.example.");
        }
        Path folder = folder(call.option("--out").map(Word::text).orElse(""));
        context.show(context.work(() -> write(name, packageName, folder, call.has("--force"))));
    }

    private Path folder(String out) throws MagicException {
        try {
            return base.resolve(out).normalize();
        } catch (InvalidPathException e) {
            throw new MagicException("\"" + out + "\" is no folder's name.", e);
        }
    }

    private Sheet write(String name, String packageName, Path folder, boolean force)
            throws MagicException, CannotHarden {
        Guest guest = session.guest();
        Instantiation instantiation = instantiation(guest);
        Hardening.Sources sources = new Hardening(
                        packageName,
                        name,
                        guest.name(),
                        guest.module().sha256(),
                        instantiation,
                        allocation(guest),
                        (int) (guest.module().options().maxMemory() / LinearMemory.PAGE),
                        guest.contract().prototypes().stream()
                                .filter(prototype -> !guest.arena().functions().contains(prototype.name()))
                                .toList())
                .write();
        Map<Path, byte[]> files = new LinkedHashMap<>();
        files.put(folder.resolve(name + ".java"), sources.type().getBytes(StandardCharsets.UTF_8));
        files.put(folder.resolve(name + "Test.java"), sources.test().getBytes(StandardCharsets.UTF_8));
        files.put(folder.resolve(name + ".wasm"), guest.module().wasm().bytes());
        Optional<Path> there = files.keySet().stream().filter(Files::exists).findFirst();
        if (there.isPresent() && !force) {
            throw new MagicException(
                    there.get() + " is there already; take another --out, or --force to write over it.");
        }
        Facts facts = Facts.none();
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            save(folder, file.getKey(), file.getValue());
            facts = facts.and(
                    file.getKey().getFileName().toString(),
                    Span.code(Numbers.bytes(file.getValue().length)),
                    Span.dim(" in " + new Nearby(base).name(folder)));
        }
        Sheet sheet = Sheet.titled("hardened ", Span.strong(guest.name()), " as ", Span.strong(name))
                .with(facts)
                .line(
                        "The class needs com.dylibso.chicory:runtime and :compiler, the test JUnit 5; ",
                        name + ".wasm goes beside the class, as a resource.");
        return instantiation.imports().stream().anyMatch(Import.Function.class::isInstance)
                ? sheet.line(
                        "Its constructor takes " + name + ".Imports, a method for each function that the guest imports;"
                                + " the test leaves out, and says so, what calls one.")
                : sheet;
    }

    private static void save(Path folder, Path file, byte[] content) throws MagicException {
        try {
            Files.createDirectories(folder);
            Files.write(file, content);
        } catch (IOException e) {
            throw new MagicException(
                    file + " cannot be written (" + e.getClass().getSimpleName()
                            + "); choose a folder of yours with --out.",
                    e);
        }
    }

    private static Instantiation instantiation(Guest guest) throws MagicException {
        WasmModule module = guest.module().wasm();
        if (guest.memoryCount() > 1) {
            throw new MagicException("Guest " + guest.name() + " has " + guest.memoryCount()
                    + " memories, and such a class would copy to, and wipe, memory 0 alone; build the guest with one.");
        }
        List<Import> imports = new ArrayList<>();
        for (ImportType one : module.imports()) {
            imports.add(given(guest, one));
        }
        return new Instantiation(
                imports, guest.memoryCount() > 0, exports(module, "_initialize"), exports(module, "_start"));
    }

    private static Import given(Guest guest, ImportType one) throws MagicException {
        if (one.kind() == ExternKind.MEMORY) {
            return new Import.Memory(
                    one.module(),
                    one.name(),
                    one.least(),
                    one.most().orElse(LinearMemory.MAX_BYTES / LinearMemory.PAGE));
        }
        Signature signature = one.signature().orElse(new Signature(List.of(), List.of()));
        boolean numbers = Stream.concat(signature.parameters().stream(), signature.results().stream())
                .allMatch(ValueType::isNumber);
        if (one.kind() != ExternKind.FUNCTION || !numbers || signature.results().size() > 1) {
            throw new MagicException("Guest " + guest.name() + " imports " + one.kind() + " `"
                    + Untrusted.name(one.qualifiedName()) + "` (" + one.type()
                    + "), which such a class cannot give: it gives memories, and functions of numbers with one result at"
                    + " most; build the guest without it.");
        }
        return new Import.Function(
                one.module(),
                one.name(),
                signature.parameters().stream().map(WasmHarden::number).toList(),
                signature.results().stream().map(WasmHarden::number).findFirst());
    }

    private static Scalar number(ValueType type) {
        return switch (type.kind()) {
            case I32 -> Scalar.I32;
            case I64 -> Scalar.I64;
            case F32 -> Scalar.F32;
            case F64 -> Scalar.F64;
            case EXTERNREF, VECTOR, REFERENCE -> throw new IllegalArgumentException(type + " is no number.");
        };
    }

    private static boolean exports(WasmModule module, String function) {
        return module.export(function)
                .flatMap(ExportType::signature)
                .filter(signature -> signature.parameters().isEmpty())
                .isPresent();
    }

    private static Allocation allocation(Guest guest) throws MagicException {
        Arena arena = guest.arena();
        List<String> functions = guest.memoryCount() > 0 ? arena.functions() : List.of();
        boolean lends = guest.contract().prototypes().stream()
                .anyMatch(prototype -> prototype.parameters().stream()
                        .anyMatch(parameter -> parameter.kind() instanceof Parameter.Buffer));
        if (functions.isEmpty() && lends && guest.module().wasm().looksAtMemorySize()) {
            throw new MagicException(
                    "Guest " + guest.name() + " seems to have a heap of its own, as its code looks at the size of its"
                            + " memory, and exports no allocator that such a class could ask; its heap could write over a"
                            + " call's arguments. Choose an allocator with %wasm arena --alloc F --reset F.");
        }
        if (functions.isEmpty()) {
            return new Allocation.Pages();
        }
        String allocate = functions.get(0);
        if (allocate.equals("__wbindgen_malloc")) {
            throw new MagicException("Guest " + guest.name()
                    + " is of wasm-bindgen, whose functions free the arrays and texts that they are"
                    + " given; such a class would free them again. Export functions of C's kind (extern \"C\")"
                    + " with a malloc and a free.");
        }
        boolean aligns = guest.export(allocate).signature().parameters().size() == 2;
        if (functions.size() < 2 || allocate.equals("__new")) {
            throw new MagicException("Guest " + guest.name() + " takes memory from " + arena.allocator()
                    + ", which such a class could not give back; choose others with %wasm arena --alloc F --reset F.");
        }
        Signature release = guest.export(functions.get(1)).signature();
        return release.parameters().isEmpty()
                ? new Allocation.Bump(allocate, aligns, functions.get(1))
                : new Allocation.Heap(allocate, aligns, functions.get(1));
    }
}
