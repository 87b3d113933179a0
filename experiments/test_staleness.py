"""Tests of what staleness.py computes itself."""

import contextlib
import json
import pathlib
import tempfile
import unittest

import staleness
from staleness import BATCHES, DEVICES, EPOCHS, RATE, Programs, curve, of_end, speedups, treatments


def versions(*rewards):
    return [{"version": number, "reward": reward} for number, reward in enumerate(rewards)]


class LearningTest(unittest.TestCase):
    def test_the_end_is_the_last_tenth(self):
        self.assertEqual(of_end(versions(*range(20)), "reward"), 18.5)
        self.assertEqual(of_end(versions(1, 2, 3), "reward"), 3)

    def test_a_curve_has_means_of_neighbours_over_candidates(self):
        self.assertEqual(curve(versions(1, 2), 64), [(0, 1), (64, 2)])
        points = curve(versions(*range(80)), 10)
        self.assertEqual(len(points), 40)
        self.assertEqual(points[1], (20, 2.5))

    def test_the_course_has_means_of_the_versions_it_names(self):
        rewards = [0] * 5 + [1] * 4 + [0] * 8 + [2] * 16 + [0] * 16 + [3] * 16 + [4] * 10
        row = ["arm", "**1.000**", "**2.000**", "**3.000**", "**4.000**"]
        self.assertEqual(staleness.course({"arm": [versions(*rewards)]}), [row])

    def test_larger_batches_make_as_many_steps_or_larger_ones(self):
        self.assertEqual(treatments(BATCHES[0]), {"": (EPOCHS, RATE)})
        steps = {
            (size, name): epochs / size
            for size in BATCHES
            for name, (epochs, _) in treatments(size).items()
        }
        self.assertEqual(steps[512, ", as many steps"], steps[128, ""])
        self.assertEqual(treatments(512)[", rate by the root"], (EPOCHS, 2 * RATE))


class PaceTest(unittest.TestCase):
    def test_devices_that_never_rest_are_as_fast_as_the_slowest(self):
        self.assertAlmostEqual(DEVICES["even"].ceiling(), 3)
        self.assertAlmostEqual(DEVICES["sampling"].ceiling(), 2)
        self.assertAlmostEqual(DEVICES["relaxing"].ceiling(), 10 / 8)
        self.assertAlmostEqual(DEVICES["relaxing-8"].ceiling(), 3)

    def test_a_batch_takes_the_time_that_is_stated(self):
        devices = DEVICES["fixed"]
        setup = devices.setup(10, 20, 1, 1)
        for stage in ("sampling", "scoring", "learning"):
            work = setup[stage]
            seconds = work["fixedSeconds"] + devices.batch * work["secondsPerCrystal"]
            self.assertAlmostEqual(seconds, getattr(devices, stage))
        self.assertAlmostEqual(devices.one_by_one(), staleness.PAPER_SECONDS)

    def test_each_seed_is_compared_with_its_own(self):
        fast, slow = ([{"crystalsPerSecond": rate} for rate in rates] for rates in ((6, 8), (2, 4)))
        self.assertEqual(speedups(fast, slow), [3, 2])


class ProgramsTest(unittest.TestCase):
    def test_what_was_answered_is_not_asked_again(self):
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            programs = Programs(pathlib.Path(name), stack)
            programs.asked = lambda program, question: json.dumps(question["number"] + 1)
            self.assertEqual(programs.answer("any", "one", {"number": 1}), 2)
            programs.asked = None
            self.assertEqual(programs.answer("any", "one", {"number": 1}), 2)
            with self.assertRaises(SystemExit):
                programs.answer("any", "one", {"number": 2})


if __name__ == "__main__":
    unittest.main()
