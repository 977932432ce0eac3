package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.data.columnar.ColumnarFeature;
import org.tribuo.data.columnar.ColumnarIterator;
import org.tribuo.data.columnar.FeatureProcessor;
import org.tribuo.data.columnar.FieldExtractor;
import org.tribuo.data.columnar.FieldProcessor;
import org.tribuo.data.columnar.ResponseProcessor;
import org.tribuo.data.columnar.RowProcessor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;

/**
 * A {@link RowProcessor} that knows of images: it leaves rows out whose image is missing where {@link MissingImage#SKIP} says so, names the row in errors (1 is the first
 * below the header), and takes a row without the column of an {@link ImageFieldProcessor} for one without the image, where Tribuo's passes over the column.
 *
 * @param <T> the output type.
 */
public final class ImageRowProcessor<T extends Output<T>> extends RowProcessor<T> {
    private static final Logger logger = Logger.getLogger(ImageRowProcessor.class.getName());

    /** What this is a copy of, see {@link #copy}; its metadata extractors are beyond the reach of a subclass. */
    private final @Nullable ImageRowProcessor<T> original;

    /** For OLCUT. */
    private ImageRowProcessor() {
        original = null;
    }

    /**
     * @param responseProcessor makes the output of a row.
     * @param fieldProcessors   make the features of a row, by the names of their columns.
     */
    public ImageRowProcessor(ResponseProcessor<T> responseProcessor, Map<String, FieldProcessor> fieldProcessors) {
        super(responseProcessor, fieldProcessors);
        original = null;
    }

    /**
     * Everything a {@link RowProcessor} takes.
     *
     * @param metadataExtractors make the metadata of a row.
     * @param weightExtractor    makes its weight; null for the default.
     * @param responseProcessor  makes its output.
     * @param fieldProcessors    make its features, by the names of their columns.
     * @param regexProcessors    the like for columns whose name fits an expression.
     * @param featureProcessors  change the features of a row once all are made.
     */
    public ImageRowProcessor(List<FieldExtractor<?>> metadataExtractors, @Nullable FieldExtractor<Float> weightExtractor, ResponseProcessor<T> responseProcessor,
                             Map<String, FieldProcessor> fieldProcessors, Map<String, FieldProcessor> regexProcessors, Set<FeatureProcessor> featureProcessors) {
        super(metadataExtractors, weightExtractor, responseProcessor, fieldProcessors, regexProcessors, featureProcessors);
        original = null;
    }

    private ImageRowProcessor(ImageRowProcessor<T> original) {
        super(List.of(), original.weightExtractor, original.responseProcessor, original.fieldProcessorMap, original.regexMappingProcessors, original.getFeatureProcessors(),
                original.replaceNewlinesWithSpaces);
        this.original = original;
    }

    /**
     * Makes the example of a row.
     *
     * @return the example; empty if there is no output though one is required, if the row has no features, or if its image is missing and it is to be skipped.
     * @throws MissingImageException if an image is missing and the policy is {@link MissingImage#FAIL}.
     */
    @Override
    public Optional<Example<T>> generateExample(ColumnarIterator.Row row, boolean outputRequired) {
        try {
            return super.generateExample(row, outputRequired);
        } catch (MissingImageException e) {
            String place = (row.getIndex() < 0 ? "" : "row " + (row.getIndex() + 1) + ", ") + e.place();
            if (e.isSkipped()) {
                logger.warning("skipped " + place);
                return Optional.empty();
            }
            throw new MissingImageException(MissingImage.FAIL, place, e.getCause());
        }
    }

    @Override
    public List<ColumnarFeature> generateFeatures(Map<String, String> row) {
        Map<String, String> complete = new HashMap<>(row);
        getFieldProcessors().forEach((name, processor) -> {
            if (processor instanceof ImageFieldProcessor) {
                complete.putIfAbsent(name, "");
            }
        });
        return super.generateFeatures(complete);
    }

    /** {@inheritDoc} Tribuo's data sources read with such a copy; by the one it inherits, they would read with a plain {@link RowProcessor}. */
    @Override
    @Deprecated
    public ImageRowProcessor<T> copy() {
        return new ImageRowProcessor<>(this);
    }

    @Override
    public Map<String, Object> generateMetadata(ColumnarIterator.Row row) {
        return original == null ? super.generateMetadata(row) : original.generateMetadata(row);
    }

    @Override
    public Map<String, Class<?>> getMetadataTypes() {
        return original == null ? super.getMetadataTypes() : original.getMetadataTypes();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return original == null ? super.getProvenance() : original.getProvenance();
    }
}
