package io.nucleate.crystal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the 230 space groups in the standard setting of the International Tables A (unique axis b,
 * cell choice 1; hexagonal axes for R; origin choice 2), with its Wyckoff positions.
 */
public final class SpaceGroup {
    public static final int COUNT = 230;
    private static final String TABLE = "wyckoff-positions.txt";
    private static final SpaceGroup[] GROUPS = load();

    private final int number;
    private final String symbol;
    private final List<WyckoffPosition> positions;
    private final double[][] centrings;

    private SpaceGroup(int number, String symbol, List<WyckoffPosition> positions) {
        this.number = number;
        this.symbol = symbol;
        this.positions = List.copyOf(positions);
        this.centrings = general().operations().stream()
                .filter(AffineOperation::isTranslation)
                .map(operation -> operation.apply(0, 0, 0))
                .toArray(double[][]::new);
    }

    /**
     * Returns the space group of a number.
     *
     * @throws IllegalArgumentException outside 1 to 230
     */
    public static SpaceGroup of(int number) {
        if (number < 1 || number > COUNT) {
            throw new IllegalArgumentException("space group " + number + " is not in 1..230");
        }
        return GROUPS[number - 1];
    }

    public int number() {
        return number;
    }

    /** Returns the short Hermann-Mauguin symbol; screw axes have an underscore: {@code P2_1/c}. */
    public String symbol() {
        return symbol;
    }

    public CrystalSystem crystalSystem() {
        return CrystalSystem.ofSpaceGroup(number);
    }

    public Centring centring() {
        return Centring.valueOf(symbol.substring(0, 1));
    }

    /**
     * Returns the Wyckoff positions from letter a, the most special one, to the general position.
     */
    public List<WyckoffPosition> positions() {
        return positions;
    }

    /**
     * Returns the Wyckoff position of a letter.
     *
     * @throws IllegalArgumentException for a letter that the group does not have
     */
    public WyckoffPosition position(char letter) {
        int number = WyckoffPosition.numberOf(letter);
        if (number > positions.size()) {
            throw new IllegalArgumentException(
                    "space group " + this.number + " (" + symbol + ") has no Wyckoff position '"
                            + letter + "'; its letters end at '" + general().letter() + "'");
        }
        return positions.get(number - 1);
    }

    /** Returns the general position. Its operations are those of the group, centring included. */
    public WyckoffPosition general() {
        return positions.get(positions.size() - 1);
    }

    /**
     * Returns the lattice translations of the conventional cell, the zero vector first: 1 for P, 2
     * for A, C and I, 3 for R, 4 for F.
     */
    public double[][] centrings() {
        double[][] copy = new double[centrings.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = centrings[i].clone();
        }
        return copy;
    }

    @Override
    public String toString() {
        return number + " (" + symbol + ")";
    }

    private static SpaceGroup[] load() {
        SpaceGroup[] groups = new SpaceGroup[COUNT];
        try (InputStream stream = SpaceGroup.class.getResourceAsStream(TABLE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String[] header = null;
            List<WyckoffPosition> positions = new ArrayList<>();
            for (String line = lines.readLine(); ; line = lines.readLine()) {
                boolean startsGroup = line == null || line.startsWith("group ");
                if (startsGroup && header != null) {
                    int number = Integer.parseInt(header[1]);
                    groups[number - 1] = new SpaceGroup(number, header[2], positions);
                    positions.clear();
                }
                if (line == null) {
                    return groups;
                }
                if (startsGroup) {
                    header = line.split(" ");
                } else if (!line.startsWith("#")) {
                    positions.add(parsePosition(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
    }

    private static WyckoffPosition parsePosition(String line) {
        String[] fields = line.split(" ");
        List<AffineOperation> operations = new ArrayList<>();
        for (String text : fields[2].split(";")) {
            operations.add(AffineOperation.parse(text));
        }
        if (operations.size() != Integer.parseInt(fields[1])) {
            throw new IllegalStateException(TABLE + " is damaged at '" + line + "'");
        }
        return new WyckoffPosition(fields[0].charAt(0), operations);
    }
}
