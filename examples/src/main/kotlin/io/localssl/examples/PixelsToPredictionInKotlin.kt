package io.localssl.examples

import io.localssl.data.DataSpec
import io.localssl.embedding.EmbeddingFactory
import io.localssl.encoder.ConfigurableImageEncoder
import io.localssl.encoder.OnnxImageEncoder
import io.localssl.pipeline.EncodingTrainer
import io.localssl.train.LocalSSLTrainer
import org.tribuo.MutableDataset
import org.tribuo.Output
import org.tribuo.OutputFactory
import org.tribuo.Trainer
import org.tribuo.classification.Label
import org.tribuo.classification.LabelFactory
import org.tribuo.classification.evaluation.LabelEvaluator
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer
import java.nio.file.Path
import kotlin.io.path.createDirectories
import kotlin.io.path.div

/** Any Tribuo trainer on top of a frozen encoder: `LogisticRegressionTrainer() on encoder`. */
infix fun <T : Output<T>> Trainer<T>.on(encoder: ConfigurableImageEncoder) = EncodingTrainer(this, encoder)

/** The images of a specification such as `cifar10:data:train` or `shapes:2000`. */
fun <T : Output<T>> images(spec: String, outputs: OutputFactory<T>) = MutableDataset(DataSpec.parse(spec).open(outputs))

/** The whole road in Kotlin; [PixelsToPrediction] is the same in Java. */
fun pixelsToPrediction(folder: Path, images: Int = 2000, epochs: Int = 4): Double {
    folder.createDirectories()
    val encoderFile = folder / "encoder.onnx"

    // 1. Pretrain without labels: the embedding factory forgets them.
    val pretrainer = LocalSSLTrainer.builder().rule("clapp++").net("16,32M,32M").epochs(epochs).seed(1).build()
    pretrainer.train(images("shapes:$images:1", EmbeddingFactory())).use { model ->
        println("${model.imageShape} images become ${model.dimension} features")
        model.saveONNXModel("org.example", 1, encoderFile)
    }

    // 2. Any Tribuo trainer behind the frozen encoder.
    val train = images("shapes:500:2", LabelFactory())
    val test = images("shapes:500:3", LabelFactory())
    return OnnxImageEncoder(encoderFile).use { encoder ->
        val model = (LogisticRegressionTrainer() on encoder).train(train)

        // 3. Predictions straight from pixels; the provenance reaches back to the pretraining.
        val prediction: Label = model.predict(test.getExample(0)).output
        val pretraining = encoder.trainingProvenance.orElseThrow().trainerProvenance
        println("${prediction.label}, pretrained by ${pretraining.className}")

        // 4. One ONNX file from pixels to class scores, and one Tribuo model that needs nothing else.
        model.saveONNXModel("org.example", 1, folder / "classifier.onnx")
        model.serializeToFile(folder / "classifier.tribuo")
        LabelEvaluator().evaluate(model, test).accuracy()
    }
}

fun main(arguments: Array<String>) {
    println("accuracy ${pixelsToPrediction(Path.of(arguments.firstOrNull() ?: "pixels-to-prediction"))}")
}
