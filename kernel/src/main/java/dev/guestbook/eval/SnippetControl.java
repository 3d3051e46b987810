package dev.guestbook.eval;

import dev.guestbook.eval.CellThread.InterruptedCell;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Executes what JShell has compiled, on the cell's thread, and keeps the objects that JShell would
 * turn into strings: the value, the exception, the field behind a variable.
 */
final class SnippetControl implements ExecutionControl {
    private final SnippetLoader loader;
    private final CellWorker worker;
    private Object value;
    private Throwable thrown;
    private InterruptedCell interrupted;
    private Field field;

    SnippetControl(SnippetLoader loader, CellWorker worker) {
        this.loader = loader;
        this.worker = worker;
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

    @Override
    public void load(ClassBytecodes[] classes) {
        for (ClassBytecodes c : classes) {
            loader.declare(c.name(), c.bytecodes());
        }
    }

    /** JShell then compiles a class under a new name, which is what it does where this is not supported. */
    @Override
    public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
        throw new NotImplementedException("A class is replaced, not redefined.");
    }

    @Override
    public String invoke(String className, String methodName) throws RunException {
        clear();
        try {
            value = worker.call(() -> method(className, methodName).invoke(null));
            return "";
        } catch (InterruptedCell e) {
            interrupted = e;
            throw new StoppedException();
        } catch (InvocationTargetException e) {
            throw failed(e.getCause());
        } catch (SPIResolutionException e) {
            throw failed(e);
        } catch (Exception | LinkageError e) {
            throw failed(e);
        }
    }

    private Method method(String className, String methodName) throws ReflectiveOperationException {
        Method method = loader.loadClass(className).getDeclaredMethod(methodName);
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
