"""Orders the pages of the site: sections are directories, titles are the pages' own headings."""

from pathlib import Path

FIRST = ["README.md", "docs/README.md"]
SECTIONS = {
    "Start": FIRST + ["docs/tutorial"],
    "Guides": ["docs/guides"],
    "Reference": ["docs/reference"],
    "Results": ["docs/results", "docs/model-card-*.md", "datasets"],
    "How it is built": ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/adr"],
}


def on_config(config):
    root = Path(config["docs_dir"])

    def pages(place):
        found = root.glob(f"{place}/*.md") if (root / place).is_dir() else root.glob(place)
        # A README comes before what it introduces.
        return sorted(found, key=lambda page: (page.name != "README.md", page.name))

    config["nav"] = [
        {title: [str(page.relative_to(root)) for place in places for page in pages(place)]}
        for title, places in SECTIONS.items()
    ]
    return config
