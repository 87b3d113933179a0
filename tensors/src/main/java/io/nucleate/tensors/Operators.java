package io.nucleate.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Operators of PyTorch that DJL lacks, called through a TorchScript module whose source is
 * {@code operators.py}. {@code docs/adr/0039-operators-of-pytorch.md} has the reasons.
 *
 * <p>Those on single arrays are differentiable, and their results belong to the caller's scope as
 * those of DJL's do. Those on lists change arrays in place and record no gradients.
 */
public final class Operators {
    /** Version of PyTorch's archives in which operators have today's meaning. */
    private static final String ARCHIVE_VERSION = "10";
    /** An object of the class {@code __torch__.Operators} without attributes. */
    private static final String PICKLED_MODULE = "\u0080\u0002c__torch__\nOperators\n)\u0081}b.";
    /** An empty tuple. */
    private static final String PICKLED_NOTHING = "\u0080\u0002).";

    private static final NDManager MANAGER = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private static final PtSymbolBlock MODULE = load();
    private static final NDArray GELU = method("gelu");
    private static final NDArray CAUSAL_ATTENTION = method("causal_attention");
    private static final NDArray COMPLEX_PRODUCT = method("complex_product");

    private Operators() {}

    private static PtSymbolBlock load() {
        try {
            InputStream archive = new ByteArrayInputStream(archive());
            return JniUtils.loadModule((PtNDManager) MANAGER, archive, false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the module as the archive that PyTorch loads. */
    private static byte[] archive() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (InputStream source = Operators.class.getResourceAsStream("operators.py");
                ZipOutputStream zip = new ZipOutputStream(archive)) {
            write(zip, "version", ARCHIVE_VERSION.getBytes(StandardCharsets.US_ASCII));
            write(zip, "data.pkl", PICKLED_MODULE.getBytes(StandardCharsets.ISO_8859_1));
            write(zip, "constants.pkl", PICKLED_NOTHING.getBytes(StandardCharsets.ISO_8859_1));
            write(zip, "code/__torch__.py", source.readAllBytes());
        }
        return archive.toByteArray();
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry("operators/" + name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Makes the array that, as an input, tells DJL which method to run. */
    private static NDArray method(String name) {
        NDArray array = MANAGER.create(0f);
        NDScope.unregister(array); // the first caller's scope may be open
        array.setName("module_method:" + name);
        return array;
    }

    /** Computes GELU in the tanh approximation, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
    public static NDArray gelu(NDArray x) {
        return call(x, GELU);
    }

    /**
     * Computes softmax(query key^T / sqrt(D)) value, where each of the T tokens sees itself and
     * those before it.
     *
     * @param query {@code [B, H, T, D]}, as key and value
     * @return {@code [B, H, T, D]}
     */
    public static NDArray causalAttention(NDArray query, NDArray key, NDArray value) {
        return call(query, key, value, CAUSAL_ATTENTION);
    }

    /**
     * Multiplies complex numbers.
     *
     * @param x {@code [..., 2]}, real and imaginary parts, as {@code y}
     * @return {@code [..., 2]}
     */
    public static NDArray complexProduct(NDArray x, NDArray y) {
        return call(x, y, COMPLEX_PRODUCT);
    }

    private static NDArray call(NDArray... inputs) {
        // The executor that optimises specialises on shapes, and ours change from call to call.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return IValueUtils.forward(MODULE, new NDList(inputs), true).singletonOrThrow();
        } finally {
            JniUtils.setGraphExecutorOptimize(true);
        }
    }

    /** Computes the Euclidean norm of all numbers in the arrays. */
    static double norm(Collection<NDArray> arrays) {
        try (IValue norm = run("norm", list(arrays))) {
            return norm.toDouble();
        }
    }

    /** Sets all numbers in the arrays to zero. */
    public static void zero(Collection<NDArray> arrays) {
        run("zero", list(arrays)).close();
    }

    /** Adds to each array its term. */
    public static void add(Collection<NDArray> sums, Collection<NDArray> terms) {
        run("add", list(sums), list(terms)).close();
    }

    /** Moves each array by a fraction of the way to its end. */
    public static void approach(
            Collection<NDArray> arrays, Collection<NDArray> ends, double fraction) {
        run("approach", list(arrays), list(ends), IValue.from(fraction)).close();
    }

    /**
     * Takes one step of {@link Adam} for some of its parameters.
     *
     * @param step counts from 1
     * @param gradientDivisor divides the gradients first, in place
     */
    static void adam(
            Collection<NDArray> parameters,
            Collection<NDArray> gradients,
            Collection<NDArray> firstMoments,
            Collection<NDArray> secondMoments,
            NDArray step,
            NDArray gradientDivisor,
            double learningRate,
            double weightDecay) {
        run(
                        "adam",
                        list(parameters),
                        list(gradients),
                        list(firstMoments),
                        list(secondMoments),
                        IValue.from((PtNDArray) step),
                        IValue.from((PtNDArray) gradientDivisor),
                        IValue.from(learningRate),
                        IValue.from(weightDecay))
                .close();
    }

    private static IValue list(Collection<NDArray> arrays) {
        return IValue.listFrom(
                arrays.stream().map(array -> (PtNDArray) array).toArray(PtNDArray[]::new));
    }

    private static IValue run(String method, IValue... inputs) {
        try {
            return IValueUtils.runMethod(MODULE, method, inputs);
        } finally {
            Arrays.stream(inputs).forEach(IValue::close);
        }
    }
}
