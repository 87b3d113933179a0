"""Tests of what the experiments compute themselves: python3 -m unittest discover -s experiments"""

import unittest
import xml.etree.ElementTree

from chart import apart, crosses, curves, ticks
from measures import grown_most, least_confirmed, measured, msun_at_starts_sizes, over_start
from measures import ratio, share, spread, table


def crystal(*elements, metastable=True, confirmed=True, msun=False):
    return {
        "elements": set(elements),
        "metastable": metastable,
        "confirmed": confirmed,
        "confirmed_msun": confirmed and msun,
        "msun": msun,
        "sun": False,
        "unique": True,
        "novel": None,
        "structurally_valid": True,
        "compositionally_valid": True,
        "balanced": True,
        "sites": len(elements),
        "drawn": {"metastable": metastable, "unique": True},
        "energy": {"judged_above_hull_ev_per_atom": 0.0, "supporting_phases": 3},
    }


class MeasuresTest(unittest.TestCase):
    def test_spread_is_the_mean_with_least_and_greatest(self):
        self.assertEqual(spread([1, 2, 6]), "**3.0** (1.0 – 6.0)")
        self.assertEqual(spread([1234.5], 0), "**1,234**")
        self.assertEqual(spread([1, None]), "–")

    def test_of_no_crystals_there_is_no_share(self):
        self.assertIsNone(share([], bool))
        self.assertEqual(share([0, 1, 2, 3], bool), 75)
        self.assertIsNone(ratio(1, 0))

    def test_small_crystals_alone_are_no_gain(self):
        good, large = crystal("Na", msun=True), crystal("A", "B", "C", "D", "E")
        start = [good] * 2 + [large] * 2
        self.assertEqual(msun_at_starts_sizes(start, start), 50)
        self.assertEqual(msun_at_starts_sizes([good] * 3 + [large], start), 50)
        better = crystal("A", "B", "C", "D", "E", msun=True)
        self.assertEqual(msun_at_starts_sizes([good] * 3 + [better], start), 100)
        self.assertEqual(msun_at_starts_sizes([good], start), 50)

    def test_element_that_grew_most(self):
        start = [[crystal("Na", "Cl")] * 9 + [crystal("Hg", "Cl")]]
        grown = [[crystal("Na", "Cl")] * 6 + [crystal("Hg", "Cl")] * 4]
        self.assertEqual(grown_most(grown, start), "Hg 4.0 (10.0 → 40.0 %)")

    def test_element_that_the_start_has_not_counts_as_half_a_crystal(self):
        start = [[crystal("Na")] * 10]
        self.assertEqual(grown_most([[crystal("I")] * 10], start), "I 20.0 (0.0 → 100.0 %)")

    def test_rare_elements_are_no_growth(self):
        start = [[crystal("Na")] * 1000]
        grown = [[crystal("Na")] * 999 + [crystal("I")]]
        self.assertTrue(grown_most(grown, start).startswith("Na 1.0"))

    def test_least_confirmed_is_among_the_frequent_metastable(self):
        doubted = [crystal("Hg", confirmed=False), crystal("Hg")]
        unstable = [crystal("I", metastable=False, confirmed=False)]
        frequent = [crystal(f"E{number}") for number in range(9) for _ in range(3)]
        rare = [crystal("Rare", confirmed=False)]
        sample = frequent + doubted + unstable + rare
        self.assertEqual(least_confirmed([sample], []), "Hg 50 %")

    def test_growth_over_the_start(self):
        measure = over_start(lambda sample, start: share(sample, lambda it: it["msun"]))
        start = [crystal("Na"), crystal("Na", msun=True)]
        self.assertEqual(measure([crystal("Na", msun=True)], start), 2)
        self.assertIsNone(measure(start, [crystal("Na")]))

    def test_a_table_has_a_cell_for_each_column(self):
        sample = [crystal("Na", "Cl", msun=True), crystal("Hg", metastable=False)]
        lines = table(["", "start", "arm"], measured({"start": [sample], "arm": [sample]}, "start"))
        self.assertEqual({line.count("|") for line in lines.splitlines()}, {4})
        self.assertIn("| M.S.U.N., % | **50.0** | **50.0** |", lines)


class ChartTest(unittest.TestCase):
    def test_ticks_are_round_and_enclose_the_range(self):
        self.assertEqual(ticks(0, 47, 5), [0, 10, 20, 30, 40, 50])
        self.assertEqual(ticks(96.2, 99.1, 6), [96, 97, 98, 99, 100])
        self.assertEqual(ticks(5, 5, 6), [5, 6])

    def test_labels_that_overlap_move_apart_and_stay_on_the_chart(self):
        self.assertEqual(apart([10, 12, 100], 200), [10, 27, 100])
        self.assertEqual(apart([190, 195, 199], 200), [166, 183, 200])

    def test_charts_are_xml_whatever_names_say(self):
        lines = curves("a < b", "c & d", "x", {"<1>": [[(0, 1), (9, 2)]]})
        points = crosses("a", "b", "x", {"<1>": ([98, 99], [50, 52])})
        for svg in (lines, points):
            root = xml.etree.ElementTree.fromstring(svg)
            texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
            self.assertTrue(any(text.startswith("<1>") for text in texts))


if __name__ == "__main__":
    unittest.main()
