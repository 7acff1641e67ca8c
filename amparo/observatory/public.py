"""What other apps may use of the observatory."""

from __future__ import annotations

from amparo.observatory.receivers import remake_figures

__all__ = ["remake_figures"]
