import assert from "node:assert/strict";
import { CORE_ENTRIES, coreFiles, platformIn } from "../../cli/core.ts";

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
