/** The Kotlin of the README, word for word, so that it compiles; [ReadmeTest] compares. */
package io.localssl.examples.readme

import io.localssl.encoder.ConfigurableImageEncoder
import io.localssl.encoder.OnnxImageEncoder
import io.localssl.pipeline.EncodingTrainer
import org.tribuo.Dataset
import org.tribuo.Output
import org.tribuo.Trainer
import org.tribuo.classification.Label
import org.tribuo.classification.evaluation.LabelEvaluator
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer
import java.nio.file.Path

infix fun <T : Output<T>> Trainer<T>.on(encoder: ConfigurableImageEncoder) = EncodingTrainer(this, encoder)

fun frozenEncoder(labelled: Dataset<Label>, test: Dataset<Label>) {
    OnnxImageEncoder(Path.of("encoder.onnx")).use { encoder ->
        val classifier = (LogisticRegressionTrainer() on encoder).train(labelled)
        println("${encoder.dimension} features, ${LabelEvaluator().evaluate(classifier, test).accuracy()} right")
    }
}
