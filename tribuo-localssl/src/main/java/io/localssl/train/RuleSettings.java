package io.localssl.train;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.GoodnessLoss;
import io.localssl.loss.InfoNceLoss;
import io.localssl.loss.LatentPredictiveLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.PhyllLoss;
import io.localssl.nn.FeaturePooling;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The settings of a rule as they are written, {@code key=value:key=value}; what is not written has its default, which together are the rule clapp++.
 */
final class RuleSettings {
    static final List<String> HELP = List.of(
            "contrast=hinge|softhinge|phyll|linear|infonce|lpl|goodness  the loss (hinge)",
            "positive-weight=A    weight of the positive term of hinge, softhinge, linear (1)",
            "theta=T              slope of phyll (1)",
            "temperature=T        temperature of infonce (0.1)",
            "predictive=W         weight of this term of lpl: views agree (1)",
            "hebbian=W            weight of this term of lpl: features vary (1)",
            "decorrelation=W      weight of this term of lpl: they do not correlate (10)",
            "goodness=image|position  the mean square of a map or of each position's channels (image)",
            "threshold=T          goodness that positives shall exceed (1); 0.25-4-1.25 and the like,",
            "                     here and in the next three: block by block, the last for all above",
            "negative-threshold=T  goodness that negatives shall not reach (that threshold)",
            "sharpness=S          slope of goodness around its threshold (1)",
            "goodness-penalty=W   weight of the term that keeps goodness from growing (0)",
            "negatives=next|N     the next row, or N random rows (next)",
            "negatives=hybrid|mix  of goodness: two images by a mask, or their mean (hybrid)",
            "paired=1-3           of mix: the blocks that make negatives of what they read (1)",
            "coin=true|false      a coin chooses one term of each image (false)",
            "prediction-steps=K   patches predict those 2 to K + 1 rows below them, in nets with",
            "                     patches (views of whole images predict each other)",
            "retrodiction=true|false  of prediction-steps: they are predicted from there, too (false)",
            "pooling=spatial|global|spatial-global-top|none  how the loss pools maps (spatial)",
            "pooling=convolved    it sees what leaves the convolution, before activation and pool",
            "context=own|top|top+own|concat|2-2-4-4-6-6  whose features predict: two summed",
            "                     losses (top+own), one joined vector, or any map (own)",
            "projection=trained|fixed|identity|low-rank|row-normalised  the matrices (trained)",
            "rank=R               rank of low-rank, or length of the projections of infonce",
            "projection-decay=D   weight decay of the matrices (that of the encoder)",
            "credit=local|greedy|back-propagation|trained-feedback|direct-feedback-alignment|",
            "       predictive-coding|direct-predictive-coding  who learns from what (local)",
            "relaxation-steps=T   steps of predictive coding (8)",
            "relaxation-rate=R    their size (0.1)",
            "rates=R-R-...        how many times the learning rate each block has, the last for all",
            "                     above (1)");

    private static final Set<String> KEYS = Set.of("contrast", "positive-weight", "theta", "temperature", "predictive", "hebbian", "decorrelation",
            "goodness", "threshold", "negative-threshold", "sharpness", "goodness-penalty", "negatives", "paired", "coin", "prediction-steps", "retrodiction", "pooling", "context",
            "projection", "rank", "projection-decay", "credit", "relaxation-steps", "relaxation-rate", "rates");
    private static final Set<String> OF_ALL = Set.of("contrast", "pooling", "credit", "relaxation-steps", "relaxation-rate", "rates");
    private static final Set<String> OF_INFONCE = Set.of("temperature", "rank");
    private static final Set<String> OF_LPL = Set.of("predictive", "hebbian", "decorrelation");
    private static final Set<String> OF_GOODNESS = Set.of("goodness", "threshold", "negative-threshold", "sharpness", "goodness-penalty", "negatives", "paired");
    private static final Set<String> OF_RELAXATION = Set.of("relaxation-steps", "relaxation-rate");
    private static final Pattern MAP = Pattern.compile("\\d+(-\\d+)*");
    /** Between two numbers, but not before a number or its exponent below zero. */
    private static final Pattern NEXT = Pattern.compile("(?<=[\\d.])-");

    private final Map<String, String> values;

    private RuleSettings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads settings.
     *
     * @param text the settings, perhaps none.
     * @throws RuleException if one is not known, or given twice.
     */
    static RuleSettings parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : text.isEmpty() ? new String[0] : text.split(":", -1)) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new RuleException("found the setting '" + setting + "', expected KEY=VALUE with one of the keys " + String.join(", ", KEYS.stream().sorted().toList()));
            }
            if (values.put(key, setting.substring(equals + 1)) != null) {
                throw new RuleException("found " + key + " twice, expected it once");
            }
        }
        return new RuleSettings(values);
    }

    /** These settings with changes; a setting that belongs to a value that the changes replace goes with it. */
    RuleSettings with(RuleSettings changes) {
        Map<String, String> all = new LinkedHashMap<>(values);
        if (changes.values.containsKey("projection")) {
            all.remove("rank");
        }
        if (changes.values.containsKey("contrast") && value("contrast", "").equals("goodness")) {
            all.keySet().removeAll(OF_GOODNESS);
        }
        if (changes.values.containsKey("credit")) {
            all.keySet().removeAll(OF_RELAXATION);
        }
        all.putAll(changes.values);
        return new RuleSettings(all);
    }

    Rule toRule(String name, String description, String source) {
        return new Rule(name, description, source, objective(), credit(), rates());
    }

    private Objective objective() {
        FeaturePooling pooling = switch (value("pooling", "spatial")) {
            case "spatial" -> FeaturePooling.SPATIAL;
            case "global" -> FeaturePooling.GLOBAL;
            case "spatial-global-top" -> FeaturePooling.SPATIAL_GLOBAL_TOP;
            case "none" -> FeaturePooling.NONE;
            case "convolved" -> FeaturePooling.CONVOLVED;
            default -> throw unknown("pooling", "spatial, global, spatial-global-top, none or convolved");
        };
        String contrast = value("contrast", "hinge");
        if (contrast.equals("infonce")) {
            requireOnly(OF_INFONCE, contrast, "InfoNCE compares the two views with each other, and all other images of the batch are its negatives");
            return new InfoNce(new InfoNceLoss(number("temperature", 0.1)), pooling, rank());
        }
        if (contrast.equals("lpl")) {
            requireOnly(OF_LPL, contrast, "it compares the two views with each other, without negatives, contexts or matrices");
            return new LatentPrediction(new LatentPredictiveLoss(number("predictive", 1), number("hebbian", 1), number("decorrelation", 10)), pooling);
        }
        if (contrast.equals("goodness")) {
            requireOnly(OF_GOODNESS, contrast, "it judges each image by itself, without contexts or matrices");
            return goodness(pooling);
        }
        require(!values.containsKey("temperature"), "temperature with contrast=" + contrast, "contrast=infonce, the only one that has it");
        for (String key : values.keySet()) {
            require(!OF_LPL.contains(key), key + " with contrast=" + contrast, "contrast=lpl, the only one that has it");
            require(!OF_GOODNESS.contains(key) || key.equals("negatives"), key + " with contrast=" + contrast, "contrast=goodness, the only one that has it");
        }
        Contrastive contrastive = new Contrastive(contrast(contrast), pooling, contexts(), matrices(), negatives(), flag("coin"));
        boolean patches = values.containsKey("prediction-steps");
        require(patches || !values.containsKey("retrodiction"), "retrodiction without prediction-steps", "prediction-steps=K beside it: it is of patches that predict each other");
        return patches ? new PatchPrediction(contrastive, whole("prediction-steps", value("prediction-steps", "")), flag("retrodiction")) : contrastive;
    }

    private void requireOnly(Set<String> own, String contrast, String reason) {
        for (String key : values.keySet()) {
            require(own.contains(key) || OF_ALL.contains(key), key + " with contrast=" + contrast,
                    "only " + String.join(", ", own.stream().sorted().toList()) + ", pooling and credit beside it: " + reason);
        }
    }

    private Goodness goodness(FeaturePooling pooling) {
        List<Double> thresholds = numbers("threshold", 1);
        List<Double> negativeThresholds = values.containsKey("negative-threshold") ? numbers("negative-threshold", 1) : thresholds;
        List<Double> sharpness = numbers("sharpness", 1);
        List<Double> penalties = numbers("goodness-penalty", 0);
        int blocks = Stream.of(thresholds, negativeThresholds, sharpness, penalties).mapToInt(List::size).max().orElseThrow();
        List<GoodnessLoss> losses = IntStream.range(0, blocks)
                .mapToObj(l -> new GoodnessLoss(at(thresholds, l), at(negativeThresholds, l), at(sharpness, l), at(penalties, l))).toList();
        String goodness = value("goodness", "image");
        require(goodness.equals("image") || goodness.equals("position"), "goodness=" + goodness, "image or position");
        return new Goodness(losses, paired(), goodness.equals("position"), pooling);
    }

    /** The blocks that read pairs, none for hybrids. */
    private Set<Integer> paired() {
        String negatives = value("negatives", "hybrid");
        if (negatives.equals("hybrid")) {
            require(!values.containsKey("paired"), "paired with negatives=hybrid", "negatives=mix beside it: hybrids are made of images");
            return Set.of();
        }
        if (!negatives.equals("mix")) {
            throw unknown("negatives", "hybrid or mix with contrast=goodness");
        }
        String text = value("paired", "1");
        require(MAP.matcher(text).matches() && text.length() < 1000, "paired=" + text, "blocks such as 1-3");
        Set<Integer> blocks = Arrays.stream(text.split("-")).map(block -> whole("paired", block) - 1).collect(Collectors.toSet());
        require(blocks.contains(0), "paired=" + text, "block 1 among them, which reads the images");
        return blocks;
    }

    private List<Double> rates() {
        if (!values.containsKey("rates")) {
            return List.of();
        }
        List<Double> rates = numbers("rates", 1);
        require(rates.stream().allMatch(rate -> rate > 0 && Double.isFinite(rate)), "rates=" + value("rates", ""), "positive numbers, one for each block");
        return rates;
    }

    /** Block by block; the last counts for all blocks above. */
    private static double at(List<Double> values, int block) {
        return values.get(Math.min(block, values.size() - 1));
    }

    private List<Double> numbers(String key, double otherwise) {
        try {
            return values.containsKey(key) ? NEXT.splitAsStream(values.get(key)).map(Double::valueOf).toList() : List.of(otherwise);
        } catch (NumberFormatException e) {
            throw unknown(key, "a number, or one for each block such as 0.25-4-1.25");
        }
    }

    private ContrastLoss contrast(String name) {
        require(!values.containsKey("theta") || name.equals("phyll"), "theta with contrast=" + name, "contrast=phyll, the only one that has it");
        if (name.equals("phyll")) {
            require(!values.containsKey("positive-weight"), "positive-weight with contrast=phyll", "hinge, softhinge or linear, which have a positive term");
            return new PhyllLoss(number("theta", 1));
        }
        Penalty penalty = switch (name) {
            case "hinge" -> Penalty.HINGE;
            case "softhinge" -> Penalty.SOFT_HINGE;
            case "linear" -> Penalty.LINEAR;
            default -> throw unknown("contrast", "hinge, softhinge, phyll, linear, infonce, lpl or goodness");
        };
        return new MarginLoss(penalty, number("positive-weight", 1));
    }

    private List<Context> contexts() {
        String text = value("context", "own");
        return switch (text) {
            case "own" -> List.of(Context.OWN);
            case "top" -> List.of(Context.TOP);
            case "top+own" -> List.of(Context.TOP, Context.OWN);
            case "concat" -> List.of(Context.TOP_AND_OWN);
            default -> {
                require(MAP.matcher(text).matches() && text.length() < 1000, "context=" + text, "own, top, top+own, concat, or a block for each block such as 2-2-4-4-6-6");
                String[] blocks = text.split("-");
                int[] map = new int[blocks.length];
                for (int l = 0; l < map.length; l++) {
                    map[l] = whole("context", blocks[l]) - 1;
                }
                yield List.of(Context.feedback(map));
            }
        };
    }

    private Matrices matrices() {
        Matrices.Kind kind = switch (value("projection", "trained")) {
            case "trained" -> Matrices.Kind.TRAINED;
            case "fixed" -> Matrices.Kind.FIXED;
            case "identity" -> Matrices.Kind.IDENTITY;
            case "low-rank" -> Matrices.Kind.LOW_RANK;
            case "row-normalised" -> Matrices.Kind.ROW_NORMALISED;
            default -> throw unknown("projection", "trained, fixed, identity, low-rank or row-normalised");
        };
        OptionalDouble decay = values.containsKey("projection-decay") ? OptionalDouble.of(number("projection-decay", 0)) : OptionalDouble.empty();
        return new Matrices(kind, rank(), decay);
    }

    private int rank() {
        int rank = values.containsKey("rank") ? whole("rank", value("rank", "")) : 0;
        require(rank > 0 || !values.containsKey("rank"), "rank=" + rank, "at least 1");
        return rank;
    }

    private int negatives() {
        String text = value("negatives", "next");
        int negatives = text.equals("next") ? 0 : whole("negatives", text);
        require(negatives > 0 || text.equals("next"), "negatives=" + text, "next, or a number of at least 1");
        return negatives;
    }

    private boolean flag(String key) {
        String text = value(key, "false");
        require(text.equals("true") || text.equals("false"), key + "=" + text, "true or false");
        return text.equals("true");
    }

    private Credit credit() {
        String credit = value("credit", "local");
        if (credit.equals("predictive-coding") || credit.equals("direct-predictive-coding")) {
            int steps = whole("relaxation-steps", value("relaxation-steps", String.valueOf(PredictiveCoding.DEFAULT_STEPS)));
            return new PredictiveCoding(steps, number("relaxation-rate", PredictiveCoding.DEFAULT_RATE), credit.startsWith("direct"));
        }
        require(OF_RELAXATION.stream().noneMatch(values::containsKey), "relaxation-steps or relaxation-rate with credit=" + credit,
                "credit=predictive-coding or direct-predictive-coding, the only ones that relax");
        return switch (credit) {
            case "local" -> Credit.LOCAL;
            case "greedy" -> Credit.GREEDY;
            case "back-propagation" -> Credit.BACK_PROPAGATION;
            case "trained-feedback" -> Credit.TRAINED_FEEDBACK;
            case "direct-feedback-alignment" -> Credit.DIRECT_FEEDBACK_ALIGNMENT;
            default -> throw unknown("credit", "local, greedy, back-propagation, trained-feedback, direct-feedback-alignment, predictive-coding or direct-predictive-coding");
        };
    }

    private String value(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    private double number(String key, double otherwise) {
        try {
            return values.containsKey(key) ? Double.parseDouble(values.get(key)) : otherwise;
        } catch (NumberFormatException e) {
            throw unknown(key, "a number");
        }
    }

    private int whole(String key, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw unknown(key, "a whole number");
        }
    }

    private RuleException unknown(String key, String expected) {
        return new RuleException("found " + key + "=" + values.get(key) + ", expected " + expected);
    }

    private static void require(boolean valid, String found, String expected) {
        if (!valid) {
            throw new RuleException("found " + found + ", expected " + expected);
        }
    }
}
