import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import { loadModel, saveModel } from "hemoleak/train/model_files.ts";
import { predict } from "hemoleak/train/predict.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { brightSide, smallCnn4 } from "./bright_side.ts";

await useTensorFlow();

Deno.test("a saved network predicts the same, and is saved as the same bytes", () =>
  withFolder(async (folder) => {
    const { store } = brightSide();
    const model = smallCnn4();
    await saveModel(model, join(folder, "a"));
    const loaded = await loadModel(join(folder, "a"));
    const indices = [3, 1, 4, 1, 5];
    assert.deepEqual(
      await predict(loaded, store, indices),
      await predict(model, store, indices),
    );
    await saveModel(loaded, join(folder, "b"));
    for (const name of ["model.json", "weights.bin"]) {
      assert.deepEqual(
        await Deno.readFile(join(folder, "b", name)),
        await Deno.readFile(join(folder, "a", name)),
      );
    }
    const { size } = await Deno.stat(join(folder, "a", "weights.bin"));
    assert.equal(size, 4 * model.countParams());
    const files = [...Deno.readDirSync(join(folder, "a"))].map(({ name }) => name).sort();
    assert.deepEqual(files, ["model.json", "weights.bin"]);
    model.dispose();
    loaded.dispose();
  }));

Deno.test("a network that is not there, or not whole", () =>
  withFolder(async (folder) => {
    const fails = (message: RegExp) =>
      assert.rejects(loadModel(folder), { name: "TrainingError", message });
    await fails(/model\.json is missing/);
    const model = smallCnn4();
    await saveModel(model, folder);
    model.dispose();
    await Deno.truncate(join(folder, "weights.bin"), 100);
    await fails(/found something else .*; train again/);
    await Deno.remove(join(folder, "weights.bin"));
    await fails(/weights\.bin is missing/);
    await Deno.writeTextFile(join(folder, "weights.bin"), "");
    await Deno.writeTextFile(join(folder, "model.json"), "{}");
    await fails(/found something else/);
  }));

Deno.test("the files are those of tfjs's own save", () =>
  withFolder(async (folder) => {
    const model = smallCnn4();
    await saveModel(model, folder);
    await model.save(tf.io.withSaveHandler(async (artifacts) => {
      const { weightData, weightSpecs, ...topology } = artifacts;
      const { weightsManifest, ...saved } = JSON.parse(
        await Deno.readTextFile(join(folder, "model.json")),
      );
      assert.deepEqual(saved, JSON.parse(JSON.stringify(topology)));
      assert.deepEqual(weightsManifest, [{ paths: ["weights.bin"], weights: weightSpecs }]);
      const bytes = await Deno.readFile(join(folder, "weights.bin"));
      assert.deepEqual(bytes, new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }));
    model.dispose();
  }));
