package dev.guestbook.display;

import java.util.Optional;

/** One thing a running cell shows, in the order it was shown. */
public sealed interface CellOutput {
    /** Text for {@code stdout} or {@code stderr}; any length, not aligned to lines. */
    record Text(Stream stream, String text) implements CellOutput {}

    /** A displayed value; with a display id, a later {@link Update} of the same id replaces it in place. */
    record Shown(MimeBundle bundle, Optional<String> displayId) implements CellOutput {}

    /** A new content for every output that was shown with this display id. */
    record Update(MimeBundle bundle, String displayId) implements CellOutput {}

    /** Clears what the cell has shown so far: at once, or only when the next output arrives. */
    record Clear(boolean untilNextOutput) implements CellOutput {}

    /** The two output streams, named as the Jupyter protocol names them. */
    enum Stream {
        STDOUT("stdout"),
        STDERR("stderr");

        private final String protocolName;

        Stream(String protocolName) {
            this.protocolName = protocolName;
        }

        /** {@code stdout} or {@code stderr}. */
        public String protocolName() {
            return protocolName;
        }
    }
}
