package io.nucleate.dashboard.view.steering;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Who may start, pause and end runs over the web.
 *
 * <table>
 * <caption>Whether steering is on</caption>
 * <tr><th>setting</th><th>token</th><th>host</th><th></th></tr>
 * <tr><td>off</td><td>any</td><td>any</td><td>off</td></tr>
 * <tr><td>auto, on</td><td>one</td><td>any</td><td>on, for who has the token</td></tr>
 * <tr><td>auto, on</td><td>none</td><td>loopback</td><td>on, for who is on this machine</td></tr>
 * <tr><td>auto</td><td>none</td><td>other</td><td>off</td></tr>
 * <tr><td>on</td><td>none</td><td>other</td><td>refused at the start</td></tr>
 * </table>
 *
 * <p>Without a token, a page of somebody else that is open in a browser of this machine must not
 * steer: requests must be JSON, which browsers send to other hosts only if these allow it, must
 * come from this page, and must name this machine, against names that come to mean it later.
 */
public final class SteeringRules {
    private static final Set<String> LOOPBACK =
            Set.of("localhost", "127.0.0.1", "[::1]", "::1", "0:0:0:0:0:0:0:1");

    private final boolean isOn;
    private final Optional<String> token;
    private final String why;

    /** Why a request is refused. */
    public record Refusal(int status, String sentence) {}

    private SteeringRules(boolean isOn, Optional<String> token, String why) {
        this.isOn = isOn;
        this.token = token;
        this.why = why;
    }

    /**
     * Returns the rules.
     *
     * @param mode {@code auto}, {@code on} or {@code off}
     * @param host address that the service listens on
     * @throws IllegalArgumentException for another mode, and for {@code on} without a token beyond
     *     this machine
     */
    public static SteeringRules of(String mode, Optional<String> token, String host) {
        boolean isLocal = LOOPBACK.contains(host);
        switch (mode) {
            case "off" -> {
                return new SteeringRules(false, token, "It is switched off.");
            }
            case "auto" -> {
                boolean isOn = isLocal || token.isPresent();
                return new SteeringRules(
                        isOn,
                        token,
                        isOn
                                ? ""
                                : "The dashboard listens beyond its machine; a secret in"
                                        + " nucleate.dashboard.token switches it on.");
            }
            case "on" -> {
                if (!isLocal && token.isEmpty()) {
                    throw new IllegalArgumentException("nucleate.dashboard.steering=on at " + host
                            + " would let anybody steer who reaches it; set a secret as"
                            + " nucleate.dashboard.token too");
                }
                return new SteeringRules(true, token, "");
            }
            default ->
                throw new IllegalArgumentException(
                        "nucleate.dashboard.steering is auto, on or off, not '" + mode + "'");
        }
    }

    public boolean isOn() {
        return isOn;
    }

    public boolean needsToken() {
        return isOn && token.isPresent();
    }

    /** Returns why it is off; empty where it is on. */
    public String why() {
        return why;
    }

    /**
     * Decides on a request that would change something. Headers are null where they are missing.
     *
     * @return empty for one that may go on
     */
    public Optional<Refusal> refusal(
            String contentType, String authorization, String host, String origin) {
        if (!isOn) {
            return Optional.of(new Refusal(403, "runs cannot be steered here: " + why));
        }
        if (contentType == null || !contentType.startsWith("application/json")) {
            return Optional.of(
                    new Refusal(415, "the body must be JSON: Content-Type: application/json"));
        }
        if (token.isPresent()) {
            return isToken(authorization)
                    ? Optional.empty()
                    : Optional.of(new Refusal(
                            401, "send the dashboard's token: Authorization: Bearer TOKEN"));
        }
        if (host == null || !LOOPBACK.contains(withoutPort(host))) {
            return Optional.of(
                    new Refusal(403, "without a token, runs are steered from localhost only"));
        }
        if (origin != null && !host.equals(authorityOf(origin))) {
            return Optional.of(
                    new Refusal(403, "without a token, runs are steered from this page only"));
        }
        return Optional.empty();
    }

    private boolean isToken(String authorization) {
        String expected = "Bearer " + token.orElseThrow();
        return authorization != null
                && MessageDigest.isEqual(
                        authorization.getBytes(StandardCharsets.UTF_8),
                        expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":\\d+$", "");
    }

    private static String authorityOf(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null; // such as "null", of a page without an origin
        }
    }
}
