package io.localssl.embedding;

import com.google.protobuf.Any;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.protos.EmbeddingInfoProto;
import org.junit.jupiter.api.Test;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.OutputInfo;
import org.tribuo.protos.core.OutputDomainProto;

import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbeddingInfoTest {
    private static final Embedding A = new Embedding(new float[]{1, 2, 3});

    private static MutableEmbeddingInfo seen() {
        MutableEmbeddingInfo info = new MutableEmbeddingInfo();
        info.observe(Embedding.UNLABELLED);
        info.observe(A);
        info.observe(new Embedding(new float[3]));
        return info;
    }

    @Test
    void observingCounts() {
        MutableEmbeddingInfo info = seen();
        assertEquals(3, info.getDimension());
        assertEquals(3, info.size());
        assertEquals(1, info.getUnknownCount());
        assertEquals(List.of(new Pair<>("Embedding(3)", 2L)), info.outputCountsIterable());
        assertEquals("MutableEmbeddingInfo(dimension=3, count=2, unlabelled=1)", info.toReadableString());

        info.clear();
        assertEquals(new MutableEmbeddingInfo(), info);
    }

    @Test
    void dimensionsDoNotMix() {
        MutableEmbeddingInfo info = seen();
        EmbeddingException e = assertThrows(EmbeddingException.class, () -> info.observe(new Embedding(new float[4])));
        assertTrue(e.getMessage().contains("4") && e.getMessage().contains("3"), e.getMessage());
        assertEquals(seen(), info);
    }

    @Test
    void theDomainIsNeverEmptyAndMayBeChanged() {
        for (OutputInfo<Embedding> info : List.of(new MutableEmbeddingInfo(), seen(), ImmutableEmbeddingInfo.ofDimension(3))) {
            Set<Embedding> domain = info.getDomain();
            assertEquals(Set.of(new Embedding(new float[info.size()])), domain);
            domain.clear();
            assertFalse(info.getDomain().isEmpty());
        }
    }

    @Test
    void copiesKeepNumbersAndMutability() {
        MutableEmbeddingInfo info = seen();
        assertEquals(info, info.copy());
        assertEquals(info, info.generateMutableOutputInfo());
        ImmutableEmbeddingInfo fixed = info.generateImmutableOutputInfo();
        assertEquals(2, fixed.getTotalObservations());
        assertEquals(1, fixed.getUnknownCount());
        assertEquals(fixed, fixed.copy());
        assertNotEquals(info, (Object) fixed);
        info.observe(A);
        assertEquals(2, fixed.getTotalObservations());
        MutableEmbeddingInfo again = fixed.generateMutableOutputInfo();
        again.observe(A);
        assertEquals(info, again);
    }

    @Test
    void oneIdForEveryEmbeddingOfTheDimension() {
        ImmutableEmbeddingInfo info = ImmutableEmbeddingInfo.ofDimension(3);
        assertEquals(0, info.getID(A));
        assertEquals(-1, info.getID(new Embedding(new float[2])));
        assertEquals(-1, info.getID(Embedding.UNLABELLED));
        assertEquals(new Embedding(new float[3]), info.getOutput(0));
        assertNull(info.getOutput(1));
        assertNull(info.getOutput(-1));
        int pairs = 0;
        for (Pair<Integer, Embedding> pair : info) {
            assertEquals(pair.getB(), info.getOutput(pair.getA()));
            pairs++;
        }
        assertEquals(info.getDomain().size(), pairs);
        assertEquals(0, info.getTotalObservations());
        assertTrue(info.domainAndIDEquals(seen().generateImmutableOutputInfo()));
        assertFalse(info.domainAndIDEquals(ImmutableEmbeddingInfo.ofDimension(4)));
        assertThrows(IllegalArgumentException.class, () -> ImmutableEmbeddingInfo.ofDimension(0));
    }

    @Test
    void protobufRoundTrip() {
        assertEquals(seen(), OutputInfo.deserialize(seen().serialize()));
        ImmutableOutputInfo<Embedding> fixed = seen().generateImmutableOutputInfo();
        assertEquals(fixed, OutputInfo.deserialize(fixed.serialize()));
    }

    @Test
    void brokenProtobufsAreRefused() {
        OutputDomainProto good = seen().serialize();
        assertThrows(IllegalStateException.class, () -> OutputInfo.deserialize(good.toBuilder().setVersion(1).build()));
        Any negative = Any.pack(EmbeddingInfoProto.newBuilder().setDimension(-1).build());
        assertThrows(IllegalStateException.class, () -> OutputInfo.deserialize(good.toBuilder().setSerializedData(negative).build()));
        Any foreign = Any.pack(good);
        assertThrows(IllegalStateException.class, () -> OutputInfo.deserialize(good.toBuilder().setSerializedData(foreign).build()));
    }
}
