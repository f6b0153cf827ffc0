import assert from "node:assert/strict";
import { parseAccounts, parseQueue, phaseOf } from "hemoleak/experiment/slurm/queue.ts";
import { BUSY, endAdvice, STALLED, SUSPENDED } from "hemoleak/experiment/slurm/task_outcome.ts";

// Both texts are what Slurm 22.05 of Debian 12 has written.
const QUEUE = `1_4|PENDING|Resources|0:00|
1_0|RUNNING|None|1-02:03:04|n1
1_1|FAILED|NonZeroExitCode|0:01|n2
2|PENDING|Dependency|0:00|`;
const ACCOUNTS = `1_1|FAILED|3:0|00:00:01|n1
1_2|CANCELLED by 0|0:15|00:00:09|n2
1_3|FAILED|9:0|00:00:12|n1
1_[4-6%2]|PENDING|0:0|00:00:00|None assigned
1_[8,10-14:2]|CANCELLED by 0|0:0|00:00:00|None assigned`;

Deno.test("squeue's lines: what waits and for what, what runs where and how long, what has ended", () => {
  const tasks = parseQueue(QUEUE), none = { status: null, signal: null };
  assert.deepEqual([...tasks.keys()], ["1_4", "1_0", "1_1", "2"]);
  assert.deepEqual(tasks.get("1_4"), {
    ...{ phase: "pending", state: "PENDING", reason: "Resources", elapsed: "0:00", node: null },
    ...none,
  });
  assert.deepEqual(tasks.get("1_0"), {
    ...{ phase: "running", state: "RUNNING", reason: null, elapsed: "1-02:03:04", node: "n1" },
    ...none,
  });
  assert.equal(tasks.get("1_1")?.phase, "ended");
  assert.equal(parseQueue("").size, 0);
});

Deno.test("sacct's lines: status, signal, and tasks that it writes as one", () => {
  const tasks = parseAccounts(ACCOUNTS);
  assert.deepEqual([...tasks.keys()], [
    ...["1_1", "1_2", "1_3", "1_4", "1_5", "1_6"],
    ...["1_8", "1_10", "1_12", "1_14"],
  ]);
  const { state, status, signal, node, phase } = tasks.get("1_2")!;
  assert.deepEqual([state, status, signal, node, phase], ["CANCELLED", 0, 15, "n2", "ended"]);
  assert.deepEqual([tasks.get("1_1")!.status, tasks.get("1_1")!.signal], [3, null]);
  assert.deepEqual([tasks.get("1_5")!.phase, tasks.get("1_5")!.node], ["pending", null]);
});

Deno.test("each of Slurm's words for how a job ended has its advice (squeue(1), JOB STATE CODES)", () => {
  const advice: [state: string, says: RegExp][] = [
    ["OUT_OF_MEMORY", /more memory .* larger --mem/],
    ["TIMEOUT", /longer --time/],
    ["NODE_FAIL", /node failed: .*--failed/],
    ["PREEMPTED", /another job took its place: .*--failed/],
    ["CANCELLED", /cancelled: .*--failed/],
    ["BOOT_FAIL", /did not start/],
    ["DEADLINE", /deadline/],
    ["UNKNOWN", /left no status/],
  ];
  for (const [state, says] of advice) {
    assert.equal(phaseOf(state), "ended");
    const text = endAdvice({ state, status: null, signal: null });
    assert.match(text, new RegExp(`^${state}: `));
    assert.match(text, says);
  }
  for (const state of ["PENDING", "REQUEUED", "REQUEUE_HOLD"]) {
    assert.equal(phaseOf(state), "pending");
  }
  for (const state of ["RUNNING", "COMPLETING", "SUSPENDED"]) {
    assert.equal(phaseOf(state), "running");
  }
});

Deno.test("a task that failed is told by its status, or by the signal that ended it", () => {
  const failed = (status: number | null, signal: number | null = null) =>
    endAdvice({ state: "FAILED", status, signal });
  assert.match(failed(BUSY), /another process was training it/);
  assert.match(failed(STALLED), /before it had trained a single batch: .*longer --time/);
  assert.match(failed(SUSPENDED), /has kept its state, but could not be put into the queue again/);
  assert.match(failed(137), /killed/);
  assert.equal(failed(0, 9), failed(137));
  assert.match(failed(143), /told to end and has kept its state/);
  assert.equal(failed(5), "FAILED: it ended with status 5; its log says why");
  assert.equal(failed(null), "FAILED: its log may say why");
});
