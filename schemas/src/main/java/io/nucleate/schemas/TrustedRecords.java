package io.nucleate.schemas;

import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * The records of this package, as far as Avro is concerned: it instantiates and copies only classes
 * that it has been told to trust. Ours are those that its own generator made here.
 */
final class TrustedRecords {
    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(),
                type -> type.getPackage() == TrustedRecords.class.getPackage()
                        && (SpecificRecord.class.isAssignableFrom(type)
                                || GenericEnumSymbol.class.isAssignableFrom(type))));
    }

    private TrustedRecords() {}

    /** Lets Avro handle the records, once for the process. */
    static void trust() {
        // The initializer of this class does it.
    }
}
