package io.nucleate.energy.potential;

class SevenNetL3i5Test extends ShippedPotentialContract {
    SevenNetL3i5Test() {
        super("sevennet-l3i5");
    }
}
