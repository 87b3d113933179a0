"""Charts of the experiments as SVG, in the style of docs/images/learning-curve.svg."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
from make_pictures import nice_step  # noqa: E402

WIDTH, HEIGHT = 900, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 56, 52
LINE = 17  # of text
GREY = "#5d6872"
COLOURS = (
    *("#0f7c7e", "#c8401b", "#5b5fc7", "#a35b00", "#1d7a46", "#b0307a"),
    *("#3a7bd5", "#6b6b6b", "#d4a017", "#7ac74f", "#8c2d04", "#17becf"),
)


class Chart:
    """Axes, and what is drawn between them. Ranges grow to whole steps of their ticks."""

    def __init__(self, title, subtitle, x_label, x_range, y_range):
        self.x_ticks, self.y_ticks = ticks(*x_range, 6), ticks(*y_range, 5)
        self.labels = []
        middle = (LEFT + WIDTH - RIGHT) / 2
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            'font-family="system-ui, sans-serif" font-size="14" fill="#1b2127">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            f'<text x="{LEFT}" y="24" font-size="17" font-weight="600">{escaped(title)}</text>',
            f'<text x="{LEFT}" y="44" fill="{GREY}">{escaped(subtitle)}</text>',
            f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle" fill="{GREY}">'
            f"{escaped(x_label)}</text>",
        ]
        for tick in self.y_ticks:
            y = self.y(tick)
            self.parts.append(
                f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e0e3e2"/>'
                f'<text x="{LEFT - 10}" y="{y + 5:.1f}" text-anchor="end" fill="{GREY}">'
                f"{tick:,g}</text>"
            )
        self.parts += [
            f'<text x="{self.x(tick):.1f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle" '
            f'fill="{GREY}">{number(tick)}</text>'
            for tick in self.x_ticks
        ]

    def x(self, value):
        low, high = self.x_ticks[0], self.x_ticks[-1]
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low)

    def y(self, value):
        low, high = self.y_ticks[0], self.y_ticks[-1]
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low)

    def line(self, points, colour):
        corners = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )

    def cross(self, xs, ys, colour):
        """A point at the means, and lines from the least to the greatest."""
        x, y = self.x(mean(xs)), self.y(mean(ys))
        self.parts.append(
            f'<path d="M{self.x(min(xs)):.1f} {y:.1f}H{self.x(max(xs)):.1f}'
            f'M{x:.1f} {self.y(min(ys)):.1f}V{self.y(max(ys)):.1f}" stroke="{colour}"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        )

    def label(self, y, text, colour):
        """A text in the right margin, as high as a point, or nearly so."""
        self.labels.append((self.y(y) + 5, colour, text))

    def svg(self):
        labels = sorted(self.labels)
        heights = apart([y for y, _, _ in labels], HEIGHT - BOTTOM + 5)
        self.parts += [
            f'<text x="{WIDTH - RIGHT + 8}" y="{y:.1f}" fill="{colour}">{escaped(text)}</text>'
            for y, (_, colour, text) in zip(heights, labels)
        ]
        return "\n".join([*self.parts, "</svg>"]) + "\n"


def apart(heights, lowest):
    """Moves ascending heights of lines of text until they do not overlap, none below the lowest."""
    moved = []
    for height in heights:
        moved.append(max(height, moved[-1] + LINE) if moved else height)
    for place in reversed(range(len(moved))):
        moved[place] = min(moved[place], lowest - LINE * (len(moved) - 1 - place))
    return moved


def curves(title, subtitle, x_label, series, says_end=True):
    """A chart with lines: series has for each name a list of lines, all in its colour.

    Names stand where lines end, with the mean of the ends, or else where lines begin.
    """
    points = [point for group in series.values() for line in group for point in line]
    x_max, y_max = (max(coordinates) for coordinates in zip(*points))
    chart = Chart(title, subtitle, x_label, (0, x_max), (0, y_max))
    for colour, (name, group) in zip(colours(series), series.items()):
        for line in group:
            chart.line(line, colour)
        end = mean([line[-1 if says_end else 0][1] for line in group])
        chart.label(end, f"{name}, {number(end)}" if says_end else name, colour)
    return chart.svg()


def crosses(title, subtitle, x_label, series):
    """A chart with a point for each name: series has the values of x and those of y."""
    xs, ys = ([value for pair in series.values() for value in pair[axis]] for axis in (0, 1))
    chart = Chart(title, subtitle, x_label, (min(xs), max(xs)), (min(ys), max(ys)))
    for colour, (name, (of_x, of_y)) in zip(colours(series), series.items()):
        chart.cross(of_x, of_y, colour)
        chart.label(mean(of_y), name, colour)
    return chart.svg()


def colours(series):
    return [COLOURS[place % len(COLOURS)] for place in range(len(series))]


def ticks(low, high, count):
    """Whole multiples of a round step, the first at or below low, the last at or above high."""
    step = nice_step(max(high - low, 1), count)
    first = int(low // step)
    last = max(int(-(-high // step)), first + 1)
    return [step * multiple for multiple in range(first, last + 1)]


def number(value):
    """Three digits that count, or all of a large number."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def mean(values):
    return sum(values) / len(values)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")
