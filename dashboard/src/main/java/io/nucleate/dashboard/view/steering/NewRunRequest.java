package io.nucleate.dashboard.view.steering;

import io.nucleate.policy.constraints.Constraints;

import java.util.Map;

/**
 * What somebody asks for who starts a run: the same as another one, but for what is said here.
 * Everything but that run may be null.
 *
 * @param like run whose settings and policy it takes
 * @param policy {@code start} for the weights that that run started from, which is the default;
 *     {@code newest} for what it has learned
 * @param reward expression; null for that of the other run
 * @param conditions values by the names that {@link Constraints#parse} knows, all of them; null for
 *     those of the other run
 * @param seed null for a random one
 */
public record NewRunRequest(
        String like, String policy, String reward, Map<String, String> conditions, Long seed) {}
