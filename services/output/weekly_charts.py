"""Native Excel charts of the weekly workbook: column charts over cells of the same sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.output import style

_COLOURS = (style.LEVEL_COLOURS[1], style.LEVEL_COLOURS[4])


@dataclass(frozen=True)
class ChartPlan:
    """Title, heading row of the table (categories in column A under it), and its number of lines."""

    title: str
    head_row: int
    lines: int


def add_bars(
    sheet: Any,
    plan: ChartPlan,
    series: tuple[tuple[str, int], ...],
    row: int,
    rows: int,
    first: int,
    last: int,
) -> None:
    """Add a column chart over columns `first` to `last` (from 0, end excluded) and `rows` rows from `row`.

    `series` names the columns (from 1) that hold the numbers.
    """
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    chart = _chart(sheet, plan, series)
    _dress(chart)
    gap = 50_000  # EMU; a chart must not cover the lines of its cells
    chart.anchor = TwoCellAnchor(
        editAs="twoCell",
        _from=AnchorMarker(col=first, colOff=gap, row=row - 1, rowOff=0),
        to=AnchorMarker(col=last, colOff=0, row=row - 1 + rows, rowOff=0),
    )
    sheet.add_chart(chart)


def _chart(sheet: Any, plan: ChartPlan, series: tuple[tuple[str, int], ...]) -> Any:
    from openpyxl import chart as charts

    kit: Any = charts
    top, end = plan.head_row + 1, plan.head_row + plan.lines
    chart = kit.BarChart()
    chart.type, chart.grouping = "col", "clustered"
    chart.gapWidth, chart.overlap = 60, -5
    for title, column in series:
        cells = kit.Reference(sheet, min_col=column, min_row=top, max_row=end)
        chart.series.append(kit.Series(cells, title=title))
    chart.set_categories(kit.Reference(sheet, min_col=1, min_row=top, max_row=end))
    chart.title = plan.title
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0"
    chart.y_axis.scaling.min = 0
    return chart


def _dress(chart: Any) -> None:
    """Quiet colours, small type, values on the columns, legend below."""
    from openpyxl.chart.layout import Layout, ManualLayout

    for series, colour in zip(chart.series, _COLOURS, strict=True):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.noFill = True
        series.dLbls = _labels()
    chart.x_axis.txPr = chart.y_axis.txPr = _type(800, style.SOFT)
    chart.legend.position = "b"
    chart.legend.txPr = _type(800, style.TEXT)
    for paragraph in chart.title.tx.rich.p:
        for run in paragraph.r:
            run.rPr = _face(1000, style.TEXT, bold=True)
    chart.title.overlay = False
    chart.y_axis.majorGridlines.spPr = _line(style.LINE_SOFT)
    chart.x_axis.graphicalProperties = _line(style.LINE)
    chart.y_axis.graphicalProperties = _line(None)
    chart.graphical_properties = _line(style.LINE_SOFT)
    chart.roundedCorners = False
    chart.layout = Layout(manualLayout=ManualLayout(x=0.08, y=0.15, w=0.89, h=0.62))


def _labels() -> Any:
    from openpyxl.chart.label import DataLabelList

    labels: Any = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = False
    labels.showLegendKey = labels.showPercent = False
    labels.txPr = _type(700, style.SOFT)
    return labels


def _type(size: int, colour: str) -> Any:
    """Text properties of a chart part; `size` in hundredths of a point."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import Paragraph, ParagraphProperties

    face = _face(size, colour)
    return RichText(
        p=[Paragraph(pPr=ParagraphProperties(defRPr=face), endParaRPr=face)]
    )


def _face(size: int, colour: str, *, bold: bool = False) -> Any:
    from openpyxl.drawing.text import CharacterProperties, Font

    font = Font(typeface=style.SONG)
    return CharacterProperties(sz=size, b=bold, solidFill=colour, latin=font, ea=font)


def _line(colour: str | None) -> Any:
    """A hairline of a colour, or none."""
    from openpyxl.chart.shapes import GraphicalProperties

    shape: Any = GraphicalProperties()
    if colour is None:
        shape.line.noFill = True
    else:
        shape.line.solidFill = colour
        shape.line.width = 9525
    return shape
