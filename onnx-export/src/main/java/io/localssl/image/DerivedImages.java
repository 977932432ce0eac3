package io.localssl.image;

import org.tribuo.DataSource;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.DataSourceProvenance;

/**
 * Images that are made of those of another source, one of each, with its outputs and its provenance.
 *
 * @param <T> the output type.
 */
public interface DerivedImages<T extends Output<T>> extends DataSource<T> {

    /** @return the other source. */
    DataSource<T> images();

    @Override
    default OutputFactory<T> getOutputFactory() {
        return images().getOutputFactory();
    }

    @Override
    default DataSourceProvenance getProvenance() {
        return images().getProvenance();
    }
}
