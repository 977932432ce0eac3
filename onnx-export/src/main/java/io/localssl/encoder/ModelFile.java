package io.localssl.encoder;

import io.localssl.onnx.EncoderFormatException;
import org.tribuo.Model;

import java.io.IOException;
import java.nio.file.Path;

/** Reads Tribuo models from files, with one clear line where {@link Model#deserializeFromFile} throws whatever it stumbles on. */
public final class ModelFile {

    private ModelFile() {
    }

    /**
     * Reads a model that {@link Model#serializeToFile} wrote.
     *
     * @param path the file.
     * @param kind the kind of model it must hold.
     * @param <M>  the kind of model.
     * @return the model.
     * @throws EncoderFormatException if there is no such file, it is damaged, or it holds another kind of model.
     */
    public static <M extends Model<?>> M read(Path path, Class<M> kind) {
        Model<?> model;
        try {
            model = Model.deserializeFromFile(path);
        } catch (IOException | RuntimeException e) {
            throw new EncoderFormatException(path + ": found no file, or one that is not a whole Tribuo model, expected a saved " + kind.getSimpleName()
                    + ": " + NativeSession.reason(root(e)), e);
        }
        if (!kind.isInstance(model)) {
            throw new EncoderFormatException(path + ": found a " + model.getClass().getSimpleName() + ", expected a saved " + kind.getSimpleName());
        }
        return kind.cast(model);
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }
}
