package io.nucleate.crystal.diffraction;

import io.nucleate.crystal.Words;

/**
 * X-rays of the anodes that laboratories use. Kα is the mean of Kα1 and Kα2, the first counted
 * twice, as where a diffractometer does not part them. The wavelengths are those of pymatgen, so
 * that patterns can be laid over its own.
 */
public enum Radiation {
    CU_KA("CuKa", 1.54184),
    CU_KA1("CuKa1", 1.54056),
    MO_KA("MoKa", 0.71073),
    MO_KA1("MoKa1", 0.70930),
    CR_KA("CrKa", 2.29100),
    CR_KA1("CrKa1", 2.28970),
    FE_KA("FeKa", 1.93735),
    FE_KA1("FeKa1", 1.93604),
    CO_KA("CoKa", 1.79026),
    CO_KA1("CoKa1", 1.78896),
    AG_KA("AgKa", 0.560885),
    AG_KA1("AgKa1", 0.559421);

    private static final Words<Radiation> WORDS =
            new Words<>("radiation", Radiation.class, Radiation::toString);

    private final String text;
    private final double wavelengthAngstrom;

    Radiation(String text, double wavelengthAngstrom) {
        this.text = text;
        this.wavelengthAngstrom = wavelengthAngstrom;
    }

    /**
     * Returns the radiation of a name such as {@code CuKa}.
     *
     * @throws IllegalArgumentException for another text; the message has all names
     */
    public static Radiation of(String text) {
        return WORDS.parse(text);
    }

    public double wavelengthAngstrom() {
        return wavelengthAngstrom;
    }

    /** Returns the name: anode and line. */
    @Override
    public String toString() {
        return text;
    }
}
