"""Where the checkout is; to import this lets the scripts import the package in it.

The package lies beside the scripts; its preflight needs nothing that is installed.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(ROOT))
