package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;

/**
 * A table with limits of its own, where the engine's would write its growth into the parsed module, and that grows
 * no further than all tables of its instance may together.
 */
public final class CappedTable extends TableInstance {
    private final Budget entries;

    public CappedTable(Table declared, int initialValue, Budget entries) {
        super(taken(declared, entries), initialValue);
        this.entries = entries;
    }

    private static Table taken(Table declared, Budget entries) {
        TableLimits limits = declared.limits();
        if (!entries.take(limits.min())) {
            throw new UninstantiableException("its tables have more entries together than the limit allows");
        }
        return new Table(
                declared.elementType(),
                new TableLimits(limits.min(), limits.max(), limits.shared()),
                declared.initialize());
    }

    @Override
    public int grow(int size, int value, com.dylibso.chicory.runtime.Instance instance) {
        if (size < 0 || (long) size() + size > limits().max() || !entries.take(size)) {
            return -1;
        }
        try {
            return super.grow(size, value, instance);
        } catch (OutOfMemoryError full) {
            // To the guest that is a grow that failed, as the standard allows.
            entries.giveBack(size);
            return -1;
        }
    }
}
