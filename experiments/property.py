#!/usr/bin/env python3
"""Learns dielectrics in several ways from one policy, and measures what each way is worth.

    experiments/property.py materials.jsonl.gz -o property --candidates 20000
    experiments/property.py materials.jsonl.gz -o property --candidates 20000 --arms guarded paper

The figure of merit is the electronic dielectric constant times the band gap, both estimated from
CHGNet's features of the relaxed crystal. Arms: guarded, the reward 'ehull + 3*fom'; fom, the figure
of merit near the hull; paper, the product as in the paper of CrystalFormer-RL, without a term for
stability, without bounds, and without guards; energy, the reward ehull.

Protocol: fresh crystals are drawn as runs draw and relaxed within their space groups by CHGNet;
SevenNet-0 judges those below 0.1 eV/atom. Tables give the mean over the seeds, the least and the
greatest. Writes property.md, with the best crystals of each arm, and a chart for each of merit,
dielectric constant and gap to the directory. What is computed stays there; start the same command
again to go on.
"""

import statistics

from chart import curves
from measures import Measure, compared, pooled, ratio, share, table
from merit import MERIT, STABILITY, WHAT, best, confirmed, has_gap, listed, merit, metastable
from merit import novel
from study import WITHOUT_GUARDS, Study, arguments, with_budget, write

START = "start"
BOUNDLESS = 1e6
ARMS = {
    "guarded": ("ehull + 3*fom", {}),
    "fom": ("fom", {}),
    "paper": (
        "fom",
        WITHOUT_GUARDS
        | {
            "scoring.ehull.belowHullMaxEvPerAtom": BOUNDLESS,
            "scoring.ehull.phasesPerFurtherElement": 0,
            "scoring.stability.allBelowEvPerAtom": BOUNDLESS,
            "scoring.stability.nothingAboveEvPerAtom": 2 * BOUNDLESS,
            "scoring.fom.capEv": BOUNDLESS,
            "scoring.deviations": 0,
            "learning.strata": "none",
            "scoring.relaxation.stepsMax": 0,
        },
    ),
    "energy": ("ehull", {}),
}
HIGH_DIELECTRIC, HIGH_GAP_EV = 10, 3
CHARTS = {
    "merit": ("Dielectric constant times band gap", "eV", metastable, merit, 30),
    "gap": ("Band gap", "eV", metastable, lambda line: line["band_gap_ev"], 8),
    # That of a metal means nothing.
    "dielectric": (
        "Electronic dielectric constant of those with a gap",
        "",
        lambda line: metastable(line) and has_gap(line),
        lambda line: line["dielectric_electronic"],
        20,
    ),
}


def insulating(sample):
    return [line for line in sample if metastable(line) and has_gap(line)]


def mean_merit(sample, start):
    """Returns the mean figure of merit of the metastable, in eV."""
    merits = [merit(line) for line in filter(metastable, sample)]
    return statistics.fmean(merits) if merits else None


def median(field):
    """A measure: the median of a field of metastable crystals with a gap."""

    def of(sample, start):
        values = [line[field] for line in insulating(sample)]
        return statistics.median(values) if values else None

    return of


def grown_merit(sample, start):
    now = mean_merit(sample, start)
    return None if now is None else ratio(now, mean_merit(start, start))


def kinds(sample, start):
    """Returns how many percent are kinds with a metastable and novel member."""
    found = {line["verdict"]["kind"] for line in sample if metastable(line) and novel(line)}
    return 100 * len(found) / len(sample)


def both_high(line):
    """Whether a novel crystal near the hull has what hardly goes together."""
    high = line.get("dielectric_electronic", 0) > HIGH_DIELECTRIC
    return metastable(line) and novel(line) and high and line["band_gap_ev"] > HIGH_GAP_EV


def supports(sample, start):
    phases = [line["reference_phases"] for line in insulating(sample)]
    return statistics.median(phases) if phases else None


MEASURES = [
    Measure("metastable, %", lambda sample, start: share(sample, metastable)),
    Measure("metastable, novel, each kind once, %", kinds),
    Measure(
        "of the metastable: confirmed by the judge, %",
        lambda sample, start: share(filter(metastable, sample), confirmed),
    ),
    Measure("of the metastable: ε × gap, mean, eV", mean_merit, 2),
    Measure("… over the start's", grown_merit, 2),
    Measure(
        "of the metastable: with a gap, %",
        lambda sample, start: share(filter(metastable, sample), has_gap),
    ),
    Measure("of these: gap, median, eV", median("band_gap_ev"), 2),
    Measure("of these: its uncertainty, median, eV", median("band_gap_uncertainty_ev"), 2),
    Measure("of these: ε, median", median("dielectric_electronic"), 2),
    Measure("of these: its uncertainty, median", median("dielectric_electronic_uncertainty"), 2),
    Measure("of these: known phases, median", supports),
    Measure(
        "novel, metastable, ε > 10 and gap > 3 eV, %",
        lambda sample, start: share(sample, both_high),
        2,
    ),
    Measure(
        "of the best 50: confirmed by the judge, %",
        lambda sample, start: share(best(sample, 50), confirmed),
    ),
    Measure("of the best 50: novel, %", lambda sample, start: share(best(sample, 50), novel)),
]


def sample(study, arm, seed):
    """Returns an arm's relaxed and scored crystals."""
    weights = None
    if arm != START:
        reward, settings = ARMS[arm]
        run = study.learned(arm, seed, ["--reward", reward], settings)
        weights = run / "policy.safetensors"
    path = study.directory / arm / str(seed) / "crystals.jsonl"
    return study.scored(study.drawn(path, seed, weights))


def distribution(crystals, chosen, of, greatest):
    """Returns how many percent of the chosen crystals have more than each value."""
    values = [of(line) for line in filter(chosen, crystals)]
    steps = [greatest * step / 100 for step in range(101)]
    return [(step, share(values, lambda value: value > step)) for step in steps]


def draw(samples, title, unit, chosen, of, greatest):
    """Returns the chart of a distribution, a line for each arm that has such crystals."""
    lines = {
        arm: [distribution(pooled(own), chosen, of, greatest)]
        for arm, own in samples.items()
        if any(map(chosen, pooled(own)))
    }
    subtitle = "% of fresh metastable crystals that have more, relaxed, all seeds"
    return curves(title, subtitle, unit, lines, says_end=False)


def main():
    parser = with_budget(arguments(__doc__))
    parser.add_argument("--arms", nargs="+", choices=ARMS, metavar="ARM", default=list(ARMS))
    parser.add_argument("--top", type=int, default=50, help="crystals of each arm in the report")
    options = parser.parse_args()
    study = Study(options, "minutes", "candidates")
    columns = [START, *options.arms]
    samples = {arm: [sample(study, arm, seed) for seed in options.seeds] for arm in columns}
    text = [table(["", *columns], compared(samples, START, MEASURES))]
    for arm, own in samples.items():
        top = listed(best(pooled(own), options.top), WHAT | MERIT | STABILITY)
        text.append(f"The best of {arm}:\n\n{top}")
    write(options.output / "property.md", "\n".join(text))
    print("\n".join(text))
    for name, chart in CHARTS.items():
        write(options.output / f"property-{name}.svg", draw(samples, *chart))


if __name__ == "__main__":
    main()
