"""Numbers of crystals that Study.sample has evaluated, and tables of them in Markdown.

A measure is a function of a sample and of the start's sample with the same seed. Without another
word, a share is of all crystals that were generated.
"""

import collections
import dataclasses
import statistics
from collections.abc import Callable

MANY_SITES = 5
FREQUENT = 10
# Shares of rarer elements are noise: 1 % of 3,000 crystals is known to a fifth of it.
GROWN_SHARE_MIN = 0.01


@dataclasses.dataclass(frozen=True)
class Measure:
    """A row of a table."""

    name: str
    of: Callable
    digits: int = 1


def share(crystals, holds):
    """Returns how many percent of crystals something holds for; None if there are none."""
    crystals = list(crystals)
    return 100 * sum(map(holds, crystals)) / len(crystals) if crystals else None


def ratio(value, start):
    return value / start if start else None


def among(chosen, holds):
    """A measure: the share of something among those crystals that are chosen."""
    return lambda sample, start: share(filter(chosen, sample), holds)


def of_all(holds):
    return lambda sample, start: share(sample, holds)


def over_start(measure):
    return lambda sample, start: ratio(measure(sample, start), measure(start, start))


def metastable(crystal):
    return crystal["metastable"]


def msun(crystal):
    return crystal["msun"]


def judged(crystal):
    """Whether the judge was asked, and has an energy."""
    return metastable(crystal) and crystal["energy"]["judged_above_hull_ev_per_atom"] is not None


def confirmed(crystal):
    return crystal["confirmed"]


def has(element):
    return lambda crystal: element in crystal["elements"]


def many_sites(crystal):
    return (crystal["sites"] or 0) >= MANY_SITES


def sites(sample, start):
    return statistics.fmean(crystal["sites"] for crystal in sample if crystal["sites"])


def msun_at_starts_sizes(sample, start):
    """Returns the M.S.U.N. that a sample would have with the start's shares of sizes, in percent.

    A policy that turns to small crystals gains by that alone; this takes it out (direct
    standardisation). Crystals that could not be read have no size and count as failures.
    """

    def size(crystal):
        return crystal["sites"] and min(crystal["sites"], MANY_SITES)

    total = 0.0
    for one, count in collections.Counter(map(size, start)).items():
        within = share((crystal for crystal in sample if size(crystal) == one), msun)
        total += count * (within or 0)
    return total / len(start)


def supports(sample, start):
    phases = [crystal["energy"]["supporting_phases"] for crystal in filter(metastable, sample)]
    return statistics.median(phases) if phases else None


MEASURES = [
    Measure("< 0.1 eV/atom as drawn, %", of_all(lambda crystal: crystal["drawn"]["metastable"])),
    Measure("< 0.1 eV/atom relaxed, %", of_all(metastable)),
    Measure("S.U.N., %", of_all(lambda crystal: crystal["sun"])),
    Measure("M.S.U.N., %", of_all(msun)),
    Measure("M.S.U.N. over the start's", over_start(of_all(msun)), 2),
    Measure("M.S.U.N. that the judge confirms, %", of_all(lambda it: it["confirmed_msun"])),
    Measure("of the metastable: confirmed, %", among(judged, confirmed)),
    Measure("unique as drawn, %", of_all(lambda crystal: crystal["drawn"]["unique"])),
    Measure("unique relaxed, %", of_all(lambda crystal: crystal["unique"])),
    Measure("novel, %", of_all(lambda crystal: crystal["novel"] is True)),
    Measure("structurally valid, %", of_all(lambda crystal: crystal["structurally_valid"])),
    Measure("compositionally valid, %", of_all(lambda crystal: crystal["compositionally_valid"])),
    Measure("charges balance, %", of_all(lambda crystal: crystal["balanced"])),
    Measure("of the M.S.U.N.: charges balance, %", among(msun, lambda it: it["balanced"])),
    Measure("sites", sites, 2),
    Measure("five or more sites, %", of_all(many_sites)),
    Measure("five or more sites over the start's", over_start(of_all(many_sites)), 2),
    Measure("of five or more sites: M.S.U.N., %", among(many_sites, msun)),
    Measure("M.S.U.N. at the start's numbers of sites, %", msun_at_starts_sizes),
    Measure("with oxygen, %", of_all(has("O"))),
    Measure("with mercury, %", of_all(has("Hg"))),
    Measure("of the metastable: with oxygen, %", among(metastable, has("O"))),
    Measure("of the metastable: with mercury, %", among(metastable, has("Hg"))),
    Measure("of the metastable: known phases, median", supports),
]


def element_shares(crystals):
    """Returns the share of crystals with each element, the most frequent first."""
    counts = collections.Counter(element for crystal in crystals for element in crystal["elements"])
    return {element: count / len(crystals) for element, count in counts.most_common()}


def grown_most(samples, starts):
    """Returns the element whose share grew most, by what factor, and both shares.

    Samples of all seeds are taken together. An element that the start has not counts as if it had
    half a crystal of it.
    """
    now = element_shares(pooled(samples))
    before = element_shares(pooled(starts))
    unseen = 0.5 / len(pooled(starts))
    factors = {
        element: of_now / before.get(element, unseen)
        for element, of_now in now.items()
        if of_now >= GROWN_SHARE_MIN
    }
    if not factors:
        return None
    element = max(factors, key=factors.get)
    shares = f"{100 * before.get(element, 0):.1f} → {100 * now[element]:.1f} %"
    return f"{element} {factors[element]:.1f} ({shares})"


def least_confirmed(samples, starts):
    """Returns the element, of the ten most frequent, that the judge confirms least."""
    crystals = list(filter(judged, pooled(samples)))
    shares = {
        element: share(filter(has(element), crystals), confirmed)
        for element in list(element_shares(crystals))[:FREQUENT]
    }
    if not shares:
        return None
    element = min(shares, key=shares.get)
    return f"{element} {shares[element]:.0f} %"


POOLED = [
    ("element that grew most, factor over the start", grown_most),
    ("least confirmed of the ten most frequent", least_confirmed),
]


def pooled(samples):
    return [crystal for sample in samples for crystal in sample]


def spread(values, digits=1):
    """Returns the mean of one value for each seed, and the least and the greatest."""
    if not values or None in values:
        return "–"
    cell = f"**{statistics.fmean(values):,.{digits}f}**"
    if len(values) > 1:
        cell += f" ({min(values):,.{digits}f} – {max(values):,.{digits}f})"
    return cell


def compared(samples, start, measures):
    """Returns rows of a table: samples has for each column the samples of all seeds.

    Start names the column with which others are compared.
    """
    starts = samples[start]
    rows = []
    for measure in measures:
        values = (list(map(measure.of, own, starts)) for own in samples.values())
        rows.append([measure.name, *(spread(own, measure.digits) for own in values)])
    return rows


def measured(samples, start):
    """Returns the rows that compared gives of all measures, and those of all seeds together."""
    rows = compared(samples, start, MEASURES)
    for name, of in POOLED:
        rows.append([name, *(of(own, samples[start]) or "–" for own in samples.values())])
    return rows


def table(header, rows):
    """Returns a table in Markdown."""
    cells = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(map(str, row)) + " |\n" for row in cells)
