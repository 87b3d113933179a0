package io.nucleate.crystal.io;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Words;

import java.util.Map;

/**
 * The formats that crystals are written in. Each text ends with a line break, so that several can
 * follow one another.
 */
public enum StructureFormat {
    /** A crystal line: space group, lattice and Wyckoff sites. */
    CRYSTAL("jsonl") {
        @Override
        public String write(Crystal crystal, String name, Map<String, String> info) {
            return CrystalJson.write(crystal) + "\n";
        }

        @Override
        public String write(Structure structure, String name, Map<String, String> info) {
            throw new IllegalArgumentException("the symmetry of " + name
                    + " is not known; write it as structure, cif, poscar or extxyz");
        }
    },
    /** A structure line: every atom of the conventional cell. */
    STRUCTURE("jsonl") {
        @Override
        public String write(Structure structure, String name, Map<String, String> info) {
            return CrystalJson.write(structure) + "\n";
        }
    },
    /** A CIF: with symmetry for a crystal, in P1 for a structure. */
    CIF("cif") {
        @Override
        public String write(Crystal crystal, String name, Map<String, String> info) {
            return CifWriter.write(crystal, name, info);
        }

        @Override
        public String write(Structure structure, String name, Map<String, String> info) {
            return CifWriter.write(structure, name, info);
        }
    },
    /** A POSCAR. It holds one structure only: several after one another are no POSCAR. */
    POSCAR("vasp") {
        @Override
        public String write(Structure structure, String name, Map<String, String> info) {
            return Poscar.write(structure, name);
        }
    },
    EXTXYZ("extxyz") {
        @Override
        public String write(Structure structure, String name, Map<String, String> info) {
            return ExtendedXyz.write(structure, info);
        }
    };

    private static final Words<StructureFormat> WORDS =
            new Words<>("format", StructureFormat.class, StructureFormat::toString);

    private final String extension;

    StructureFormat(String extension) {
        this.extension = extension;
    }

    /** Returns the extension of a file name, without the dot. */
    public String extension() {
        return extension;
    }

    /** Writes a crystal about which no more is known. */
    public String write(Crystal crystal, String name) {
        return write(crystal, name, Map.of());
    }

    /** Writes a structure about which no more is known. */
    public String write(Structure structure, String name) {
        return write(structure, name, Map.of());
    }

    /**
     * Writes a crystal; formats without symmetry get every atom of the conventional cell.
     *
     * @param info what else is known, value by name, for the formats that have room for it: CIF and
     *     extended XYZ
     */
    public String write(Crystal crystal, String name, Map<String, String> info) {
        return write(crystal.structure(), name, info);
    }

    /** Writes a structure, with the same parameters. */
    public abstract String write(Structure structure, String name, Map<String, String> info);

    /**
     * Returns the format of a name.
     *
     * @throws IllegalArgumentException for a name that is no format's
     */
    public static StructureFormat of(String name) {
        return WORDS.parse(name);
    }

    /** Returns the name on the command line. */
    @Override
    public String toString() {
        return Words.lowerCase(this);
    }
}
