package io.localssl.cli;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import io.localssl.LocalSSLException;
import io.localssl.train.LocalSSLTrainer;
import org.jspecify.annotations.Nullable;
import org.tribuo.ConfigurableDataSource;

import java.net.URL;
import java.nio.file.Path;

/** A trainer and the images it learns from, as an OLCUT file describes them. Nothing is made before it is asked for. */
final class RunConfiguration {
    private final ConfigurationManager configuration;
    private final String origin;

    private RunConfiguration(ConfigurationManager configuration, String origin) {
        this.configuration = configuration;
        this.origin = origin;
    }

    /** Reads a file. */
    static RunConfiguration read(Path file) {
        return new RunConfiguration(new ConfigurationManager(InputFile.require(file, "a config.xml").toString()), file.toString());
    }

    /** Reads a file that is part of this program. */
    static RunConfiguration read(URL resource) {
        return new RunConfiguration(new ConfigurationManager(resource), resource.toString());
    }

    /** @return a property that the whole file shares. */
    String global(String property) {
        return configuration.getGlobalProperty(property);
    }

    /** Replaces a property that the whole file shares. */
    void setGlobal(String property, String value) {
        configuration.setGlobalProperty(property, value);
    }

    /** @return whether there is such a component. */
    boolean has(String component) {
        return configuration.getConfigurationData(component).isPresent();
    }

    /** @return a property of a component as it is written; empty if it is not. */
    String get(String component, String property) {
        Property value = configuration.getConfigurationData(component).orElseThrow().getProperties().get(property);
        return value instanceof SimpleProperty simple ? simple.getValue() : "";
    }

    /** Replaces a property of a component. */
    void set(String component, String property, String value) {
        configuration.overrideConfigurableProperty(component, property, new SimpleProperty(value));
    }

    /** @return the trainer, whose settings are in their ranges. */
    LocalSSLTrainer.Builder trainer() {
        return only(configuration.lookupSingleton(LocalSSLTrainer.class, false), "LocalSSLTrainer").toBuilder();
    }

    /** @return the images, whose files have been looked at. */
    ConfigurableDataSource<?> images() {
        return only(configuration.lookupSingleton(ConfigurableDataSource.class, true), "data source");
    }

    private <C> C only(@Nullable C component, String what) {
        if (component == null) {
            throw new LocalSSLException("found no " + what + " in " + origin + ", expected one; use a config.xml that pretrain wrote");
        }
        return component;
    }
}
