package dev.guestbook.wasm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a guest may have through WASI preview 1 besides clocks, random bytes and the cell's streams.
 * Immutable.
 *
 * @param arguments after the program's own name
 * @param environment in the order given
 */
public record WasiGrants(List<String> arguments, Map<String, String> environment, List<Folder> folders) {
    /** No argument, no environment, no folder. */
    public static final WasiGrants NONE = new WasiGrants(List.of(), Map.of(), List.of());

    /**
     * A folder of the host.
     *
     * @param guest the path the guest knows it by
     * @param writable whether the guest may change what is in it
     */
    public record Folder(Path host, String guest, boolean writable) {
        public Folder {
            if (guest.isEmpty() || guest.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("A folder needs a path for the guest to know it by, such as /data.");
            }
        }

        /** {@code HOST::GUEST}, with {@code :rw} where it is writable. */
        @Override
        public String toString() {
            return host + "::" + guest + (writable ? ":rw" : "");
        }
    }

    public WasiGrants {
        arguments = List.copyOf(arguments);
        environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        folders = List.copyOf(folders);
        arguments.forEach(WasiGrants::checkText);
        environment.forEach((name, value) -> {
            checkText(name);
            checkText(value);
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException(
                        "`" + Shown.name(name) + "` is no name for an environment variable.");
            }
        });
    }

    private static void checkText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("A zero byte ends a text there; it cannot be in one.");
        }
    }

    public WasiGrants withArguments(List<String> given) {
        return new WasiGrants(given, environment, folders);
    }

    public WasiGrants withArgument(String argument) {
        List<String> more = new ArrayList<>(arguments);
        more.add(argument);
        return withArguments(more);
    }

    public WasiGrants withEnvironment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new WasiGrants(arguments, more, folders);
    }

    public WasiGrants withFolder(Folder folder) {
        List<Folder> more = new ArrayList<>(folders);
        more.add(folder);
        return new WasiGrants(arguments, environment, more);
    }
}
