package io.localssl.benchmarks.pytorch;

import java.util.Arrays;

/** Where the contexts of a block come from, and how its features are pooled: arXiv 2601.21683, sections 3 and 4. */
enum LearningRule {
    /** Own context, features pooled over the whole map. */
    POOLED("clapp++pooled", false, true, false),
    /** Own context, features keep where they are. */
    SPATIAL("clapp++", true, true, false),
    /** The top block's features are everybody's context. */
    DFB("clapp++dfb", true, false, true),
    /** Two losses, one with each context, each with a matrix of its own, summed. */
    BOTH("clapp++both", true, true, true);

    private final String ruleName;
    private final boolean spatial;
    private final boolean ownContext;
    private final boolean topContext;

    LearningRule(String ruleName, boolean spatial, boolean ownContext, boolean topContext) {
        this.ruleName = ruleName;
        this.spatial = spatial;
        this.ownContext = ownContext;
        this.topContext = topContext;
    }

    static LearningRule of(String name) {
        return Arrays.stream(values()).filter(rule -> rule.ruleName.equals(name)).findFirst()
            .orElseThrow(() -> new UsageException("--rule is " + name + ", expected one of " + Arrays.stream(values()).map(LearningRule::ruleName).toList()));
    }

    String ruleName() {
        return ruleName;
    }

    boolean spatial() {
        return spatial;
    }

    boolean ownContext() {
        return ownContext;
    }

    boolean topContext() {
        return topContext;
    }
}
