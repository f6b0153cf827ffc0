import assert from "node:assert/strict";
import { packPage, unpackPage } from "../../npm/packed_page.ts";

Deno.test("packPage: the page comes back with the script that it had, not with another", () => {
  const script = 'const price = "$& $1";\n'.repeat(1000), page = `<script>${script}</script>\n`;
  const packed = packPage(page, script);
  assert(packed.length < 200, `${packed.length}`);
  assert.equal(unpackPage(packed, script), page);
  assert.equal(unpackPage(packed, script.slice(1)), null);
});

Deno.test("packPage: a script that the page has not, or has twice, is refused", () => {
  assert.throws(() => packPage("<script>a</script>", "b"), /once in the page/);
  assert.throws(() => packPage("b b", "b"), /once in the page/);
});
