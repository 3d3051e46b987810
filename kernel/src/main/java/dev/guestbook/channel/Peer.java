package dev.guestbook.channel;

import java.util.Arrays;
import java.util.List;

/** The routing identities of a front end, which lead a reply back to it. */
public record Peer(List<byte[]> identities) {
    public Peer {
        identities = List.copyOf(identities);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Peer that
                && Arrays.deepEquals(identities.toArray(new byte[0][]), that.identities.toArray(new byte[0][]));
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(identities.toArray(new byte[0][]));
    }
}
