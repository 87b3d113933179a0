package io.nucleate.energy.potential;

class SevenNetTest extends ShippedPotentialContract {
    SevenNetTest() {
        super("sevennet-0");
    }
}
