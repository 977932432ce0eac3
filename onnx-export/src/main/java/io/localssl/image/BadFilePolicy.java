package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.localssl.LocalSSLException;

/**
 * What becomes of files that cannot be decoded: they are skipped as long as they are at most a given share of all files, and one more ends the work. They are told by
 * name in a warning at the end. It is immutable.
 */
public final class BadFilePolicy implements Configurable, Provenancable<ConfiguredObjectProvenance> {
    /** One file in ten. */
    public static final double DEFAULT_MAX_SHARE = 0.1;

    @Config(description = "The largest share of all files that is skipped, from 0 (none: the first bad file ends the work) to 1.")
    private double maxShare = DEFAULT_MAX_SHARE;

    /** For OLCUT. */
    private BadFilePolicy() {
    }

    private BadFilePolicy(double maxShare) {
        this.maxShare = maxShare;
        postConfig();
    }

    /** @return the policy to skip bad files, up to one in ten. */
    public static BadFilePolicy skip() {
        return new BadFilePolicy();
    }

    /**
     * @param maxShare the largest share of all files that is skipped, from 0 to 1.
     * @return the policy to skip up to so many.
     * @throws LocalSSLException if it is no share.
     */
    public static BadFilePolicy skip(double maxShare) {
        return new BadFilePolicy(maxShare);
    }

    /** @return the policy to end the work at the first bad file. */
    public static BadFilePolicy fail() {
        return new BadFilePolicy(0);
    }

    /**
     * Checks the share.
     *
     * @throws LocalSSLException if it is none.
     */
    @Override
    public void postConfig() {
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new LocalSSLException("found a share of bad files of " + maxShare + ", expected 0 (none) to 1 (all)");
        }
    }

    /**
     * @param files the number of all files.
     * @return how many of them may be bad.
     */
    public int allowed(int files) {
        return (int) (maxShare * files);
    }

    /** Whether no file may be bad. */
    boolean isFail() {
        return maxShare == 0;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "BadFilePolicy");
    }

    @Override
    public String toString() {
        return "BadFilePolicy(maxShare=" + maxShare + ")";
    }
}
