package io.nucleate.energy.potential;

/** A potential cannot evaluate this structure. The message says in one sentence what is wrong. */
final class ImpossibleStructureException extends Exception {
    ImpossibleStructureException(String message) {
        super(message);
    }
}
