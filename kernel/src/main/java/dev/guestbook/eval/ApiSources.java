package dev.guestbook.eval;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Documentation comments of {@link ApiPackages}, from their sources, which are resources beside their classes. */
final class ApiSources {
    /** {@code RETURN package.Type.member(parameters)}, as JShell writes signatures. */
    private static final Pattern MEMBER = Pattern.compile("(?:.*\\s)?([\\w.]+)\\.(\\w+)\\((.*)\\).*", Pattern.DOTALL);

    private static final Pattern COMPONENTS = Pattern.compile("([\\w.]*\\p{Lu}\\w*)\\([^()]*\\)(?=\\.| \\w+[.(])");

    private final Map<String, Map<String, String>> bySource = new HashMap<>();

    /** The comment of what a signature of JShell's names, where it is ours. */
    Optional<String> comment(String jshellSignature) {
        String signature = withoutComponents(jshellSignature);
        for (String packageName : ApiPackages.names()) {
            int at = signature.indexOf(packageName + ".");
            if (at < 0) {
                continue;
            }
            Matcher member = MEMBER.matcher(signature);
            if (member.matches() && member.group(1).startsWith(packageName + ".")) {
                return find(packageName, member.group(1), member.group(2) + arity(member.group(3)));
            }
            Matcher name = Pattern.compile("[\\w.]+").matcher(signature);
            if (name.find(at)) {
                Optional<String> type = find(packageName, name.group(), "");
                return type.isPresent() ? type : field(packageName, name.group());
            }
        }
        return Optional.empty();
    }

    /** Newer JDKs write a record's components after its name, also where that is a member's type. */
    static String withoutComponents(String signature) {
        return COMPONENTS.matcher(signature).replaceAll("$1");
    }

    private Optional<String> field(String packageName, String name) {
        int dot = name.lastIndexOf('.');
        return find(packageName, name.substring(0, dot), name.substring(dot + 1));
    }

    private Optional<String> find(String packageName, String type, String member) {
        if (type.length() <= packageName.length()) {
            return Optional.empty();
        }
        String nested = type.substring(packageName.length() + 1);
        String top = nested.split("\\.")[0];
        Map<String, String> comments = bySource.computeIfAbsent(packageName + "." + top, ApiSources::read);
        String key = member.isEmpty() ? nested : nested + "." + member;
        return Optional.ofNullable(comments.get(constructor(nested, key)));
    }

    /** JShell writes a constructor as {@code package.Type(parameters)}: the type's name is the member's. */
    private static String constructor(String nested, String key) {
        return key.startsWith(nested + "." + nested + "/")
                ? nested + ".<init>" + key.substring(2 * nested.length() + 1)
                : key;
    }

    private static String arity(String parameters) {
        int depth = 0;
        int count = parameters.isBlank() ? 0 : 1;
        for (int i = 0; i < parameters.length(); i++) {
            char c = parameters.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }
        return "/" + count;
    }

    /** Comments of one source: {@code Type}, {@code Type.field}, {@code Type.method/arity} to text. */
    private static Map<String, String> read(String type) {
        String resource = "/" + type.replace('.', '/') + ".java";
        try (InputStream in = ApiSources.class.getResourceAsStream(resource)) {
            return in == null ? Map.of() : comments(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("Our own source " + resource + " cannot be read.", e);
        }
    }

    private static Map<String, String> comments(String source) throws IOException {
        JavaFileObject file = new SimpleJavaFileObject(URI.create("api:///Source.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, d -> {}, List.of("-proc:none"), null, List.of(file));
        Map<String, String> found = new HashMap<>();
        DocTrees docs = DocTrees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
            new Collector(docs, found).scan(new TreePath(unit), "");
        }
        return found;
    }

    private static final class Collector extends TreePathScanner<Void, String> {
        private final DocTrees docs;
        private final Map<String, String> found;

        Collector(DocTrees docs, Map<String, String> found) {
            this.docs = docs;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = outer.isEmpty() ? type.getSimpleName().toString() : outer + "." + type.getSimpleName();
            put(name);
            return super.visitClass(type, name);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            put(type + "." + method.getName() + "/" + method.getParameters().size());
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, String type) {
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            if (parent instanceof ClassTree) {
                put(type + "." + field.getName());
            }
            return null;
        }

        private void put(String key) {
            DocCommentTree tree = docs.getDocCommentTree(getCurrentPath());
            if (tree != null) {
                found.putIfAbsent(key, docs.getDocComment(getCurrentPath()));
            }
        }
    }
}
