package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.types.Instruction;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** What a constant expression of integers comes to; the validator has seen that its operands are there. */
final class ConstantExpression {
    private ConstantExpression() {}

    /** Empty where it holds something else, or a global that is not known. */
    static OptionalLong value(List<Instruction> code, IntFunction<OptionalLong> globals) {
        Deque<Long> stack = new ArrayDeque<>();
        for (Instruction one : code) {
            switch (one.opcode()) {
                case I32_CONST, I64_CONST -> stack.push(one.operand(0));
                case GLOBAL_GET -> {
                    OptionalLong value = globals.apply((int) one.operand(0));
                    if (value.isEmpty()) {
                        return value;
                    }
                    stack.push(value.getAsLong());
                }
                case I32_ADD -> stack.push((long) (int) (stack.pop() + stack.pop()));
                case I32_SUB -> stack.push((long) (int) (-stack.pop() + stack.pop()));
                case I32_MUL -> stack.push((long) (int) (stack.pop() * stack.pop()));
                case I64_ADD -> stack.push(stack.pop() + stack.pop());
                case I64_SUB -> stack.push(-stack.pop() + stack.pop());
                case I64_MUL -> stack.push(stack.pop() * stack.pop());
                case END -> {}
                default -> {
                    return OptionalLong.empty();
                }
            }
        }
        return stack.isEmpty() ? OptionalLong.empty() : OptionalLong.of(stack.pop());
    }
}
