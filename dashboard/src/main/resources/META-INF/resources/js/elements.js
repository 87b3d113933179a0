/** The chemical elements: names, places in the periodic table, how they are drawn. */

const SYMBOLS = ('H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se '
  + 'Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb '
  + 'Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm '
  + 'Bk Cf Es Fm Md No Lr').split(' ');

const NAMES = ('hydrogen helium lithium beryllium boron carbon nitrogen oxygen fluorine neon sodium '
  + 'magnesium aluminium silicon phosphorus sulfur chlorine argon potassium calcium scandium '
  + 'titanium vanadium chromium manganese iron cobalt nickel copper zinc gallium germanium '
  + 'arsenic selenium bromine krypton rubidium strontium yttrium zirconium niobium molybdenum '
  + 'technetium ruthenium rhodium palladium silver cadmium indium tin antimony tellurium iodine '
  + 'xenon caesium barium lanthanum cerium praseodymium neodymium promethium samarium europium '
  + 'gadolinium terbium dysprosium holmium erbium thulium ytterbium lutetium hafnium tantalum '
  + 'tungsten rhenium osmium iridium platinum gold mercury thallium lead bismuth polonium '
  + 'astatine radon francium radium actinium thorium protactinium uranium neptunium plutonium '
  + 'americium curium berkelium californium einsteinium fermium mendelevium nobelium lawrencium').split(' ');

/** Covalent radii in Å, to curium: Cordero et al., Dalton Trans. 2832 (2008). */
const RADII_ANGSTROM = ('0.31 0.28 1.28 0.96 0.84 0.76 0.71 0.66 0.57 0.58 1.66 1.41 1.21 1.11 1.07 1.05 1.02 1.06 '
  + '2.03 1.76 1.70 1.60 1.53 1.39 1.39 1.32 1.26 1.24 1.32 1.22 1.22 1.20 1.19 1.20 1.20 1.16 '
  + '2.20 1.95 1.90 1.75 1.64 1.54 1.47 1.46 1.42 1.39 1.45 1.44 1.42 1.39 1.39 1.38 1.39 1.40 '
  + '2.44 2.15 2.07 2.04 2.03 2.01 1.99 1.98 1.98 1.96 1.94 1.92 1.92 1.89 1.90 1.87 1.87 1.75 '
  + '1.70 1.62 1.51 1.44 1.41 1.36 1.36 1.32 1.45 1.46 1.48 1.40 1.50 1.50 2.60 2.21 2.15 2.06 '
  + '2.00 1.96 1.90 1.87 1.80 1.69').split(' ');

/** Jmol's colours, which the field knows, to curium. */
const COLORS = ('FFFFFF D9FFFF CC80FF C2FF00 FFB5B5 909090 3050F8 FF0D0D 90E050 B3E3F5 AB5CF2 8AFF00 BFA6A6 '
  + 'F0C8A0 FF8000 FFFF30 1FF01F 80D1E3 8F40D4 3DFF00 E6E6E6 BFC2C7 A6A6AB 8A99C7 9C7AC7 E06633 '
  + 'F090A0 50D050 C88033 7D80B0 C28F8F 668F8F BD80E3 FFA100 A62929 5CB8D1 702EB0 00FF00 94FFFF '
  + '94E0E0 73C2C9 54B5B5 3B9E9E 248F8F 0A7D8C 006985 C0C0C0 FFD98F A67573 668080 9E63B5 D47A00 '
  + '940094 429EB0 57178F 00C900 70D4FF FFFFC7 D9FFC7 C7FFC7 A3FFC7 8FFFC7 61FFC7 45FFC7 30FFC7 '
  + '1FFFC7 00FF9C 00E675 00D452 00BF38 00AB24 4DC2FF 4DA6FF 2194D6 267DAB 266696 175487 D0D0E0 '
  + 'FFD123 B8B8D0 A6544D 575961 9E4FB5 AB5C00 754F45 428296 420066 007D00 70ABFA 00BAFF 00A1FF '
  + '008FFF 0080FF 006BFF 545CF2 785CE3').split(' ');

/** What has no value of its own is drawn as a middling grey ball. */
const RADIUS_UNKNOWN_ANGSTROM = 1.6;
const COLOR_UNKNOWN = '9a9a9a';

const numbers = new Map(SYMBOLS.map((symbol, i) => [symbol, i]));

export const isElement = symbol => numbers.has(symbol);
export const nameOf = symbol => NAMES[numbers.get(symbol)] ?? symbol;
export const radiusOf = symbol => Number(RADII_ANGSTROM[numbers.get(symbol)] ?? RADIUS_UNKNOWN_ANGSTROM);
export const colorOf = symbol => `#${COLORS[numbers.get(symbol)] ?? COLOR_UNKNOWN}`;

/** Those around which other atoms are arranged as corners of a polyhedron. */
const ANIONS = new Set('H B C N O F P S Cl As Se Br Te I'.split(' '));
export const isAnion = symbol => ANIONS.has(symbol);

/** The noble gas before each row of the table, as an index. */
const ROWS = [0, 2, 10, 18, 36, 54, 86, 103];

/** Row and column in the table of 18 columns; lanthanoids and actinoids are rows 9 and 10. */
function place(i) {
  const row = ROWS.findLastIndex(first => i >= first);
  const at = i - ROWS[row];
  const length = ROWS[row + 1] - ROWS[row];
  if (row >= 5) {
    // Lanthanum to lutetium and actinium to lawrencium stand below.
    if (at >= 2 && at < 17) return { row: row + 4, column: at + 1 };
    return { row: row + 1, column: at < 2 ? at + 1 : at - 13 };
  }
  const fromRight = length - at;
  if (row === 0) return { row: 1, column: at === 0 ? 1 : 18 };
  if (row < 3) return { row: row + 1, column: at < 2 ? at + 1 : 19 - fromRight };
  return { row: row + 1, column: at + 1 };
}

/** All elements with their places. */
export const ELEMENTS = SYMBOLS.map((symbol, i) => ({ symbol, name: NAMES[i], number: i + 1, ...place(i) }));
