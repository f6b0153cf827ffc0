import assert from "node:assert/strict";
import { CORE_ENTRIES, coreFiles, engineFunctionIn, platformIn } from "../../cli/core.ts";

Deno.test("core: holds what judges and shows, not what reads files or compares images", async () => {
  const files = await coreFiles();
  for (
    const file of [
      "error.ts",
      "evaluate/auc/delong.ts",
      ...CORE_ENTRIES.map((entry) => `${entry}/mod.ts`),
      "leakage/audit/audit.ts",
      "leakage/features/recognition_probe.ts",
      "report/audit/audit_page.ts",
      "report/media/figure.ts",
    ]
  ) assert(files.includes(file), file);
  for (
    const file of [
      "leakage/features/embeddings_file.ts",
      "leakage/images/image_audit.ts",
      "report/recognition/grad_cam_figure.ts",
      "report/supplement/supplement_folder.ts",
    ]
  ) assert(!files.includes(file), file);
});

Deno.test("core: a platform is seen in code, not in comments or in other words", () => {
  assert.equal(platformIn("const text = await Deno.readTextFile(path);"), "Deno");
  assert.equal(platformIn('import { join } from "node:path";'), '"node:path"');
  assert.equal(
    platformIn('  const { join } = await import("node:path/posix");'),
    '"node:path/posix"',
  );
  assert.equal(platformIn("Buffer.from(bytes)"), "Buffer");
  assert.equal(platformIn("/**\n * As Deno does.\n */\n// Deno.cwd()\nexport const a = 1;"), null);
  assert.equal(platformIn("const ringBuffer = inProcess;"), null);
});

Deno.test("core: what engines compute differently is seen under every name", () => {
  for (
    const code of [
      'Math["exp"](x)',
      "const { exp } = Math;",
      "const { max, log: ln } = Math;",
      "const maths = Math;",
      'Reflect.get(Math, "exp")',
      "Math?.exp(x)",
      "Math\n  .exp(x)",
      "globalThis.Math.exp(x)",
      "values.map(Math.exp)",
      "Math.f16round(x)",
      "/* the sum */ Math.exp(x)",
      "/** The sum. */ const sum = Math.exp(x);",
      "const a = 1;\n/* exp\n * of x */ Math.exp(x)",
    ]
  ) assert.match(engineFunctionIn(code) ?? "", /^Math/, code);
  assert.equal(engineFunctionIn("/**\n * As Math.exp.\n */\n// Math.exp\nMath.max(1, 2);"), null);
});

Deno.test("core: what engines compute differently is seen, squares and Markdown are none of it", () => {
  assert.equal(engineFunctionIn("return 1 / (1 + Math.exp(-x));"), "Math.exp");
  assert.equal(engineFunctionIn("const root = x ** 0.5;"), "**");
  assert.equal(engineFunctionIn("const x = a ** 2.5;"), "**");
  assert.equal(engineFunctionIn("x **= 3;"), "**=");
  assert.equal(engineFunctionIn("Math.log2(n)"), "Math.log2");
  assert.equal(engineFunctionIn("const root = 2 ** x;"), "2 **");
  assert.equal(engineFunctionIn("const root = 2 ** 0.5;"), "2 **");
  assert.equal(engineFunctionIn("const x = 1.2 ** 3;"), "**");
  assert.equal(engineFunctionIn("const root = base **\n  exponent;"), "**");
  assert.equal(engineFunctionIn("const a = (b - c) ** 2 + 2 ** 31 - Math.sqrt(x);"), null);
  assert.equal(
    engineFunctionIn("const x = a ** 2 + 2 ** 31 - 1; values.map(Math.sqrt);"),
    null,
  );
  assert.equal(
    engineFunctionIn("return concern ? `**${CONCERN}** ${answer}` : Math.max(1, 2);"),
    null,
  );
});
