package dev.guestbook.eval;

import dev.guestbook.eval.CellThread.InterruptedCell;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Executes what JShell has compiled, on the cell's thread, and keeps the objects that JShell would
 * turn into strings: the value, the exception, the field behind a variable.
 */
final class SnippetControl implements ExecutionControl {
    private final SnippetLoader loader;
    private final CellWorker worker;
    private final CompilerThread compiler;
    private Object value;
    private Throwable thrown;
    private InterruptedCell interrupted;
    private Field field;
    private final ValueClasses values;
    private boolean compilingValue;

    SnippetControl(SnippetLoader loader, CellWorker worker, CompilerThread compiler) {
        this.loader = loader;
        this.worker = worker;
        this.compiler = compiler;
        this.values = new ValueClasses(loader);
    }

    /** Forgets the last outcome. */
    void clear() {
        value = null;
        thrown = null;
        interrupted = null;
        field = null;
    }

    /** What the last invocation returned. */
    Object value() {
        return value;
    }

    /** What the last invocation threw, or null. */
    Throwable thrown() {
        return thrown;
    }

    /** The interrupt that ended the last invocation, or null. */
    InterruptedCell interrupted() {
        return interrupted;
    }

    /** The static field that JShell asked for last. */
    Field field() {
        return field;
    }

    /** Whether what JShell compiles next is the class of a value. */
    void compilingValue(boolean value) {
        compilingValue = value;
        if (value) {
            values.begin();
        }
    }

    @Override
    public void load(ClassBytecodes[] classes) {
        if (compilingValue && values.load(byName(classes))) {
            return;
        }
        for (ClassBytecodes c : classes) {
            loader.declare(c.name(), c.bytecodes());
        }
    }

    /** Where this is not supported, JShell compiles the class again under a new name. */
    @Override
    public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
        if (!compilingValue || !values.redefine(byName(classes))) {
            throw new NotImplementedException("A class is replaced, not redefined.");
        }
    }

    private static Map<String, byte[]> byName(ClassBytecodes[] classes) {
        Map<String, byte[]> byName = new HashMap<>();
        for (ClassBytecodes c : classes) {
            byName.put(c.name(), c.bytecodes());
        }
        return byName;
    }

    /** Calls a static method of the class of a value; what came of it is kept as for {@link #invoke}. */
    void invokeValue(String className, String methodName) {
        try {
            call(values.loader(), className, methodName);
        } catch (RunException e) {
            // Kept: thrown() and interrupted() tell.
            return;
        }
    }

    @Override
    public String invoke(String className, String methodName) throws RunException {
        call(loader, className, methodName);
        return "";
    }

    private void call(ClassLoader from, String className, String methodName) throws RunException {
        clear();
        if (compiler.isLeftBehind()) {
            interrupted = InterruptedCell.whileCompiling();
            throw new StoppedException();
        }
        try {
            value = worker.call(() -> method(from, className, methodName).invoke(null));
        } catch (InterruptedCell e) {
            interrupted = e;
            throw new StoppedException();
        } catch (InvocationTargetException e) {
            throw failed(e.getCause());
        } catch (Exception | LinkageError e) {
            throw failed(e);
        }
    }

    private static Method method(ClassLoader from, String className, String methodName)
            throws ReflectiveOperationException {
        Method method = from.loadClass(className).getDeclaredMethod(methodName);
        method.setAccessible(true);
        return method;
    }

    private RunException failed(Throwable t) {
        if (t instanceof CellInterrupted) {
            interrupted = new InterruptedCell(false);
            return new StoppedException();
        }
        thrown = t;
        return t instanceof SPIResolutionException r
                ? new ResolutionException(r.id(), r.getStackTrace())
                : new UserException(null, t.getClass().getName(), new StackTraceElement[0]);
    }

    @Override
    public String varValue(String className, String name) throws InternalException {
        try {
            field = loader.loadClass(className).getDeclaredField(name);
            field.setAccessible(true);
            return "";
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new InternalException(e.toString());
        }
    }

    /** The class path is set where the loader and the file manager are; JShell only forgets its caches here. */
    @Override
    public void addToClasspath(String path) {}

    @Override
    public void stop() {
        worker.interrupt();
    }

    @Override
    public Object extensionCommand(String command, Object argument) throws NotImplementedException {
        throw new NotImplementedException(command);
    }

    @Override
    public void close() {}
}
