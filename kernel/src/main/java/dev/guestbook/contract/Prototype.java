package dev.guestbook.contract;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function as a header declares it and as wasm32's C ABI passes it: where a struct is returned by value, its
 * address is the first parameter, {@value Parameter#RETURN}, and nothing is returned.
 *
 * @param declaration in one line, as it stands in the header, without comments
 * @param line where its name stands
 */
public record Prototype(
        String name, List<Parameter> parameters, Optional<Parameter> result, String declaration, int line) {
    public Prototype {
        parameters = List.copyOf(parameters);
    }

    /** What a caller gives, in order: inputs, and numbers that no input's length tells. */
    public List<Parameter> inputs() {
        return parameters.stream()
                .filter(parameter -> parameter.kind() instanceof Parameter.Buffer buffer
                        ? buffer.direction().isInput()
                        : inputsCountedBy(parameter.name()).isEmpty())
                .toList();
    }

    /** What a caller gets besides the status, in order: outputs, and what a returned pointer points to. */
    public List<Parameter> outputs() {
        return Stream.concat(parameters.stream(), result.stream())
                .filter(parameter -> parameter.kind() instanceof Parameter.Buffer buffer
                        && buffer.direction().isOutput()
                        && !(buffer.extent() instanceof Extent.Unknown))
                .toList();
    }

    /** The inputs whose length this parameter is. */
    public List<Parameter> inputsCountedBy(String number) {
        return countedBy(number).stream()
                .filter(parameter ->
                        ((Parameter.Buffer) parameter.kind()).direction().isInput())
                .toList();
    }

    /** All that this parameter counts. */
    public List<Parameter> countedBy(String number) {
        return parameters.stream()
                .filter(parameter -> parameter.kind() instanceof Parameter.Buffer buffer
                        && buffer.extent() instanceof Extent.Count count
                        && count.parameter().equals(Optional.of(number)))
                .toList();
    }

    /** Where the parameter of this name stands, from 0. */
    public int indexOf(String parameter) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(parameter)) {
                return i;
            }
        }
        throw new IllegalArgumentException("`" + name + "` has no parameter `" + parameter + "`.");
    }

    /** The wasm types of its parameters: {@code i32} and so on. */
    public List<String> wasmParameters() {
        return parameters.stream().map(Parameter::wasm).toList();
    }

    /** The wasm types of its results, none or one. */
    public List<String> wasmResults() {
        return result.map(Parameter::wasm).stream().toList();
    }

    @Override
    public String toString() {
        return declaration;
    }
}
