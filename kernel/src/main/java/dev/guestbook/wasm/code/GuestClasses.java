package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A module as class files. Immutable.
 *
 * @param main the binary name of the class instances are made of
 * @param classes class files by binary name
 * @param interpreted indices of functions too large for a method of the JVM: they are interpreted
 */
public record GuestClasses(String main, Map<String, byte[]> classes, List<Integer> interpreted) {
    public GuestClasses {
        classes = new LinkedHashMap<>(classes);
        interpreted = List.copyOf(interpreted);
    }

    /** The classes in a loader of their own, to make instances with. */
    public record Loaded(Function<Instance, Machine> machines, Poll poll) {}

    /**
     * Loads them; {@code verify} has the JVM look at each class now and not when it is first used.
     *
     * @throws LinkageError where they do not fit this JVM
     */
    public Loaded load(boolean verify) {
        GuestLoader loader = new GuestLoader(classes);
        try {
            Class<?> type = loader.loadClass(main);
            MethodHandle constructor = MethodHandles.publicLookup()
                    .findConstructor(type, MethodType.methodType(void.class, Instance.class))
                    .asType(MethodType.methodType(Machine.class, Instance.class));
            if (verify) {
                for (String name : classes.keySet()) {
                    Class.forName(name, true, loader);
                }
            }
            return new Loaded(instance -> machine(constructor, instance), loader.poll());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the compiled module cannot be loaded", e);
        }
    }

    private static Machine machine(MethodHandle constructor, Instance instance) {
        try {
            return (Machine) constructor.invokeExact(instance);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the compiled module cannot be instantiated", e);
        }
    }

    /** As bytes that {@link #decode} takes: each string, list and map by its size. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(main);
            out.writeInt(interpreted.size());
            for (int function : interpreted) {
                out.writeInt(function);
            }
            out.writeInt(classes.size());
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue().length);
                out.write(entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException where the bytes are no such encoding */
    public static GuestClasses decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String main = in.readUTF();
        List<Integer> interpreted = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            interpreted.add(in.readInt());
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("class " + name + " is cut off");
            }
            classes.put(name, in.readNBytes(length));
        }
        return new GuestClasses(main, classes, interpreted);
    }
}
