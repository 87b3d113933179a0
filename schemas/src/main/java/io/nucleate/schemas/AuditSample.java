package io.nucleate.schemas;

import org.apache.commons.codec.digest.DigestUtils;

import java.nio.ByteBuffer;

/**
 * Decides which candidates are audited. It depends on the identity of the candidate alone, so that
 * everybody gives the same answer, and nobody can learn to look good in audits only.
 */
public final class AuditSample {
    private AuditSample() {}

    /**
     * Tells whether a candidate is audited. What substitution made is not: an audit measures the
     * policy.
     *
     * @param share of all candidates, from 0 to 1
     */
    public static boolean holds(Candidate candidate, double share) {
        if (candidate.getSubstitution() != null || share <= 0) {
            return false;
        }
        long bits = ByteBuffer.wrap(
                        DigestUtils.sha256("audit " + CandidateIds.text(candidate.getId())))
                .getLong();
        return (bits >>> 11) * 0x1.0p-53 < share;
    }
}
