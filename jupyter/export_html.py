"""Renders executed notebooks as markup that needs nothing from the network. Called by notebooks.ts.

    python export_html.py notebook.ipynb ...

Prints a line of JSON for each notebook, {"file", "title", "body", "shown"}, which
`lib/report/supplement/notebook_page.ts` describes: figures and tables are handed on as they are, for
whoever numbers them. Formulas become MathML, which browsers draw without a script; images are embedded.
The same notebooks give the same bytes. A notebook that cannot become such a page ends it with status 1
and {"error"}.
"""

import argparse
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat.v4
from jinja2 import pass_context
from latex2mathml.converter import convert as mathml
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

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


def with_usable_tables(markup):
    """Tables that the keyboard can scroll, and whose headings say what they head."""
    wrapper = '<div class="scroll" role="group" aria-label="Table" tabindex="0">'
    markup = re.sub(r"<th(?=[ >])", '<th scope="col"', markup)
    return markup.replace("<table>", f"{wrapper}<table>").replace("</table>", "</table></div>")


def is_numbered(data):
    """Whether an output is a figure, or a table that comes with its cells."""
    return "text/csv" in data or ("image/svg+xml" in data and "text/html" not in data)


class PageExporter(HTMLExporter):
    """nbconvert's HTML with the project's own template."""

    def __init__(self, **options):
        self.shown = []
        self.referred = {}
        super().__init__(
            template_name="hemoleak",
            extra_template_basedirs=[str(TEMPLATES)],
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            **options,
        )

    def default_filters(self):
        yield from super().default_filters()
        yield "place_of", self.place_of
        yield "is_numbered", is_numbered

    def from_notebook_node(self, notebook, resources=None, **more):
        text, count = None, 0
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                text = cell.get("id")
                self.referred[text] = []
            for output in cell.get("outputs", []):
                if is_numbered(output.get("data", {})):
                    self.referred.setdefault(text, []).append(count)
                    count += 1
        return super().from_notebook_node(notebook, resources, **more)

    def place_of(self, output, cell):
        """The comment in the place of a figure or table, which is kept."""
        alternative = output.metadata.get("alt") or cell.metadata.get("alt")
        self.shown.append({**output.data, **({"text/plain": alternative} if alternative else {})})
        return f"<!-- shown {len(self.shown) - 1} -->"

    @pass_context
    def markdown2html(self, context, source):
        cell = context.get("cell", {})
        referred = " ".join(map(str, self.referred.get(cell.get("id"), [])))
        rendered = self.render_markdown(context, source)
        return f"{rendered.rstrip()}<!-- refer {referred} -->" if referred else rendered

    def render_markdown(self, context, source):
        cell = context.get("cell", {})
        renderer = PageRenderer(
            escape=False,
            embed_images=True,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            attachments=cell.get("attachments"),
        )
        return with_usable_tables(MarkdownWithMath(renderer=renderer).render(source))


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


def page_of(notebook, path):
    notebook.metadata.setdefault("language_info", {"name": "typescript"})
    exporter = PageExporter()
    resources = {"metadata": {"path": str(path.parent)}}
    body, _ = exporter.from_notebook_node(notebook, resources=resources)
    finder = FetchFinder()
    finder.feed(body)
    for data in exporter.shown:
        finder.feed("".join(data.get("image/svg+xml", "")) + "".join(data.get("text/html", "")))
    if finder.found:
        raise UnfitNotebook(
            f"expected a page that needs no network but it would fetch {finder.found[0]}"
        )
    return {
        "file": f"{path.stem}.html",
        "title": title_of(notebook, path),
        "body": body.strip(),
        "shown": exporter.shown,
    }


def main():
    parser = argparse.ArgumentParser(description="Renders executed notebooks as offline markup.")
    parser.add_argument("notebooks", nargs="+", type=Path)
    for path in parser.parse_args().notebooks:
        try:
            notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
            print(json.dumps(page_of(notebook, path.resolve())), flush=True)
        except (UnfitNotebook, OSError) as error:
            print(json.dumps({"error": f"{path.name}: {error}"}))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
