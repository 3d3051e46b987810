package dev.guestbook.wasm.code;

/** So many pages or entries for all memories or all tables of one instance together. */
public final class Budget {
    private long left;

    public Budget(long units) {
        this.left = units;
    }

    /** Takes so many, or none where fewer are left. */
    public synchronized boolean take(long units) {
        if (units > left) {
            return false;
        }
        left -= units;
        return true;
    }

    synchronized void giveBack(long units) {
        left += units;
    }

    synchronized long left() {
        return left;
    }
}
