package dev.guestbook.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;

/** The loops of two guests in Java, over bytes as they have them: what a JVM can make of such code at best. */
final class HandWritten {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int ORDER = 128;
    private static final int ROW = 8 * ORDER;

    private HandWritten() {}

    static void add(Map<String, LongSupplier> cases, int[] numbers, int target) {
        byte[] list = new byte[4 * numbers.length];
        byte[] table = new byte[4 << 20];
        cases.put("two sum, Java over bytes", () -> {
            for (int i = 0; i < numbers.length; i++) {
                INT.set(list, 4 * i, numbers[i]);
            }
            long found = twoSum(list, table, numbers.length, target);
            Arrays.fill(list, (byte) 0);
            Arrays.fill(table, (byte) 0);
            return found;
        });
        byte[] matrices = new byte[3 * ORDER * ROW];
        for (int i = 0; i < 2 * ORDER * ORDER; i++) {
            DOUBLE.set(matrices, 8 * i, i % (ORDER * ORDER) % 97 + 0.5);
        }
        cases.put("matmul ikj, Java over bytes", () -> (long) ikj(matrices));
    }

    /** As {@code guests/twosum} does it, with a place of a number counted from one, since its list begins at 0. */
    private static long twoSum(byte[] list, byte[] table, int count, int target) {
        int last = table.length - 4;
        int shift = Integer.numberOfLeadingZeros(table.length / 4 - 1);
        for (int at = 0; at != 4 * count; at += 4) {
            int number = (int) INT.get(list, at);
            int partner = target - number;
            int slot = 4 * ((Math.min(number, partner) * 0x9e37_79b1) >>> shift);
            while (true) {
                int earlier = (int) INT.get(table, slot) - 1;
                if (earlier < 0) {
                    INT.set(table, slot, at + 1);
                    break;
                }
                int other = (int) INT.get(list, earlier);
                if (other == partner) {
                    return 1_000_003L * (earlier / 4) + at / 4;
                }
                if (other == number) {
                    break;
                }
                slot = slot == last ? 0 : slot + 4;
            }
        }
        return -1;
    }

    private static double ikj(byte[] bytes) {
        int b = ORDER * ROW;
        int c = 2 * b;
        Arrays.fill(bytes, c, c + b, (byte) 0);
        for (int i = 0; i < ORDER; i++) {
            for (int k = 0; k < ORDER; k++) {
                double factor = (double) DOUBLE.get(bytes, i * ROW + 8 * k);
                for (int j = 0; j < ROW; j += 8) {
                    int at = c + i * ROW + j;
                    double product = factor * (double) DOUBLE.get(bytes, b + k * ROW + j);
                    DOUBLE.set(bytes, at, (double) DOUBLE.get(bytes, at) + product);
                }
            }
        }
        double sum = 0;
        for (int i = 0; i < ORDER; i++) {
            sum += (double) DOUBLE.get(bytes, c + i * (ROW + 8));
        }
        return sum;
    }
}
