"""A map of the Americas by first-level unit, drawn on the server as SVG without style or script.

The page's own style sheet gives the colours, by class: ``q1`` to ``q5`` for the bands, ``none`` for
zero or no figure, ``ctx`` for land outside the count, ``border``, ``inset``, ``inset-name``, and
``hatch`` over ``hatch-ground`` in the pattern that fills ``protected`` units. Frames scale what
they hold by ten, so strokes need ``vector-effect: non-scaling-stroke``, except that of ``hatch``.
Legend, table and ``BOUNDARY_NOTICE`` go beside the map.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from amparo.kernel.places.bands import BANDS
from amparo.kernel.places.frame import TENTHS, Frame
from amparo.kernel.places.layout import Inset, insets, main_frame
from amparo.kernel.places.lookup import admin1, country, label
from amparo.kernel.places.records import Admin1
from amparo.kernel.places.shapes import box_of, level

BOUNDARY_NOTICE = gettext_lazy(
    "Los límites y los nombres de este mapa sirven solo para orientarse: no expresan ninguna "
    "posición sobre la soberanía de un territorio ni sobre sus fronteras."
)
PROTECTED = "protected"
CLASSES = frozenset({"none", PROTECTED, *(f"q{band}" for band in range(1, BANDS + 1))})
# Radius of the dot of a unit without outline, in tenths of a unit of the picture.
DOT, DOT_IN_FOCUS = 34, 80


@dataclass(frozen=True, slots=True)
class MapValue:
    """What a unit shows: a band with its text, nothing, or that its figure is protected.

    Build it with ``in_band``, ``zero`` or ``protected``. A protected value holds neither band nor
    text, so that no number can slip into the picture.
    """

    css: str
    text: str = ""

    def __post_init__(self) -> None:
        if self.css not in CLASSES or (self.css == PROTECTED and self.text):
            raise ValueError(f"no such map value: {self.css}")

    @classmethod
    def in_band(cls, band: int, text: str) -> "MapValue":
        """A published figure. ``band``: 1 to 5. ``text``: the figure with its unit, localised.

        Raises:
            ValueError: the band is not one of the five.
        """
        return cls(f"q{band}", text)

    @classmethod
    def zero(cls, text: str) -> "MapValue":
        """A true zero that may be published."""
        return cls("none", text)

    @classmethod
    def protected(cls) -> "MapValue":
        """A figure that exists and is not published."""
        return cls(PROTECTED)


@dataclass(frozen=True)
class _Drawing:
    """One picture in the making: its values, its language and the ids it may use in the page."""

    values: Mapping[str, MapValue]
    language: str
    focus: tuple[str, ...]
    prefix: str

    def frame(self, frame: Frame) -> str:
        """The nested picture of one frame, clipped to its rectangle."""
        place = frame.place
        box = f'x="{place.x}" y="{place.y}" width="{place.width}" height="{place.height}"'
        view = f'viewBox="0 0 {place.width * TENTHS} {place.height * TENTHS}"'
        parts = (*self._context(frame), *self._units(frame), self._borders(frame))
        return f"<svg {box} {view}>{''.join(parts)}{''.join(self._dots(frame))}</svg>"

    def inset(self, inset: Inset) -> str:
        """A frame in its box, under its name."""
        box = inset.box
        lines = "".join(
            f'<text class="t2 inset-name" x="{box.x + 5}" y="{box.y + 11 + 11 * row}">'
            f"{escape(line)}</text>"
            for row, line in enumerate(inset.name)
        )
        edge = (
            f'<rect class="inset" x="{box.x}" y="{box.y}" width="{box.width}" '
            f'height="{box.height}" rx="4" fill="none"/>'
        )
        return f'<g class="map-inset">{self.frame(inset.frame)}{edge}{lines}</g>'

    def _context(self, frame: Frame) -> Iterator[str]:
        seen = (o for o in level(frame.detail).context.values() if frame.sees(o))
        if path := "".join(frame.path(outline) for outline in seen):
            yield f'<path class="ctx" d="{path}"/>'

    def _units(self, frame: Frame) -> Iterator[str]:
        """One path per unit with a value; the others of a country together, so they weigh less."""
        silent: dict[str, list[str]] = {}
        shown: list[str] = []
        for code, outline in level(frame.detail).units.items():
            if not frame.sees(outline):
                continue
            if value := self.values.get(code):
                shown.append(self._shape(f'path d="{frame.path(outline)}"', code, value))
            else:
                silent.setdefault(code[:2], []).append(frame.path(outline))
        for alpha2, paths in silent.items():
            yield self._silent(alpha2, "".join(paths))
        yield from shown

    def _silent(self, alpha2: str, path: str) -> str:
        counted = not self.focus or alpha2 in self.focus
        name = escape(label(country(alpha2), self.language))
        title = f"{name}: {escape(_('sin dato'))}" if counted else name
        css = "none" if counted else "ctx"
        return f'<path class="{css}" d="{path}"><title>{title}</title></path>'

    def _shape(self, element: str, code: str, value: MapValue) -> str:
        fill = f' fill="url(#{self.prefix}-hatch)"' if value.css == PROTECTED else ""
        text = _("dato protegido, no se publica") if value.css == PROTECTED else value.text
        title = f"{label(admin1(code), self.language)}: {text}"
        tag = element.partition(" ")[0]
        return f'<{element} class="{value.css}"{fill}><title>{escape(title)}</title></{tag}>'

    def _borders(self, frame: Frame) -> str:
        lines = level(frame.detail).borders
        path = frame.open_path(line for line in lines if frame.window.meets(box_of([line])))
        return f'<path class="border" fill="none" d="{path}"/>' if path else ""

    def _dots(self, frame: Frame) -> Iterator[str]:
        """Units that still lie inside another's outline are dots at their label point."""
        radius = DOT_IN_FOCUS if self.focus else DOT
        for unit, value in self._undrawn():
            x, y = frame.point(unit.lat, unit.lon)
            if 0 <= x <= frame.place.width * TENTHS and 0 <= y <= frame.place.height * TENTHS:
                yield self._shape(f'circle cx="{x}" cy="{y}" r="{radius}"', unit.code, value)

    def _undrawn(self) -> Iterator[tuple[Admin1, MapValue]]:
        for code, value in self.values.items():
            if (unit := admin1(code)).drawn_in:
                yield unit, value


def draw_map(
    values: Mapping[str, MapValue],
    *,
    language: str,
    title: str,
    description: str,
    focus: tuple[str, ...] = (),
) -> str:
    """Draw the map as one ``<svg>`` to put inside a page.

    Args:
        values: what each first-level unit shows, by ISO 3166-2 code; the others are "no figure".
        language: of the names and words on the map: es, en, pt or fr.
        title: said by a screen reader as the picture's name. description: what it shows, in words.
        focus: alpha-2 codes of American states to show larger, without insets; empty for all.
            What neighbours have in ``values`` is drawn too, as far as it falls in the frame.
    Returns:
        SVG text; everything given is escaped. No style, script, link or outside address.
    Raises:
        UnknownPlace: a code of ``values`` or ``focus`` names no place.
    """
    for code in values:
        admin1(code)
    wanted = tuple(country(alpha2).alpha2 for alpha2 in focus)
    prefix = f"map-{sha256(f'{title}|{description}|{wanted}'.encode()).hexdigest()[:8]}"
    drawing = _Drawing(values, language, wanted, prefix)
    with override(language):
        frame = main_frame(wanted)
        boxes = [] if wanted else insets(language)
        body = drawing.frame(frame) + "".join(drawing.inset(inset) for inset in boxes)
    head = (
        f'<svg class="map" viewBox="0 0 {frame.place.width} {frame.place.height}" role="img" '
        f'lang="{escape(language)}" aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(title)}</title>'
        f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    )
    return f"{head}<defs>{_hatch(prefix)}</defs>{body}</svg>"


def _hatch(prefix: str) -> str:
    return (
        f'<pattern id="{prefix}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({TENTHS}) rotate(45)"><rect class="hatch-ground" '
        f'width="5" height="5" fill="none"/><path class="hatch" d="M0 0v5"/></pattern>'
    )
