package dev.guestbook.magic;

import dev.guestbook.session.MemoryType;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Reading;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code %read}. */
record ReadMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = ArgumentValues.withMemory(
                    Usage.of(
                                    "read",
                                    "REGION [COUNT]",
                                    1,
                                    2,
                                    "Copies values out of the guest and shows them with their type's own sign.")
                            .option(
                                    "--as",
                                    "TYPE",
                                    "i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 ptr utf8 cstr or a layout; the region's own otherwise"))
            .binding()
            .example("%read pair 2 --as i32")
            .example("%read pairs --as pair")
            .java("int[] ij = wasm.readInts(pair, 2);");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        ArgumentValues values = new ArgumentValues(session, base, context);
        Optional<Word> bound = call.binding().flatMap(Binding::type).map(name -> new Word(name, false, 0, 0));
        Optional<Word> told = call.option("--as");
        if (told.isPresent()
                && bound.isPresent()
                && !told.get().text().equals(bound.get().text())) {
            throw new MagicException("--as says " + told.get().text() + " and -> says "
                    + bound.get().text() + "; leave one of them out.");
        }
        Optional<Word> as = told.or(() -> bound);
        Optional<MemoryType> type = as.map(Word::text).map(session::type);
        Ptr from = values.pointer(call.argument(0), call);
        OptionalLong count = OptionalLong.empty();
        if (call.optional(1).isPresent()) {
            Optional<ArgumentValues.Size> elements = values.elements(call.argument(1));
            if (elements.isPresent()
                    && type.isPresent()
                    && !type.equals(elements.get().type())) {
                throw new MagicException(call.argument(1).text() + " says one type and "
                        + as.get().text() + " another; leave one of them out.");
            }
            type = elements.isPresent() ? elements.get().type() : type;
            count = OptionalLong.of(
                    elements.isPresent() ? elements.get().count() : values.number(call.argument(1), "count"));
        }
        Reading reading = reading(context, from, count, type);
        if (call.binding().isPresent()) {
            context.bind(call.binding().get().name(), reading.javaType(), reading.value());
        }
        context.show(reading);
    }

    private Reading reading(MagicContext context, Ptr from, OptionalLong count, Optional<MemoryType> type)
            throws Exception {
        return context.work(() -> session.reading(from, count, type));
    }
}
