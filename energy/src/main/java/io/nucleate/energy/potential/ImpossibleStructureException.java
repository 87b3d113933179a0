package io.nucleate.energy.potential;

/**
 * This structure cannot be priced; the message is one sentence that names what is wrong with it.
 */
final class ImpossibleStructureException extends Exception {
    ImpossibleStructureException(String message) {
        super(message);
    }
}
