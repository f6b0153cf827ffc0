import assert from "node:assert/strict";
import { join } from "node:path";
import { htmlBook, type Sheets } from "hemoleak/report/media/html_page.ts";
import { extractText } from "unpdf";
import { printPdf, withoutDates } from "../../cli/print_pdf.ts";
import { BROWSER } from "../browser/browser.ts";

const PAGES = [
  { file: "one.html", title: "One", body: '<p><a href="two.html#x">Two</a></p>\n<h2>A part</h2>' },
  { file: "two.html", title: "Two", body: '<h1>Two</h1>\n<h2 id="x">A part</h2>' },
];

Deno.test("the book has each page once, their sections at its head, and links within it", () => {
  const book = htmlBook("Both", PAGES);
  const [, contents, body] = /<nav class="book".*?>(.*)<\/nav>(.*)/s.exec(book)!;
  const links = [...contents!.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(links, ["one", "one-a-part", "two", "two-x"]);
  const ids = [...body!.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(ids, links);
  assert.ok(body!.includes('<a href="#two">Two</a>'));
  assert.equal(body!.match(/<h1/g)!.length, 2);
});

Deno.test("sheets stand beside what the contents list", () => {
  const book = htmlBook("Both", PAGES, new Map([["one", 2], ["two-x", 13]]));
  assert.ok(book.includes('<a href="#one">One</a> <span class="sheet-number">2</span>'));
  assert.ok(book.includes('<a href="#two-x">A part</a> <span class="sheet-number">13</span>'));
  assert.equal(book.match(/class="sheet-number"/g)!.length, 2);
});

Deno.test("a PDF without dates has its other bytes where they were", () => {
  const bytes = (date: string) =>
    Uint8Array.of(0xff, ...new TextEncoder().encode(`/CreationDate (D:${date}+00'00')`), 0x80);
  assert.deepEqual(withoutDates(bytes("20261130092121")), bytes("19700101000000"));
});

Deno.test({
  name: "a page is printed, twice to the same bytes",
  ignore: BROWSER === null,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const paths = [join(folder, "1.pdf"), join(folder, "2.pdf")];
      const book = (sheets?: Sheets) => htmlBook("Both", PAGES, sheets);
      for (const path of paths) await printPdf(BROWSER!, book, path);
      const [one, two] = await Promise.all(paths.map((path) => Deno.readFile(path)));
      assert.equal(new TextDecoder().decode(one!.subarray(0, 5)), "%PDF-");
      assert.deepEqual(one, two);
      const pages = new TextDecoder("latin1").decode(one).match(/\/Type \/Page\b/g);
      assert.equal(pages?.length, 3); // Contents, and a page each.
      const { text: [contents] } = await extractText(one!);
      const listed = contents!.match(/(?:One|Two|A part)\s*\d+/g);
      assert.deepEqual(listed?.map((line) => line.split(/\s*(?=\d)/)), [
        ["One", "2"],
        ["A part", "2"],
        ["Two", "3"],
        ["A part", "3"],
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("a browser that is not there is told in a sentence", async () => {
  await assert.rejects(printPdf("/nowhere/chromium", () => "", "/tmp/never.pdf"), {
    name: "SetupError",
    message: /^\/nowhere\/chromium did not print \/tmp\/never\.pdf/,
  });
});
