import assert from "node:assert/strict";
import {
  checkCommand,
  filledCommand,
  parseTrainer,
} from "hemoleak/experiment/trainer/command_text.ts";

const VALUES = {
  ...{ split: "/data/a b/split.csv", predictions: "/data/p.csv", seed: 7, threads: 2 },
  folder: "/data/it's",
};

Deno.test("filledCommand: paths are a word of the shell each, and nothing else in braces is touched", async () => {
  const command = "printf '%s|' {split} {predictions} {seed} {threads} {folder} ${HOME:+x} {other}";
  const { stdout } = await new Deno.Command("/bin/sh", {
    args: ["-c", filledCommand(command, VALUES)],
    env: { HOME: "/" },
  }).output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "/data/a b/split.csv|/data/p.csv|7|2|/data/it's|x|{other}|",
  );
});

Deno.test("parseTrainer: a name of small letters before the command, or none", () => {
  const command = "python a.py {split} {predictions}";
  assert.deepEqual(parseTrainer(`forest_2=${command}`), { name: "forest_2", command });
  assert.deepEqual(parseTrainer(command), { name: "trainer", command });
  const variable = `CUDA_VISIBLE_DEVICES=1 ${command}`;
  assert.deepEqual(parseTrainer(variable), { name: "trainer", command: variable });
});

Deno.test("checkCommand: where a command's files are not said, it is refused", () => {
  const cases: [command: string, message: RegExp][] = [
    [
      "python a.py",
      /Expected \{split\} in the command of forest but found "python a.py"; \{split\}/,
    ],
    ["python a.py {split}", /Expected \{predictions\} in the command of forest/],
    ["python a.py {split} {prediction}", /found \{prediction\}; did you mean \{predictions\}\?/],
    ["python a.py {split} {predictions} {sed}", /found \{sed\}; did you mean \{seed\}\?/],
  ];
  for (const [command, message] of cases) {
    assert.throws(() => checkCommand({ name: "forest", command }), {
      name: "OptionsError",
      message,
    });
  }
  for (const name of ["Forest", "my forest", "1", "", "a/b"]) {
    assert.throws(() => checkCommand({ name, command: "a {split} {predictions}" }), {
      message: /name of a trainer to be a name of small letters, digits and _ that begins/,
    });
  }
});
