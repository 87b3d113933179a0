package io.nucleate.tensors;

import ai.djl.Device;
import ai.djl.engine.Engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the device setting ({@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}) into a device,
 * for all modules.
 */
public final class Devices {
    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,9}))?");

    private Devices() {}

    /**
     * Chooses the device: {@code auto} is the first GPU, or the CPU where PyTorch sees no GPU;
     * {@code gpu} is {@code gpu:0}.
     *
     * @throws IllegalArgumentException for another word, or a GPU that this machine lacks
     */
    public static Device of(String setting) {
        int gpus = setting.equals("cpu") ? 0 : Engine.getInstance().getGpuCount();
        if (setting.equals("cpu") || (setting.equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        if (setting.equals("auto")) {
            return Device.gpu(0);
        }
        Matcher gpu = GPU.matcher(setting);
        if (!gpu.matches()) {
            throw unknown(setting);
        }
        int index = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
        if (index >= gpus) {
            throw new IllegalArgumentException(
                    "device '" + setting + "' was asked for but PyTorch sees " + gpus
                            + " GPUs; use auto or cpu, or install a CUDA build of libtorch;"
                            + " see docs/guides/gpu.md");
        }
        return Device.gpu(index);
    }

    /**
     * Checks the word alone, without asking for what this machine has.
     *
     * @throws IllegalArgumentException for a word that is no device's
     */
    public static void requireWord(String setting) {
        boolean noGpu = setting.equals("cpu") || setting.equals("auto");
        if (!noGpu && !GPU.matcher(setting).matches()) {
            throw unknown(setting);
        }
    }

    private static IllegalArgumentException unknown(String setting) {
        return new IllegalArgumentException(
                "unknown device '" + setting + "'; use auto, cpu or gpu:N");
    }
}
