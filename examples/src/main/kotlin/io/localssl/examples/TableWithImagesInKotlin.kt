package io.localssl.examples

import io.localssl.encoder.OnnxImageEncoder
import io.localssl.pipeline.ImageFieldProcessor
import io.localssl.pipeline.ImageRowProcessor
import io.localssl.pipeline.MissingImage
import org.tribuo.MutableDataset
import org.tribuo.classification.LabelFactory
import org.tribuo.classification.evaluation.LabelEvaluator
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer
import org.tribuo.data.columnar.FieldProcessor
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor
import org.tribuo.data.columnar.processors.field.TextFieldProcessor
import org.tribuo.data.columnar.processors.response.FieldResponseProcessor
import org.tribuo.data.csv.CSVDataSource
import org.tribuo.data.text.impl.BasicPipeline
import org.tribuo.evaluation.TrainTestSplitter
import org.tribuo.util.tokens.impl.BreakIteratorTokenizer
import java.nio.file.Path
import java.util.Locale
import kotlin.io.path.div

/** A table in which a column of image files stands beside numbers and text; [TableWithImages] is the same in Java. */
fun tableWithImages(folder: Path, size: Int = 500, epochs: Int = 4): Double {
    val csv = TableWithImages.writeTable(folder, size)
    val encoderFile = TableWithImages.pretrain(folder, size, epochs)

    // 1. What becomes of each column. Rows whose photo is missing are skipped.
    return OnnxImageEncoder(encoderFile).use { encoder ->
        val columns = listOf<FieldProcessor>(
            ImageFieldProcessor.builder("photo", folder / "photos").encoder(encoder).missing(MissingImage.SKIP).build(),
            DoubleFieldProcessor("price"),
            TextFieldProcessor("note", BasicPipeline(BreakIteratorTokenizer(Locale.US), 1)),
        )
        val rows = ImageRowProcessor(FieldResponseProcessor("kind", "unknown", LabelFactory()), columns.associateBy { it.fieldName })

        // 2. Any Tribuo trainer on the table.
        val table = TrainTestSplitter(CSVDataSource(csv, rows, true), 0.8, 1)
        val model = LogisticRegressionTrainer().train(MutableDataset(table.train))

        // 3. A prediction for a new row.
        val row = rows.generateExample(mapOf("photo" to "0.png", "price" to "0.5", "note" to "a checked one"), false).orElseThrow()
        println(model.predict(row).output.label)
        LabelEvaluator().evaluate(model, MutableDataset(table.test)).accuracy()
    }
}
