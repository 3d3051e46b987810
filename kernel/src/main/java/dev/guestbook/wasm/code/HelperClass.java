package dev.guestbook.wasm.code;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The engine's helper class with bodies of ours: those of {@link GuestCode} where it has a method of the same
 * name and signature, and a poll that is linked to the module's own {@link Poll}. The engine copies the
 * result into every compiled module under another name.
 */
final class HelperClass {
    private static final String POLL = "checkInterruption";
    private static final Handle LINK = new Handle(
            Opcodes.H_INVOKESTATIC,
            Type.getInternalName(Poll.class),
            "link",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    private HelperClass() {}

    /**
     * @param theirs the engine's helper
     * @throws LinkageError where it is not the one our bodies were written for
     */
    static byte[] in(Class<?> theirs) {
        ClassReader original = new ClassReader(classFile(theirs));
        ClassReader ours = new ClassReader(classFile(GuestCode.class));
        Set<String> replaced = methods(ours);
        replaced.add(POLL + "()V");
        Set<String> missing = new HashSet<>(replaced);
        missing.removeAll(methods(original));
        missing.removeIf(method -> method.startsWith("at("));
        if (!missing.isEmpty()) {
            throw new LinkageError("the engine's helper has no " + missing);
        }
        ClassWriter writer = new ClassWriter(0);
        original.accept(new Without(writer, replaced), 0);
        ours.accept(new Bodies(writer, ours.getClassName(), original.getClassName()), 0);
        addPoll(writer);
        return writer.toByteArray();
    }

    private static void addPoll(ClassWriter writer) {
        MethodVisitor poll = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, POLL, "()V", null, null);
        poll.visitCode();
        poll.visitInvokeDynamicInsn("poll", "()V", LINK);
        poll.visitInsn(Opcodes.RETURN);
        poll.visitMaxs(0, 0);
        poll.visitEnd();
    }

    static byte[] classFile(Class<?> type) {
        String name = Type.getInternalName(type) + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new LinkageError("there is no " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new LinkageError(name + " cannot be read", e);
        }
    }

    private static Set<String> methods(ClassReader type) {
        Set<String> found = new HashSet<>();
        type.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        if (!name.startsWith("<")) {
                            found.add(name + descriptor);
                        }
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        return found;
    }

    /** A class less some of its methods. */
    private static final class Without extends ClassVisitor {
        private final Set<String> left;

        Without(ClassVisitor next, Set<String> left) {
            super(Opcodes.ASM9, next);
            this.left = left;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return left.contains(name + descriptor)
                    ? null
                    : super.visitMethod(access, name, descriptor, signature, exceptions);
        }
    }

    /** A class's methods alone, calling each other under another owner. */
    private static final class Bodies extends ClassVisitor {
        private final ClassVisitor target;
        private final String from;
        private final String to;

        Bodies(ClassVisitor target, String from, String to) {
            super(Opcodes.ASM9);
            this.target = target;
            this.from = from;
            this.to = to;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if (name.startsWith("<")) {
                return null;
            }
            MethodVisitor copy = target.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, copy) {
                @Override
                public void visitMethodInsn(
                        int opcode, String owner, String method, String methodDescriptor, boolean ofInterface) {
                    super.visitMethodInsn(
                            opcode, owner.equals(from) ? to : owner, method, methodDescriptor, ofInterface);
                }
            };
        }
    }
}
