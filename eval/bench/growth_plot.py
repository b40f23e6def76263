"""A plot of how a store grows, as SVG to stand in a page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.plots import BLUE, GREEN, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from eval.bench.scale import Measured


def growth_plot(measured: "Sequence[Measured]") -> str:
    """Return ingest time and search time against size, each as times of the smallest."""
    sizes = [found.ingested.articles for found in measured]
    ingest = [found.ingested.seconds for found in measured]
    search = [found.search.p50 for found in measured]

    def draw(axes: "Axes") -> None:
        for values, colour, name in ((ingest, BLUE, "ingest"), (search, GREEN, "search, median")):
            grown = [value / values[0] for value in values]
            axes.plot(sizes, grown, marker="o", color=colour, label=name)
        straight = [size / sizes[0] for size in sizes]
        axes.plot(sizes, straight, linestyle=":", color="#8795a1", label="in proportion")
        axes.set(xscale="log", yscale="log", xlabel="articles", ylabel="times the smallest store's")
        axes.legend(frameon=False)

    return svg_of(draw, height=3.4, salt="growth")
