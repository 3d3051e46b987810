package dev.guestbook.wasm.code;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.compiler.internal.Shaded;
import com.dylibso.chicory.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The engine's compiler with our helper in place of its own. The only type that uses the engine's internal
 * package, which may change with any version: whoever calls it takes a {@link LinkageError} as "use the stock compiler".
 */
public final class GuestCompiler {
    private static final String ENGINE = "META-INF/maven/com.dylibso.chicory/compiler/pom.properties";

    private GuestCompiler() {}

    /**
     * Compiles a module; functions too large for the JVM are left to the interpreter.
     *
     * @throws LinkageError where the engine is not the one this was written for
     */
    public static GuestClasses compile(WasmModule module) {
        byte[] helper = HelperClass.in(Shaded.class);
        CompilerResult result = Compiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.SILENT)
                .withClassCollectorFactory(() -> new Collector(helper))
                .build()
                .compile();
        return new GuestClasses(
                result.collector().mainClassName(),
                result.classBytes(),
                result.interpretedFunctions().stream().sorted().toList());
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
            for (Class<?> part :
                    new Class<?>[] {Shaded.class, GuestCode.class, HelperClass.class, GuestClasses.class}) {
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
            put(name, bytes);
        }

        @Override
        public void put(String name, byte[] bytes) {
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
