package dev.guestbook.eval;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites a snippet's class: it polls for interrupts at method entries and loop back edges, its line
 * numbers are the cell's, and a call that would end the JVM throws instead.
 */
final class SnippetRewriter extends ClassVisitor {
    private static final String HOOKS = "dev/guestbook/eval/SnippetHooks";

    private final String sourceName;
    private final IntUnaryOperator line;

    private SnippetRewriter(ClassVisitor next, String sourceName, IntUnaryOperator line) {
        super(Opcodes.ASM9, next);
        this.sourceName = sourceName;
        this.line = line;
    }

    /**
     * The class, rewritten.
     *
     * @param sourceName what stack traces show as the file
     * @param line the wrapper's line to the cell's
     */
    static byte[] rewrite(byte[] classFile, String sourceName, IntUnaryOperator line) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new SnippetRewriter(writer, sourceName, line), 0);
        return writer.toByteArray();
    }

    /** Rewrites a class for nothing: reading the rewriter's own classes takes longer than any snippet does later. */
    static void warmUp() {
        try (InputStream own = SnippetRewriter.class.getResourceAsStream("CellInterrupted.class")) {
            byte[] classFile = own.readAllBytes();
            new PackageAccess().neededBy(List.of(classFile, rewrite(classFile, "", line -> line)), Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Public to the JVM, so that a class of another loader may use it; reflection reads another flag. */
    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        super.visit(version, access | Opcodes.ACC_PUBLIC, name, signature, superName, interfaces);
    }

    @Override
    public void visitSource(String source, String debug) {
        super.visitSource(sourceName, debug);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new Body(super.visitMethod(access, name, descriptor, signature, exceptions));
    }

    /** The descriptor of the hook that stands for a method which ends the JVM; empty for every other method. */
    private static Optional<String> exit(String owner, String name) {
        if (owner.equals("java/lang/System") && name.equals("exit")) {
            return Optional.of("(I)V");
        }
        boolean runtime = owner.equals("java/lang/Runtime") && (name.equals("exit") || name.equals("halt"));
        return runtime ? Optional.of("(Ljava/lang/Runtime;I)V") : Optional.empty();
    }

    private static Handle withoutExit(Handle handle) {
        return exit(handle.getOwner(), handle.getName())
                .map(descriptor -> new Handle(Opcodes.H_INVOKESTATIC, HOOKS, "exit", descriptor, false))
                .orElse(handle);
    }

    private final class Body extends MethodVisitor {
        private final Set<Label> passed = new HashSet<>();
        private final Label entry = new Label();
        private boolean entryHasLine;

        Body(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            super.visitLabel(entry);
            poll();
        }

        @Override
        public void visitLabel(Label label) {
            passed.add(label);
            super.visitLabel(label);
        }

        @Override
        public void visitJumpInsn(int opcode, Label target) {
            if (passed.contains(target)) {
                poll();
            }
            super.visitJumpInsn(opcode, target);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... targets) {
            pollWhereBack(otherwise, targets);
            super.visitTableSwitchInsn(min, max, otherwise, targets);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
            pollWhereBack(otherwise, targets);
            super.visitLookupSwitchInsn(otherwise, keys, targets);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            Optional<String> exit = exit(owner, name);
            if (exit.isPresent()) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "exit", exit.get(), false);
            } else {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        /** A method reference is a handle among the arguments. */
        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            Object[] safe = Arrays.stream(arguments)
                    .map(argument -> argument instanceof Handle handle ? withoutExit(handle) : argument)
                    .toArray();
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, safe);
        }

        @Override
        public void visitLineNumber(int wrapperLine, Label start) {
            int cellLine = line.applyAsInt(wrapperLine);
            if (!entryHasLine) {
                entryHasLine = true;
                super.visitLineNumber(cellLine, entry);
            }
            super.visitLineNumber(cellLine, start);
        }

        private void pollWhereBack(Label otherwise, Label... targets) {
            boolean back = passed.contains(otherwise);
            for (Label target : targets) {
                back |= passed.contains(target);
            }
            if (back) {
                poll();
            }
        }

        private void poll() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, "poll", "()V", false);
        }
    }
}
