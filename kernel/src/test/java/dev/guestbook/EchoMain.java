package dev.guestbook;

import java.io.InputStream;
import java.io.PrintStream;

/** The command line over {@link EchoRunner}; also the program of the JVMs that {@code run} starts from it. */
public final class EchoMain {
    private EchoMain() {}

    public static void main(String[] args) {
        System.exit(run(args, System.in, System.out, System.err));
    }

    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return Main.run(args, (folder, shell) -> new EchoRunner(folder), EchoMain.class, in, out, err);
    }
}
