import assert from "node:assert/strict";
import type { Broadcaster } from "hemoleak/running_jupyter.ts";
import { Figure } from "hemoleak/report/media/figure.ts";
import { show } from "hemoleak/report/media/show.ts";

/** A kernel that sends after a while, and notes when it has. */
function slowKernel() {
  const sent: unknown[] = [];
  const jupyter: Broadcaster = {
    async broadcast(type, content) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      sent.push({ type, ...content });
    },
  };
  return { jupyter, sent };
}

Deno.test("show has sent a value, or what a promise holds, when it is done", async () => {
  const { jupyter, sent } = slowKernel();
  await show(new Figure("<svg>1</svg>", "one"), jupyter);
  assert.deepEqual(sent, [{
    type: "display_data",
    data: { "image/svg+xml": "<svg>1</svg>", "text/plain": "one" },
    metadata: {},
  }]);
  await show(Promise.resolve(new Figure("<svg>2</svg>", "two")), jupyter);
  assert.equal(sent.length, 2);
});

Deno.test("show passes over what is not there", async () => {
  const { jupyter, sent } = slowKernel();
  await show(null, jupyter);
  await show(Promise.resolve(null), jupyter);
  assert.deepEqual(sent, []);
});

Deno.test("show prints the text where there is no notebook", async () => {
  const module = new URL("../../../lib/report/media/", import.meta.url).href;
  const program = `import { show } from "${module}show.ts";
    import { Table } from "${module}table.ts";
    await show(new Table({ title: "Splits", columns: [{ title: "Split" }], rows: [["by slice"]] }));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", program] }).output();
  assert.match(new TextDecoder().decode(stdout), /^Splits\n\n\| Split +\|/);
});
