package io.nucleate.crystal;

import java.util.EnumMap;
import java.util.Map;

/** Electronegativities on the Pauling scale (CRC Handbook of Chemistry and Physics). */
public final class Electronegativity {
    private static final Map<Element, Double> PAULING = new EnumMap<>(Element.class);

    static {
        PAULING.put(Element.H, 2.2);
        PAULING.put(Element.Li, 0.98);
        PAULING.put(Element.Be, 1.57);
        PAULING.put(Element.B, 2.04);
        PAULING.put(Element.C, 2.55);
        PAULING.put(Element.N, 3.04);
        PAULING.put(Element.O, 3.44);
        PAULING.put(Element.F, 3.98);
        PAULING.put(Element.Na, 0.93);
        PAULING.put(Element.Mg, 1.31);
        PAULING.put(Element.Al, 1.61);
        PAULING.put(Element.Si, 1.9);
        PAULING.put(Element.P, 2.19);
        PAULING.put(Element.S, 2.58);
        PAULING.put(Element.Cl, 3.16);
        PAULING.put(Element.K, 0.82);
        PAULING.put(Element.Ca, 1.0);
        PAULING.put(Element.Sc, 1.36);
        PAULING.put(Element.Ti, 1.54);
        PAULING.put(Element.V, 1.63);
        PAULING.put(Element.Cr, 1.66);
        PAULING.put(Element.Mn, 1.55);
        PAULING.put(Element.Fe, 1.83);
        PAULING.put(Element.Co, 1.88);
        PAULING.put(Element.Ni, 1.91);
        PAULING.put(Element.Cu, 1.9);
        PAULING.put(Element.Zn, 1.65);
        PAULING.put(Element.Ga, 1.81);
        PAULING.put(Element.Ge, 2.01);
        PAULING.put(Element.As, 2.18);
        PAULING.put(Element.Se, 2.55);
        PAULING.put(Element.Br, 2.96);
        PAULING.put(Element.Kr, 3.0);
        PAULING.put(Element.Rb, 0.82);
        PAULING.put(Element.Sr, 0.95);
        PAULING.put(Element.Y, 1.22);
        PAULING.put(Element.Zr, 1.33);
        PAULING.put(Element.Nb, 1.6);
        PAULING.put(Element.Mo, 2.16);
        PAULING.put(Element.Tc, 1.9);
        PAULING.put(Element.Ru, 2.2);
        PAULING.put(Element.Rh, 2.28);
        PAULING.put(Element.Pd, 2.2);
        PAULING.put(Element.Ag, 1.93);
        PAULING.put(Element.Cd, 1.69);
        PAULING.put(Element.In, 1.78);
        PAULING.put(Element.Sn, 1.96);
        PAULING.put(Element.Sb, 2.05);
        PAULING.put(Element.Te, 2.1);
        PAULING.put(Element.I, 2.66);
        PAULING.put(Element.Xe, 2.6);
        PAULING.put(Element.Cs, 0.79);
        PAULING.put(Element.Ba, 0.89);
        PAULING.put(Element.La, 1.1);
        PAULING.put(Element.Ce, 1.12);
        PAULING.put(Element.Pr, 1.13);
        PAULING.put(Element.Nd, 1.14);
        PAULING.put(Element.Pm, 1.13);
        PAULING.put(Element.Sm, 1.17);
        PAULING.put(Element.Eu, 1.2);
        PAULING.put(Element.Gd, 1.2);
        PAULING.put(Element.Tb, 1.1);
        PAULING.put(Element.Dy, 1.22);
        PAULING.put(Element.Ho, 1.23);
        PAULING.put(Element.Er, 1.24);
        PAULING.put(Element.Tm, 1.25);
        PAULING.put(Element.Yb, 1.1);
        PAULING.put(Element.Lu, 1.27);
        PAULING.put(Element.Hf, 1.3);
        PAULING.put(Element.Ta, 1.5);
        PAULING.put(Element.W, 2.36);
        PAULING.put(Element.Re, 1.9);
        PAULING.put(Element.Os, 2.2);
        PAULING.put(Element.Ir, 2.2);
        PAULING.put(Element.Pt, 2.28);
        PAULING.put(Element.Au, 2.54);
        PAULING.put(Element.Hg, 2.0);
        PAULING.put(Element.Tl, 1.62);
        PAULING.put(Element.Pb, 2.33);
        PAULING.put(Element.Bi, 2.02);
        PAULING.put(Element.Po, 2.0);
        PAULING.put(Element.At, 2.2);
        PAULING.put(Element.Fr, 0.7);
        PAULING.put(Element.Ra, 0.9);
        PAULING.put(Element.Ac, 1.1);
        PAULING.put(Element.Th, 1.3);
        PAULING.put(Element.Pa, 1.5);
        PAULING.put(Element.U, 1.38);
        PAULING.put(Element.Np, 1.36);
        PAULING.put(Element.Pu, 1.28);
        PAULING.put(Element.Am, 1.3);
        PAULING.put(Element.Cm, 1.3);
        PAULING.put(Element.Bk, 1.3);
        PAULING.put(Element.Cf, 1.3);
        PAULING.put(Element.Es, 1.3);
        PAULING.put(Element.Fm, 1.3);
        PAULING.put(Element.Md, 1.3);
        PAULING.put(Element.No, 1.3);
        PAULING.put(Element.Lr, 1.3);
    }

    private Electronegativity() {}

    /**
     * Returns the electronegativity of an element; {@code NaN} where none is tabulated (some noble
     * gases and the heaviest elements).
     */
    public static double ofPauling(Element element) {
        return PAULING.getOrDefault(element, Double.NaN);
    }
}
