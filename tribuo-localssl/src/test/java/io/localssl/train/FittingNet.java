package io.localssl.train;

/** Nets that a rule can learn. */
public final class FittingNet {
    private FittingNet() {
    }

    /** The net, with patches where the rule compares them, and with inputs of one length where it needs them. */
    public static String of(String rule, String net, String patches) {
        Objective objective = Rule.of(rule).objective();
        if (objective instanceof PatchPrediction) {
            return net + ":patches=" + patches;
        }
        return objective instanceof Goodness ? net + ":normalisation=rms" : net;
    }
}
