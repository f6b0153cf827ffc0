"""Renders executed notebooks as pages that need nothing from the network. Called by notebooks.ts.

    python export_html.py --to DIR notebook.ipynb ...

Formulas become MathML, which browsers draw without a script; images are embedded. The pages link to
each other in the order given and to `index.html`. The same notebooks give the same bytes. A notebook
that cannot become such a page ends it with status 1 and {"error"} as JSON on standard output.
"""

import argparse
import json
import os
import re
import sys
import uuid
from html.parser import HTMLParser
from pathlib import Path

import nbformat.v4
from jinja2 import pass_context
from latex2mathml.converter import convert as mathml
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

TEMPLATES = Path(__file__).parent / "templates"
FETCHED = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "image": "href",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "use": "href",
    "video": "src",
}


class UnfitNotebook(Exception):
    """A notebook that cannot become a page; the message says why."""


class PageRenderer(IPythonRenderer):
    """Markdown to HTML with formulas as MathML and links to notebooks as links to their pages."""

    def inline_math(self, body):
        return draw_formula(body)

    def block_math(self, body):
        return draw_formula(body, display="block")

    def latex_environment(self, name, body):
        return draw_formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", display="block")

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w.-]+)\.ipynb(?=#|$)", r"\1.html", url), title)


def draw_formula(latex, display="inline"):
    try:
        return mathml(latex, display=display)
    except Exception as error:
        raise UnfitNotebook(f"the formula {latex!r} cannot be drawn: {error!r}") from error


class PageExporter(HTMLExporter):
    """nbconvert's HTML with the project's own template."""

    def __init__(self, **options):
        super().__init__(
            template_name="hemoleak",
            extra_template_basedirs=[str(TEMPLATES)],
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            **options,
        )

    @pass_context
    def markdown2html(self, context, source):
        cell = context.get("cell", {})
        renderer = PageRenderer(
            escape=False,
            embed_images=True,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            attachments=cell.get("attachments"),
        )
        return MarkdownWithMath(renderer=renderer).render(source)


class FetchFinder(HTMLParser):
    """Collects what a browser would fetch to show a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            fetched = name.removeprefix("xlink:") == FETCHED.get(tag) or name == "srcset"
            if fetched and value and not value.startswith(("data:", "#")):
                self.found.append(f"<{tag} {name}={value}>")
            elif name == "style":
                self.handle_data(value or "")

    def handle_data(self, data):
        self.found += re.findall(r"url\(\s*['\"]?(?!data:|#)[^)]+\)|@import[^;]+", data)


def title_of(notebook, path):
    """The first heading, without its markup."""
    for cell in notebook.cells:
        heading = re.search(r"^#\s+(.+?)\s*#*$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            return re.sub(r"[*_`]", "", heading[1])
    return path.stem


def page_of(notebook, path, resources):
    notebook.metadata.setdefault("language_info", {"name": "typescript"})
    code_style = HtmlFormatter(style="default").get_style_defs(".highlight")
    resources = {**resources, "code_style": code_style, "metadata": {"path": str(path.parent)}}
    page, _ = PageExporter().from_notebook_node(notebook, resources=resources)
    finder = FetchFinder()
    finder.feed(page)
    if finder.found:
        raise UnfitNotebook(
            f"expected a page that needs no network but it would fetch {finder.found[0]}"
        )
    return page


def write_atomically(text, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description="Renders executed notebooks as offline pages.")
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True, help="folder for the pages")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.notebooks]
    notebooks = [nbformat.v4.reads(path.read_text(encoding="utf-8")) for path in paths]
    pages = [
        {"title": title_of(notebook, path), "file": f"{path.stem}.html"}
        for notebook, path in zip(notebooks, paths)
    ]
    for at, (notebook, path) in enumerate(zip(notebooks, paths)):
        resources = {
            "title": pages[at]["title"],
            "previous": pages[at - 1] if at > 0 else None,
            "next": pages[at + 1] if at + 1 < len(pages) else None,
        }
        try:
            page = page_of(notebook, path, resources)
            write_atomically(page, arguments.to / pages[at]["file"])
        except (UnfitNotebook, OSError) as error:
            print(json.dumps({"error": f"{path.name}: {error}"}))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
