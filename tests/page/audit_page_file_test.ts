import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { STUDY_SCORES } from "hemoleak/evaluate/study_scores.ts";
import { TARGETS } from "hemoleak/leakage/audit/claim.ts";
import { auditPageFile } from "../../page/audit_page_file.ts";
import { librariesOf } from "../../page/libraries.ts";

Deno.test("auditPageFile: the same source gives the same bytes, within their budget", async () => {
  const [first, second] = [await auditPageFile(), await auditPageFile()];
  assert.equal(first.html, second.html);
  assert.equal(first.sha256, createHash("sha256").update(first.html).digest("hex"));
  for (const { part, bytes, most } of first.sizes) assert(bytes <= most, `${part}: ${bytes}`);
});

Deno.test("auditPageFile: the policy names the script, and no address stands outside of texts", async () => {
  const { html } = await auditPageFile();
  const script = /<script>([^]*?)<\/script>/.exec(html)![1]!;
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
  assert(policy.includes(`script-src 'sha256-${hash}';`), policy);
  assert(policy.startsWith("default-src 'none';"), policy);
  assert.equal(html.match(/<script/g)!.length, 3);
  // Nothing of the markup itself asks for another file.
  const markup = html.replaceAll(
    /<script[^]*?<\/script>|<style>[^]*?<\/style>|<pre>[^]*?<\/pre>/g,
    "",
  );
  assert.deepEqual(markup.match(/(?:src|href)="(?!#)[^"]*"/g), null);
  // No path of this machine.
  assert(!html.includes(Deno.cwd()));
});

Deno.test("auditPageFile: offers the claims and scores that there are", async () => {
  const { html } = await auditPageFile();
  const offered = (id: string) => {
    const [, options] = new RegExp(`<select id="${id}"[^>]*>([^]*?)</select>`).exec(html)!;
    return [...options!.matchAll(/<option value="(.*?)">/g)].map(([, value]) => value);
  };
  assert.deepEqual(offered("target"), TARGETS);
  assert.deepEqual(offered("unit"), ["slice", "study"]);
  assert.deepEqual(offered("study-score"), STUDY_SCORES);
});

Deno.test("librariesOf: what is loaded, with its license, and nothing that is there for types alone", async () => {
  const libraries = await librariesOf(["page/report_worker.ts"]);
  const names = libraries.map(({ name }) => name);
  for (const name of ["vega", "vega-lite", "vega-interpreter", "d3-scale", "fast-png"]) {
    assert.equal(names.includes(name), name !== "fast-png", name);
  }
  assert(!names.some((name) => name.startsWith("@tensorflow")));
  const interpreter = libraries.find(({ name }) => name === "vega-interpreter")!;
  assert.equal(interpreter.license, "BSD-3-Clause");
  assert.match(interpreter.copyright, /University of Washington/);
  assert.match(interpreter.text, /Redistribution and use in source and binary forms/);
});

Deno.test("auditPageFile: Vega and Vega-Lite stand in it as their makers publish them", async () => {
  const { html, published } = await auditPageFile();
  const libraries = await librariesOf(["page/report_worker.ts"]);
  const installed = (name: string) => libraries.find((library) => library.name === name)!.folder;
  const scripts = [
    ["vega", "build/vega-core.min.js", ""],
    ["vega-lite", "build/vega-lite.min.js", "\n//# sourceMappingURL=vega-lite.min.js.map"],
  ] as const;
  assert.deepEqual([...published.keys()], scripts.map(([name, path]) => `${name}/${path}`));
  for (const [name, path, sourceMap] of scripts) {
    const script = published.get(`${name}/${path}`)!;
    assert.equal(html.split(script).length, 2, path);
    const text = await Deno.readTextFile(`${installed(name)}/${path}`);
    assert.equal(text.trim(), script + sourceMap, path);
  }
});
