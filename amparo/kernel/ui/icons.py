"""Icons, drawn by hand on a 24 × 24 grid with a 2-unit line; each well under a kilobyte."""

from __future__ import annotations

from typing import Final

# What stands inside <svg>. Names say what the icon means, not what it looks like.
ICONS: Final[dict[str, str]] = {
    "add": '<path d="M12 5v14M5 12h14"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5V7M15.5 3.5V7"/>',
    "check": '<path d="m4.5 13 4.5 4.5L19.5 7"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/>',
    "exit": '<path d="M11 4H4.5v16H11M9.5 12H20M16 7.5l4.5 4.5-4.5 4.5"/>',
    "file": '<path d="M6 3.5h8l4 4v13H6zM14 3.5V8h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="M11 12.5 19.5 4M16 7.5l2.5 2.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/>'
    '<path d="M8.5 10.5V7.8a3.5 3.5 0 0 1 7 0v2.7"/>',
    "mark": '<path d="M3.5 20.5V12a8.5 8.5 0 0 1 17 0v8.5"/>'
    '<path d="M9 20.5V16a3 3 0 0 1 6 0v4.5"/>',
    "message": '<path d="M4 5h16v11.5h-9L6.5 20v-3.5H4z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 19.5c.6-4 2.8-6 6-6s5.4 2 6 6"/>'
    '<path d="M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17 13.8c2.3.6 3.6 2.5 4 5.7"/>',
    "person": '<circle cx="12" cy="8" r="3.7"/>'
    '<path d="M5 20c.6-4.4 3.1-6.6 7-6.6s6.4 2.2 7 6.6"/>',
    "phone": '<path d="M6 3.5h3.5l1.6 4.3-2 1.6a12 12 0 0 0 5.5 5.5l1.6-2 4.3 1.6V18'
    'a2.5 2.5 0 0 1-2.7 2.5C10.4 20 4 13.6 3.5 6.2A2.5 2.5 0 0 1 6 3.5z"/>',
    "place": '<path d="M12 21c4.6-4.7 7-8.3 7-11.3a7 7 0 0 0-14 0c0 3 2.4 6.6 7 11.3z"/>'
    '<circle cx="12" cy="9.7" r="2.4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/>',
    "see": '<path d="M2.5 12C5 7.7 8.2 5.5 12 5.5s7 2.2 9.5 6.5'
    'c-2.5 4.3-5.7 6.5-9.5 6.5S5 16.3 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>',
    "warn": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>',
}
