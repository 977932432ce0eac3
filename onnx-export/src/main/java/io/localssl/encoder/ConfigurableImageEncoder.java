package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;

/**
 * An encoder that OLCUT can build from a configuration, so that a pipeline holding it can be replayed from its provenance.
 */
public interface ConfigurableImageEncoder extends ImageEncoder, Configurable, Provenancable<ConfiguredObjectProvenance> {
}
