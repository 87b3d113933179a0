package io.nucleate.local;

import io.nucleate.policy.Policy;
import java.io.IOException;
import java.io.InputStream;

/** The pre-trained policy that comes with Nucleate, a resource of the policy module. */
public final class ShippedPolicy {
    private static final String RESOURCE = "pretrained.safetensors";

    private ShippedPolicy() {}

    /** The safetensors file. */
    public static byte[] bytes() throws IOException {
        try (InputStream in = Policy.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(
                        "this build carries no pre-trained policy; train one with nucleate pretrain and name it"
                                + " with --weights");
            }
            return in.readAllBytes();
        }
    }
}
