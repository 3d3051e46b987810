package dev.guestbook.console;

import java.io.PrintStream;

/** Standard output and standard error, as files, pipes or a terminal that can no more than show lines. */
record StreamOutlet(PrintStream stdout, PrintStream stderr) implements Outlet {
    @Override
    public void out(String text) {
        stdout.print(text);
        stdout.flush();
    }

    @Override
    public void err(String text) {
        stdout.flush();
        stderr.print(text);
        stderr.flush();
    }

    @Override
    public int rows() {
        return 0;
    }

    @Override
    public int columns() {
        return 80;
    }
}
