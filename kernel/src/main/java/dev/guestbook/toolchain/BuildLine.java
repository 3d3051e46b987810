package dev.guestbook.toolchain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command that builds a guest, as its file {@code build} has it: {@code clang ARGUMENTS -o NAME.wasm FILES}, with
 * comments and continued lines, and nothing that a shell would read differently.
 *
 * @param arguments what follows {@code clang}, without the output
 * @param output the module's file name
 */
record BuildLine(List<String> arguments, String output) {
    /** What a shell would not pass on as it stands, or not to clang alone. */
    private static final Pattern SHELL = Pattern.compile("[\"'`$*?\\[\\]{}()|&;<>~\\\\]");

    static BuildLine read(Path file) throws ToolchainException {
        try {
            return parse(Files.readString(file), file);
        } catch (IOException e) {
            throw new ToolchainException(file + " cannot be read: " + e + ".", e);
        }
    }

    static BuildLine parse(String text, Path file) throws ToolchainException {
        StringBuilder command = new StringBuilder();
        for (String line : text.lines().toList()) {
            boolean continues = !command.isEmpty() && command.charAt(command.length() - 1) == '\\';
            if (continues) {
                command.setLength(command.length() - 1);
                command.append(' ').append(line.strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                if (!command.isEmpty()) {
                    throw new ToolchainException(file + " has a second command, `" + line.strip()
                            + "`; a build is one, its lines ended by \\.");
                }
                command.append(line.strip());
            }
        }
        List<String> words = new ArrayList<>(List.of(command.toString().strip().split("\\s+")));
        if (!words.remove(0).equals("clang")) {
            throw new ToolchainException(file + " has no command that begins with clang; see guests/README.md.");
        }
        for (String word : words) {
            if (SHELL.matcher(word).find()) {
                throw new ToolchainException(
                        file + " has `" + word + "`, which shells read in their own ways; write it without quotes,"
                                + " variables and wildcards.");
            }
        }
        int output = words.indexOf("-o");
        if (output < 0 || output + 1 == words.size() || words.lastIndexOf("-o") != output) {
            throw new ToolchainException(file + " must say once what it makes: -o NAME.wasm.");
        }
        String module = words.get(output + 1);
        if (!module.matches("[A-Za-z0-9][\\w-]*\\.wasm")) {
            throw new ToolchainException(file + " makes `" + module + "`; it must be a .wasm file in its own folder.");
        }
        words.subList(output, output + 2).clear();
        return new BuildLine(List.copyOf(words), module);
    }
}
