package io.nucleate.policy.inspection;

import io.nucleate.crystal.Element;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the periodic table as SVG, coloured by what a policy has learned. Elements that it does not
 * know are grey.
 */
public final class ElementMap {
    private static final int CELL = 50;
    private static final int MARGIN = 14;
    private static final int HEADER = 62;
    private static final int ROWS = 7;

    /** Space between the main table and the lanthanides and actinides. */
    private static final int GAP = 16;

    private static final String UNKNOWN = "#e4e4e4";

    /** Lightness of all colours and largest a* and b* of CIELAB, within what screens show. */
    private static final double LIGHTNESS = 74;

    private static final double LIGHTNESS_RANGE = 12;
    private static final double CHROMA = 48;

    private final Inspection inspection;
    private final Likeness likeness;

    /** Makes maps of what has been read from a policy. */
    public ElementMap(Inspection inspection, Likeness likeness) {
        this.inspection = inspection;
        this.likeness = likeness;
    }

    private record Cell(String colour, String text) {}

    /**
     * Returns the table in which like elements have like colours: the three directions in which the
     * known elements differ most are the axes of the colour space. Each cell names the likest other
     * element.
     */
    public String kinship() {
        List<Element> known = inspection.elements().stream()
                .filter(Inspection.ElementReport::isKnown)
                .map(Inspection.ElementReport::element)
                .toList();
        double[][] coordinates = PrincipalCoordinates.of(
                known.stream()
                        .map(a -> known.stream().mapToDouble(b -> cosine(a, b)).toArray())
                        .toArray(double[][]::new),
                3);
        double[] largest = new double[3];
        for (double[] row : coordinates) {
            for (int k = 0; k < 3; k++) {
                largest[k] = Math.max(largest[k], Math.abs(row[k]));
            }
        }
        Map<Element, Cell> cells = new EnumMap<>(Element.class);
        for (int i = 0; i < known.size(); i++) {
            double[] at = coordinates[i];
            String colour = lab(
                    LIGHTNESS + LIGHTNESS_RANGE * at[2] / largest[2],
                    CHROMA * at[0] / largest[0],
                    CHROMA * at[1] / largest[1]);
            cells.put(known.get(i), new Cell(colour, likest(known.get(i))));
        }
        return svg(
                "Elements of like colour are alike to the policy",
                "Small: the likest other element, and the cosine for " + likeness.words() + ".",
                cells);
    }

    private String likest(Element element) {
        return report(element).nearest(likeness).stream()
                .findFirst()
                .map(nearest -> String.format(
                        Locale.ROOT, "%s %.2f", nearest.element().symbol(), nearest.cosine()))
                .orElse("");
    }

    private Inspection.ElementReport report(Element element) {
        return inspection.elements().get(element.atomicNumber() - 1);
    }

    private double cosine(Element a, Element b) {
        return report(a).nearest(likeness).stream()
                .filter(neighbour -> neighbour.element() == b)
                .mapToDouble(Inspection.Neighbour::cosine)
                .findFirst()
                .orElse(1);
    }

    /**
     * Returns the table coloured by likeness to one element: from blue (opposite) over white to red
     * (the same).
     *
     * @throws IllegalArgumentException if the policy does not know the element
     */
    public String likenessTo(Element centre) {
        if (!report(centre).isKnown()) {
            throw new IllegalArgumentException("the policy has not learned what " + centre
                    + " is like; choose an element of its training data");
        }
        Map<Element, Cell> cells = new EnumMap<>(Element.class);
        for (Inspection.ElementReport report : inspection.elements()) {
            if (report.isKnown()) {
                double cosine = cosine(centre, report.element());
                cells.put(
                        report.element(),
                        new Cell(diverging(cosine), String.format(Locale.ROOT, "%.2f", cosine)));
            }
        }
        return svg(
                "Likeness of the elements to " + centre.symbol(),
                "Cosine for " + likeness.words() + ".",
                cells);
    }

    private String svg(String title, String subtitle, Map<Element, Cell> cells) {
        int width = 2 * MARGIN + PeriodicTable.COLUMNS * CELL;
        int height = HEADER + (ROWS + 2) * CELL + GAP + MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " height=\"%d\" font-family=\"sans-serif\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"26\" font-size=\"18\">%s</text>%n"
                        + "<text x=\"%d\" y=\"46\" font-size=\"12\" fill=\"#444\">%s Grey: not"
                        + " learned.</text>%n",
                width,
                height,
                width,
                height,
                MARGIN,
                title,
                MARGIN,
                subtitle));
        Arrays.stream(Element.values())
                .forEach(element -> svg.append(cell(
                        element,
                        Optional.ofNullable(cells.get(element)).orElse(new Cell(UNKNOWN, "")))));
        return svg.append(String.format("</svg>%n")).toString();
    }

    private static String cell(Element element, Cell cell) {
        boolean below = PeriodicTable.isFElement(element);
        int row = PeriodicTable.row(element) - 1 + (below ? 2 : 0);
        int column =
                PeriodicTable.column(element) - 1 + (below ? PeriodicTable.placeInF(element) : 0);
        int x = MARGIN + column * CELL;
        int y = HEADER + row * CELL + (below ? GAP : 0);
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\"/>"
                        + "<text x=\"%d\" y=\"%d\" font-size=\"17\" text-anchor=\"middle\">%s</text>"
                        + "<text x=\"%d\" y=\"%d\" font-size=\"10\" text-anchor=\"middle\">%s</text>%n",
                x,
                y,
                CELL - 2,
                CELL - 2,
                cell.colour(),
                x + CELL / 2 - 1,
                y + 23,
                element.symbol(),
                x + CELL / 2 - 1,
                y + 39,
                cell.text());
    }

    /** Returns blue at −1, white at 0, red at 1. */
    private static String diverging(double cosine) {
        int rest = (int) Math.round(255 * (1 - Math.min(1, Math.abs(cosine)) * 0.75));
        return cosine > 0 ? rgb(255, rest, rest) : rgb(rest, rest, 255);
    }

    /** Converts CIELAB of the white point D65 to sRGB. */
    private static String lab(double lightness, double a, double b) {
        double fy = (lightness + 16) / 116;
        double x = 0.95047 * inverse(fy + a / 500);
        double y = inverse(fy);
        double z = 1.08883 * inverse(fy - b / 200);
        return rgb(
                gamma(3.2406 * x - 1.5372 * y - 0.4986 * z),
                gamma(-0.9689 * x + 1.8758 * y + 0.0415 * z),
                gamma(0.0557 * x - 0.2040 * y + 1.0570 * z));
    }

    private static double inverse(double f) {
        return f > 6.0 / 29 ? f * f * f : 3 * Math.pow(6.0 / 29, 2) * (f - 4.0 / 29);
    }

    private static int gamma(double linear) {
        double bounded = Math.max(0, Math.min(1, linear));
        double encoded =
                bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * Math.pow(bounded, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * encoded);
    }

    private static String rgb(int red, int green, int blue) {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
