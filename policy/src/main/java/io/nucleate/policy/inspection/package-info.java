/**
 * What a policy has learned, read from its weights and its draws. Start from
 * {@link io.nucleate.policy.inspection.Inspection} for the whole policy, and from
 * {@link io.nucleate.policy.inspection.GroupInspection} for one space group.
 */
package io.nucleate.policy.inspection;
