"""Write the tables of a study's file, as ``simulator/studies/schema.py`` declares them, into docs/results.md."""

from pathlib import Path

from simulator.studies.schema import TABLES, Table

PAGE = Path(__file__).parent / "results.md"
FIRST = "### `study`"
"""Where the tables begin; they go to the end of the page."""


def described(name: str, table: Table) -> str:
    """A table as a section of the page."""
    key = ", ".join(f"`{column}`" for column in table.key)
    rows = [f"| `{column}` | {told.unit} | {told.meaning} |" for column, told in table.columns.items()]
    parts = [f"### `{name}`", table.meaning]
    if key:
        parts.append(f"Key: {key}.")
    return "\n\n".join([*parts, "\n".join(["| column | unit | meaning |", "|---|---|---|", *rows])])


def written_anew(text: str) -> str:
    """The page with its tables as they are declared now."""
    return text[: text.index(FIRST)] + "\n\n".join(described(name, table) for name, table in TABLES.items()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written_anew(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
