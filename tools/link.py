"""Puts this checkout and its `amparo` command into the virtual environment.

`pip --require-hashes` refuses editable installs, so we do the two small things they do: a `.pth`
file with this folder, and a launcher.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = """#!{python}
import sys
from amparo.cli import main

if __name__ == "__main__":  # the benches' processes import it again
    sys.exit(main())
"""


def main() -> None:
    packages = Path(sysconfig.get_path("purelib"))
    (packages / "amparo.pth").write_text(f"{ROOT}\n", "utf-8")
    command = Path(sys.executable).parent / "amparo"
    command.write_text(LAUNCHER.format(python=sys.executable), "utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    main()
