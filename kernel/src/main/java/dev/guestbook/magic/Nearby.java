package dev.guestbook.magic;

import java.nio.file.Path;

/** How files are shown: from the notebook's folder where they are in it, else in full. */
record Nearby(Path base) {
    String name(Path file) {
        Path from = base.toAbsolutePath().normalize();
        Path full = file.toAbsolutePath().normalize();
        return full.startsWith(from) && !full.equals(from)
                ? from.relativize(full).toString()
                : full.toString();
    }
}
