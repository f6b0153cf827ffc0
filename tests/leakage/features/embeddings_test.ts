import assert from "node:assert/strict";
import { join } from "node:path";
import { StorageError } from "hemoleak/error.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const VALUES = Float32Array.from({ length: 5 * 3 }, (_, i) => i / 3);

Deno.test("rows are read in the order asked for, from a file as from memory", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "embeddings.npy");
    await Deno.writeFile(path, formatNpy(VALUES, [5, 3]));
    using stored = openEmbeddings(path);
    for (const embeddings of [stored, embeddingsOf(VALUES, 3)]) {
      assert.deepEqual([embeddings.rows, embeddings.units], [5, 3]);
      assert.deepEqual(
        embeddings.read([4, 0, 4]),
        Float32Array.from([...VALUES.slice(12), ...VALUES.slice(0, 3), ...VALUES.slice(12)]),
      );
    }
  });
});

Deno.test("a file that is none, of another type or shape, or cut off is refused by name", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "embeddings.npy");
    const refused = async (bytes: Uint8Array, message: RegExp) => {
      await Deno.writeFile(path, bytes);
      assert.throws(() => {
        using embeddings = openEmbeddings(path);
        embeddings.read([4]);
      }, (error) => {
        assert.ok(error instanceof StorageError);
        assert.ok(error.message.startsWith(path));
        assert.match(error.message, message);
        return true;
      });
    };
    await refused(new TextEncoder().encode("subject,study"), /expected a \.npy file/);
    await refused(formatNpy(Uint8Array.from([1, 2]), [1, 2]), /found \|u1 of shape \[1, 2\]/);
    await refused(formatNpy(VALUES, [15]), /found <f4 of shape \[15\]/);
    await refused(formatNpy(VALUES, [5, 3]).slice(0, -1), /cut off in row 5/);
    assert.throws(() => openEmbeddings(join(folder, "none.npy")), StorageError);
  });
});
