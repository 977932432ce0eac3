package io.localssl.encoder;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.localssl.image.ImageShape;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.RealInfo;
import org.tribuo.VariableInfo;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ImmutableFeatureMapProto;
import org.tribuo.protos.core.RealIDInfoProto;
import org.tribuo.protos.core.VariableInfoProto;

import java.util.ArrayList;
import java.util.List;

/**
 * The feature domain of a model that takes images: the pixels of one {@link ImageShape}, whatever the training images looked like. Names are zero-padded,
 * so that Tribuo's feature id of a pixel is its place in (channel, row, column) order.
 */
public final class PixelDomain {

    private PixelDomain() {
    }

    /**
     * @param shape the shape of the images.
     * @return one feature a pixel, with values from 0 to 255 and no observations.
     */
    public static ImmutableFeatureMap of(ImageShape shape) {
        List<VariableInfo> pixels = new ArrayList<>();
        for (String name : shape.featureNames()) {
            pixels.add(pixel(name));
        }
        return new ImmutableFeatureMap(pixels);
    }

    private static RealInfo pixel(String name) {
        return new RealInfo(name, 0, 255, 0, 0, 0);
    }

    /**
     * The serialised domain. Tribuo finds out by reflection how to serialise a feature, which takes a second and a quarter of a gigabyte for the pixels of a small
     * image; here it does so for one pixel, and the others differ by name and id.
     */
    static FeatureDomainProto serialize(ImageShape shape) throws InvalidProtocolBufferException {
        FeatureDomainProto domain = new ImmutableFeatureMap(List.of(pixel("one"))).serialize();
        ImmutableFeatureMapProto.Builder map = domain.getSerializedData().unpack(ImmutableFeatureMapProto.class).toBuilder();
        VariableInfoProto one = map.getInfo(0);
        RealIDInfoProto real = one.getSerializedData().unpack(RealIDInfoProto.class);
        map.clearInfo();
        for (String name : shape.featureNames()) {
            map.addInfo(one.toBuilder().setSerializedData(Any.pack(real.toBuilder().setName(name).setId(map.getInfoCount()).build())));
        }
        return domain.toBuilder().setSerializedData(Any.pack(map.build())).build();
    }
}
