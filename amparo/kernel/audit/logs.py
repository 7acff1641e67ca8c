"""Error reports and log lines without local variables, request bodies or addresses."""

from __future__ import annotations

import logging
from typing import Any

from django.views.debug import ExceptionReporter


class WithoutLocals(logging.Filter):
    """Keeps the exception's type and where it happened; drops its message and the request."""

    def filter(self, line: logging.LogRecord) -> bool:
        if line.exc_info and line.exc_info[0] is not None:
            kind, _error, trace = line.exc_info
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
            line.msg, line.args = f"{kind.__name__} at {where}", ()
            line.exc_info = line.exc_text = None
        elif line.name.startswith("django"):
            # Django's own lines quote paths and values; the kind of event is enough.
            line.msg, line.args = f"{line.module} status {getattr(line, 'status_code', '-')}", ()
        line.__dict__.pop("request", None)
        return True


class ReportWithoutLocals(ExceptionReporter):
    """Never collects the variables of a frame."""

    def get_traceback_frame_variables(self, *_: Any) -> list[Any]:
        return []

    def get_traceback_frames(self) -> list[dict[str, Any]]:
        frames = super().get_traceback_frames()
        for frame in frames:
            frame["vars"] = []
        return frames
