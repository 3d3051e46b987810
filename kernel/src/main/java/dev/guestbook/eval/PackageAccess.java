package dev.guestbook.eval;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Which members of snippets only classes of the same loader may use, and whether a class uses one of
 * them: then it cannot have a loader of its own.
 */
final class PackageAccess {
    private static final String SNIPPETS = "REPL/";

    /** Names with descriptors, whatever class declares them: a subclass may be named in its place. */
    private final Set<String> restricted = ConcurrentHashMap.newKeySet();

    /** Notes the members of a class that are neither public nor private. */
    void note(byte[] classFile) {
        new ClassReader(classFile)
                .accept(new Members(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /**
     * Whether one of these classes extends a snippet's class or uses a member that was noted.
     *
     * @param own binary names of the classes that they share a loader with
     */
    boolean neededBy(Collection<byte[]> classFiles, Set<String> own) {
        for (byte[] classFile : classFiles) {
            ClassReader reader = new ClassReader(classFile);
            if (reader.getSuperName().startsWith(SNIPPETS)) {
                return true;
            }
            Uses uses = new Uses(own);
            reader.accept(uses, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            uses.members.retainAll(restricted);
            if (!uses.members.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private final class Members extends ClassVisitor {
        Members() {
            super(Opcodes.ASM9);
        }

        private void member(int access, String name, String descriptor) {
            if ((access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PRIVATE)) == 0) {
                restricted.add(name + descriptor);
            }
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            member(access, name, descriptor);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            member(access, name, descriptor);
            return null;
        }
    }

    private static final class Uses extends ClassVisitor {
        private final Set<String> own;
        private final Set<String> members = new HashSet<>();

        Uses(Set<String> own) {
            super(Opcodes.ASM9);
            this.own = own;
        }

        private void use(String owner, String name, String descriptor) {
            if (owner.startsWith(SNIPPETS) && !own.contains(owner.replace('/', '.'))) {
                members.add(name + descriptor);
            }
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String type) {
                    use(owner, field, type);
                }

                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                    use(owner, method, type);
                }

                @Override
                public void visitInvokeDynamicInsn(String site, String type, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        if (argument instanceof Handle handle) {
                            use(handle.getOwner(), handle.getName(), handle.getDesc());
                        }
                    }
                }
            };
        }
    }
}
