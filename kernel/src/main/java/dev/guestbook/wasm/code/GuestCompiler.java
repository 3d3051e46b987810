package dev.guestbook.wasm.code;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.compiler.internal.Shaded;
import com.dylibso.chicory.runtime.internal.CompilerInterpreterMachine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.commons.SimpleRemapper;

/**
 * The engine's compiler with our helper in place of its own. The only type that uses the engine's internal
 * package, which may change with any version: whoever calls it takes a {@link LinkageError} as "use the stock compiler".
 */
public final class GuestCompiler {
    private static final String ENGINE = "META-INF/maven/com.dylibso.chicory/compiler/pom.properties";

    private static final String FUNCTION = "func_";

    private static final Remapper INTERPRETER = new SimpleRemapper(
            Opcodes.ASM9,
            Type.getInternalName(CompilerInterpreterMachine.class),
            Type.getInternalName(PartInterpreter.class));

    /** A function of fewer instructions fits into a method, or its instructions are unusual; then a failure tells. */
    private static final int LARGE = 8_192;

    /** Functions a class: only between two classes can a compilation that nobody waits for be ended. */
    private static final int A_CLASS = 1024;

    private GuestCompiler() {}

    /**
     * Compiles a module; further functions that are too large for the JVM are left to the interpreter too.
     *
     * @param interpreted functions that are left to it from the start
     * @throws LinkageError where the engine is not the one this was written for
     * @throws CancellationException where this thread was interrupted, between two classes
     */
    public static GuestClasses compile(WasmModule module, Set<Integer> interpreted) {
        byte[] helper = HelperClass.in(Shaded.class);
        Set<Integer> left = new HashSet<>(interpreted);
        left.addAll(new MethodSizes(module).tooLarge(LARGE, left, false));
        WasmModule counted = CountedLoops.in(module, left);
        for (boolean longest = false; ; longest = true) {
            try {
                return compile(counted, helper, left);
            } catch (ChicoryException e) {
                if (!(e.getCause() instanceof MethodTooLargeException tooLarge) || !leave(tooLarge, left)) {
                    throw e;
                }
                left.addAll(new MethodSizes(counted).tooLarge(0, left, longest));
            }
        }
    }

    private static GuestClasses compile(WasmModule module, byte[] helper, Set<Integer> interpreted) {
        CompilerResult result = Compiler.builder(module)
                .withInterpretedFunctions(interpreted)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .withMaxFunctionsPerClass(A_CLASS)
                .withClassCollectorFactory(() -> new Collector(helper))
                .build()
                .compile();
        return new GuestClasses(
                result.collector().mainClassName(),
                result.classBytes(),
                result.interpretedFunctions().stream().sorted().toList());
    }

    /** Adds the function that no method holds; false where it is none, or was left already. */
    private static boolean leave(MethodTooLargeException tooLarge, Set<Integer> interpreted) {
        String method = tooLarge.getMethodName();
        return method.startsWith(FUNCTION) && interpreted.add(Integer.parseInt(method.substring(FUNCTION.length())));
    }

    /** @throws CancellationException where nobody waits for {@code what}, which comes next */
    static void goesOn(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for " + what);
        }
    }

    /**
     * What compiled classes depend on besides the module: the engine's version, the helper's class files and the
     * JDK's feature release. Empty where the engine does not say its version.
     */
    public static Optional<String> version() {
        try (InputStream in = GuestCompiler.class.getClassLoader().getResourceAsStream(ENGINE)) {
            if (in == null) {
                return Optional.empty();
            }
            Properties engine = new Properties();
            engine.load(in);
            MessageDigest helper = MessageDigest.getInstance("SHA-256");
            for (Class<?> part : new Class<?>[] {
                Shaded.class,
                GuestCode.class,
                HelperClass.class,
                CountedLoops.class,
                GuestClasses.class,
                GuestCompiler.class
            }) {
                helper.update(HelperClass.classFile(part));
            }
            return Optional.of("chicory " + engine.getProperty("version") + ", helper "
                    + HexFormat.of().formatHex(helper.digest()) + ", java "
                    + Runtime.version().feature());
        } catch (IOException | NoSuchAlgorithmException | LinkageError e) {
            // Then nothing is cached: a wrong guess here would run code of another engine.
            return Optional.empty();
        }
    }

    /** Takes the class files as the compiler makes them. */
    private static final class Collector implements ClassCollector {
        private final byte[] helper;
        private final Map<String, byte[]> classes = new LinkedHashMap<>();
        private String main;

        Collector(byte[] helper) {
            this.helper = helper;
        }

        @Override
        public String mainClassName() {
            return main;
        }

        @Override
        public void putMainClass(String name, byte[] bytes) {
            main = name;
            ClassWriter ours = new ClassWriter(0);
            new ClassReader(bytes).accept(new ClassRemapper(ours, INTERPRETER), 0);
            put(name, ours.toByteArray());
        }

        @Override
        public void put(String name, byte[] bytes) {
            goesOn(name);
            classes.put(name.replace('/', '.'), bytes);
        }

        @Override
        public void putAll(ClassCollector other) {
            classes.putAll(other.classBytes());
        }

        @Override
        public Map<String, byte[]> classBytes() {
            return Collections.unmodifiableMap(classes);
        }

        @Override
        public byte[] resolve(Class<?> type) {
            return type == Shaded.class ? helper : HelperClass.classFile(type);
        }
    }
}
