import assert from "node:assert/strict";
import { SetupError } from "hemoleak/error.ts";
import { packPage, unpackPage } from "../../npm/packed_page.ts";

const one = 'const price = "$& $1";\n'.repeat(1000), other = "let x = 1;\n".repeat(1000);
const scripts = new Map([["one/build/one.min.js", one], ["other/other.js", other]]);
const page = `<script>${one}\n${other}</script>\n`;

Deno.test("packPage: the page comes back with the scripts that it had", () => {
  const packed = packPage(page, scripts);
  assert(packed.length < 300, `${packed.length}`);
  assert.equal(unpackPage(packed, (path) => scripts.get(path)!), page);
});

Deno.test("unpackPage: a script of another version is refused, as one that is not there", () => {
  const packed = packPage(page, scripts);
  const messageWith = (script: string | null) => {
    try {
      return unpackPage(packed, (path) => path === "other/other.js" ? script : one);
    } catch (error) {
      assert(error instanceof SetupError);
      return error.message;
    }
  };
  const hint = "; install hemoleak anew, with the dependencies that it names";
  assert.equal(
    messageWith(other.slice(1)),
    `other/other.js: is not of the version that the page was made with${hint}`,
  );
  assert.equal(messageWith(null), `other/other.js: is not there${hint}`);
});

Deno.test("packPage: a script that the page has not, or has twice, is refused", () => {
  const packed = (html: string) => () => packPage(html, new Map([["a/b.js", "b"]]));
  assert.throws(packed("<script>a</script>"), /Expected a\/b\.js once in the page/);
  assert.throws(packed("b b"), /once in the page/);
});
