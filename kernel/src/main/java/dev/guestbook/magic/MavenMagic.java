package dev.guestbook.magic;

import dev.guestbook.source.Coordinates;
import dev.guestbook.source.SourceException;
import java.util.ArrayList;
import java.util.List;

/** {@code %maven}, and the same as {@code %classpath add mvn}. */
record MavenMagic(Libraries libraries, String name) implements Magic {

    @Override
    public Usage usage() {
        return Usage.of(
                        name,
                        "G:A:V...",
                        1,
                        Integer.MAX_VALUE,
                        "Puts libraries and what they need on the class path, by Maven's own settings; G:A:EXT:CLASSIFIER:V"
                                + " names a variant.")
                .example("%" + name + " org.apache.commons:commons-math3:3.6.1");
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        List<String> words = call.arguments().stream().map(Word::text).toList();
        boolean apart = words.size() == 3 && words.stream().noneMatch(word -> word.contains(":"));
        List<Coordinates> wanted = new ArrayList<>();
        for (String word : apart ? List.of(String.join(":", words)) : words) {
            try {
                wanted.add(Coordinates.of(word));
            } catch (SourceException e) {
                throw new MagicException(e.getMessage(), e);
            }
        }
        libraries.add(wanted, context);
    }
}
