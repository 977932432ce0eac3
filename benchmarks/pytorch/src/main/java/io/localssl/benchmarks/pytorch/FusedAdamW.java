package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.util.Arrays;
import java.util.List;

/**
 * {@code torch.optim.AdamW(fused=True)}: one pass over a parameter, its gradient and its moments. PyTorch's C++ API does not offer it, so this calls the operator behind it,
 * {@code _fused_adamw_}, through PyTorch's dispatcher.
 */
final class FusedAdamW implements Optimiser {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;
    private static final double WEIGHT_DECAY = 0;

    private final OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    private final CompilationUnit script = torch.compile("def listed(x: Tensor):\n    return [x]\n");
    private final Function listed = script.get_function(new QualifiedName("listed"));
    private final List<Tensor> parameters;
    private final List<Tensor> values;
    private final List<Tensor> firstMoments;
    private final List<Tensor> secondMoments;
    private final List<Tensor> counts;

    FusedAdamW(TensorVector parameters) {
        this.parameters = Arrays.asList(parameters.get());
        values = this.parameters.stream().map(Tensor::detach).toList();
        firstMoments = values.stream().map(FusedAdamW::zerosLike).toList();
        secondMoments = values.stream().map(FusedAdamW::zerosLike).toList();
        counts = values.stream().map(value -> torch.zeros(1)).toList();
    }

    /** Zeros in the memory format of the parameter, which the operator takes for granted. */
    private static Tensor zerosLike(Tensor value) {
        Tensor zeros = value.clone();
        zeros.zero_();
        return zeros;
    }

    @Override
    public void zeroGrad() {
        parameters.forEach(parameter -> parameter.mutable_grad().reset());
    }

    @Override
    public void step() {
        try (PointerScope arguments = new PointerScope()) {
            Scalar one = new Scalar(1);
            counts.forEach(count -> count.add_(one));
            List<Tensor> gradients = parameters.stream().map(Tensor::grad).toList();
            IValue no = new IValue(false);
            IValue none = new IValue();
            operator.callBoxed(new IValueVector(list(values), list(gradients), list(firstMoments), list(secondMoments), list(List.of()), list(counts),
                new IValue(RATE), new IValue(BETA1), new IValue(BETA2), new IValue(WEIGHT_DECAY), new IValue(EPSILON), no, no, none, none));
        }
    }

    /** The binding makes no boxed lists of tensors itself; a script does (a list that starts empty would be one and the same constant in every call). */
    private IValue list(List<Tensor> tensors) {
        IValue list = listed.apply(new IValueVector(new IValue(counts.get(0))));
        TensorList view = list.toTensorList();
        view.clear();
        tensors.forEach(view::push_back);
        return list;
    }
}
