import assert from "node:assert/strict";
import { Figure } from "hemoleak/report/media/figure.ts";
import { liveOutput } from "hemoleak/report/media/live.ts";

Deno.test("a live output is shown once and then replaced under the same id", async () => {
  const sent: { type: string; data: unknown; id: unknown }[] = [];
  const live = liveOutput({
    broadcast(type, content) {
      const { display_id } = content["transient"] as { display_id: string };
      sent.push({ type, data: content["data"], id: display_id });
      return Promise.resolve();
    },
  });
  await live.show(new Figure("<svg>1</svg>", "one"));
  await live.show(new Figure("<svg>2</svg>", "two"));
  assert.deepEqual(sent.map(({ type }) => type), ["display_data", "update_display_data"]);
  assert.equal(sent[0]!.id, sent[1]!.id);
  assert.deepEqual(sent[1]!.data, { "image/svg+xml": "<svg>2</svg>", "text/plain": "two" });
});

Deno.test("two live outputs do not replace each other", async () => {
  const ids: unknown[] = [];
  const jupyter = {
    broadcast(_type: string, content: Record<string, unknown>) {
      ids.push((content["transient"] as { display_id: string }).display_id);
      return Promise.resolve();
    },
  };
  await liveOutput(jupyter).show(new Figure("", ""));
  await liveOutput(jupyter).show(new Figure("", ""));
  assert.notEqual(ids[0], ids[1]);
});

Deno.test("outside a notebook a live output does nothing", async () => {
  await liveOutput().show({
    [Symbol.for("Jupyter.display")]: () => assert.fail("drawn for nobody"),
  } as unknown as Figure);
});
