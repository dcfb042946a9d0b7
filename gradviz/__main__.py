"""``python -m gradviz`` is the command line."""

from gradviz.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
