"""Plots of an evaluation as SVG to stand inside a page.

Labels are text, not outlines: the browser draws them in its own fonts, so kinds named in
Chinese need no font here. Nothing in a label is read as markup or mathematics.
"""

import io
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from eval.evaluation import Evaluation
from eval.measures.risk_coverage import RiskPoint
from eval.selective import RISKS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, BLUE, GREEN, GRID = "#3d4852", "#2f6f9f", "#4f9d69", "#e3e8ec"

_STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#b8c2cc",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GRID,
    "xtick.color": INK,
    "ytick.color": INK,
}


def kinds_plot(evaluation: Evaluation) -> str:
    """Return accuracy by kind as bars with their 95 % intervals."""
    kinds = list(evaluation.by_kind)
    found = [evaluation.by_kind[kind]["accuracy"] for kind in kinds]
    below = [estimate.value - estimate.low for estimate in found]
    above = [estimate.high - estimate.value for estimate in found]
    names = [f"{kind} ({estimate.count})" for kind, estimate in zip(kinds, found, strict=True)]

    def draw(axes: "Axes") -> None:
        axes.barh(
            range(len(kinds)),
            [estimate.value for estimate in found],
            xerr=[below, above],
            height=0.62,
            color=BLUE,
            error_kw={"ecolor": INK, "capsize": 3, "elinewidth": 1},
        )
        axes.set_yticks(range(len(kinds)), names)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set(xlim=(0, 1.02), xlabel="dealt with as it should be")

    return svg_of(draw, height=0.9 + 0.4 * len(kinds), salt="kinds")


def risk_plot(points: Sequence[RiskPoint]) -> str:
    """Return the risk-coverage curve: what answering more would cost.

    Both axes are shares; the 5, 10 and 20 % of wrong answers that are told are dotted.
    """

    def draw(axes: "Axes") -> None:
        coverage, risk = [p.coverage for p in points], [p.risk for p in points]
        for level in RISKS:
            axes.axhline(level, color=INK, linewidth=0.7, linestyle=":")
        axes.plot(coverage, risk, color=BLUE, linewidth=1.8, marker="o", markersize=2.5)
        axes.set(
            xlim=(0, 1),
            ylim=(0, min(1.0, max(0.22, *risk) * 1.08) if risk else 0.22),
            xlabel="coverage: share of questions answered",
            ylabel="risk: share of answers wrong",
        )

    return svg_of(draw, height=2.7, salt="risk")


def latency_plot(evaluation: Evaluation) -> str:
    """Return a histogram of milliseconds per answer, median and 95 % marked.

    The few slowest, such as a first answer that loads models, stand in the last bar.
    """
    times = [result.outcome.milliseconds for result in evaluation.results]
    found = evaluation.latency
    longest = min(max(times), 1.5 * found.p95)

    def draw(axes: "Axes") -> None:
        bins = min(40, max(8, len(times) // 5))
        axes.hist([min(time, longest) for time in times], bins=bins, color=GREEN)
        axes.axvline(found.p50, color=INK, linewidth=1.2, label=f"median {found.p50:.0f}")
        label = f"95 % {found.p95:.0f}"
        axes.axvline(found.p95, color=INK, linewidth=1.2, linestyle="--", label=label)
        axes.legend(frameon=False, loc="upper right")
        axes.set(xlabel="milliseconds per answer", ylabel="questions", xlim=(0, None))

    return svg_of(draw, height=2.7, salt="latency")


def svg_of(draw: "Callable[[Axes], None]", *, height: float, salt: str) -> str:
    """Return one plot as an `svg` element.

    Args:
        draw: Draws on the axes it is handed.
        height: In inches; the width is fixed.
        salt: Keeps the ids of this plot apart from those of others on the page.
    """
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # the browser has the glyphs
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE | {"svg.hashsalt": salt})
        figure = Figure(figsize=(6.4, height), layout="constrained")
        draw(figure.add_subplot())
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", transparent=True, metadata={"Date": None})
    return _element(drawn.getvalue())


def _element(file: str) -> str:
    """Return a file's `svg` element alone: no prologue, no metadata, no size of its own."""
    element = file[file.index("<svg") :]
    start, end = element.find("<metadata>"), element.find("</metadata>")
    return element[:start] + element[end + len("</metadata>") :] if start >= 0 else element
