import assert from "node:assert/strict";
import { encode } from "fast-png";
import { RasterError, readRaster } from "hemoleak/raster";
import { readRasterHeaderFile } from "hemoleak/raster/raster_file.ts";

const FOLDER = new URL("../fixtures/raster/", import.meta.url);

const REASONS: Readonly<Record<string, RegExp>> = {
  "cmyk.jpg": /^cmyk\.jpg: expected gray or RGB but found four colors \(CMYK\), as for print$/,
  "cmyk.tif": /expected gray, a palette or RGB but found four colors \(CMYK\), as for print$/,
  "one_bit.png": /expected shades of gray but found an image of 1 bit, black and white only$/,
  "one_bit.tif": /expected shades of gray but found an image of 1 bit, black and white only$/,
  "animated.png": /expected one image but found an animated PNG$/,
  "really_gif.png": /expected a PNG, JPEG or TIFF image but found a GIF$/,
  "picture.bmp": /expected a PNG, JPEG or TIFF image but found a BMP$/,
  "half_transparent.png": /some pixels are half transparent, .*; save it without transparency$/,
  "packbits.tif": /expected a TIFF without compression, or by LZW or deflate but found PackBits$/,
  "jpeg.tif": /expected a TIFF without compression, or by LZW or deflate but found JPEG$/,
  "float.tif": /expected unsigned samples of 8 or 16 bits but found floating point$/,
  "signed.tif": /expected unsigned samples of 8 or 16 bits but found signed numbers$/,
  "big.tif": /expected a PNG, JPEG or TIFF image but found a BigTIFF$/,
  "cut.jpg": /the JPEG is cut off; copy it again$/,
  "cut.png": /the PNG is cut off; copy it again$/,
  "cut.tif": /the TIFF is cut off or damaged; copy it again$/,
  "empty.png": /expected a PNG, JPEG or TIFF image but found an empty file$/,
  "zeros.jpg": /expected a PNG, JPEG or TIFF image but found zero bytes$/,
  "huge.png": /expected an image of up to 67108864 samples but found 100000 x 100000 pixels$/,
};

for (const [name, reason] of Object.entries(REASONS)) {
  Deno.test(`readRaster: ${name} is refused for one clear reason`, async () => {
    const bytes = await Deno.readFile(new URL(`refused/${name}`, FOLDER));
    await assert.rejects(readRaster(bytes, name), (error: Error) => {
      assert(error instanceof RasterError);
      assert.match(error.message, reason);
      return true;
    });
  });
}

Deno.test("readRaster: a channel of color, one image of a TIFF, and none that is not there", async () => {
  const color = encode({
    width: 2,
    height: 1,
    data: new Uint8Array([1, 2, 3, 4, 5, 6]),
    channels: 3,
  });
  for (const channel of [0, 1, 2]) {
    const { gray, notes } = await readRaster(color, "color.png", { channel });
    assert.deepEqual([...gray], [1 + channel, 4 + channel]);
    assert.deepEqual(notes, []);
  }
  const gray = await Deno.readFile(new URL("gray8.png", FOLDER));
  assert.deepEqual(
    (await readRaster(gray, "a.png", { channel: 2 })).gray,
    (await readRaster(gray, "a.png")).gray,
  );
  await assert.rejects(readRaster(gray, "a.png", { page: 1 }), /expected image 0, as there is one/);
  const tiff = await Deno.readFile(new URL("plain.tif", FOLDER));
  await assert.rejects(readRaster(tiff, "a.tif", { page: 1 }), /an image from 0 to 0 but found 1/);
});

Deno.test("readRaster: what a file is its first bytes decide, and what follows its end does not count", async () => {
  const jpeg = await Deno.readFile(new URL("baseline.jpg", FOLDER));
  const { kind, gray } = await readRaster(jpeg, "baseline.jpg");
  const named = await readRaster(new Uint8Array([...jpeg, 0, 0]), "BASELINE.PNG");
  assert.equal(kind, named.kind);
  assert.deepEqual(gray, named.gray);
  assert.deepEqual(named.notes, ["other extension", "bytes after the image"]);
});

Deno.test("readRasterHeaderFile: the header of every image, from the beginning of the file", async () => {
  for await (const { name, isFile } of Deno.readDir(FOLDER)) {
    if (!isFile || /\.(json|py|md)$/.test(name)) continue;
    const path = new URL(name, FOLDER);
    const { rows, columns, white, kind } = await readRaster(await Deno.readFile(path), name);
    const header = (await readRasterHeaderFile(path.pathname, name))!;
    assert.deepEqual(
      [header.kind, header.rows, header.columns, 2 ** header.bits - 1, header.pages],
      [kind, rows, columns, white, 1],
      name,
    );
  }
  const text = await Deno.makeTempFile({ suffix: ".txt" });
  await Deno.writeTextFile(text, "no image");
  assert.equal(await readRasterHeaderFile(text, "notes.txt"), null);
  await Deno.remove(text);
});

const NO_IMAGES: Readonly<Record<string, string>> = {
  "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n":
    "a pointer of Git LFS (`git lfs pull` gets the file)",
  "../../.git/annex/objects/xx/yy/MD5E-s12345--abc.png\n":
    "a pointer of git-annex (`git annex get` gets the file)",
  "/annex/objects/MD5E-s12345--abc.png\n": "a pointer of git-annex (`git annex get` gets the file)",
  "\n\n  <!doctype html><html>": "a web page or other markup",
  '\ufeff{"message":"Not found"}': "JSON",
  "429 Zu viele Anfragen für heute": "text",
  // The last letter is cut in two where no more is looked at.
  [`${"a".repeat(131)}ä`]: "text",
  "8BPS\u0000\u0001": "something else by its first bytes",
};

Deno.test("readRaster: what was downloaded in an image's place is called what it is", async () => {
  const array = new Uint8Array([0x93, ...new TextEncoder().encode("NUMPY")]);
  const files = [
    ...Object.entries(NO_IMAGES).map(([text, kind]) =>
      [new TextEncoder().encode(text), kind] as const
    ),
    [array, "a NumPy array"] as const,
    [new Uint8Array([0xe4, 0x20, 0x61]), "something else by its first bytes"] as const,
  ];
  for (const [bytes, kind] of files) {
    await assert.rejects(readRaster(bytes, "a.png"), {
      message: `a.png: expected a PNG, JPEG or TIFF image but found ${kind}`,
    });
  }
});

Deno.test("readRaster: of a TIFF that no part of is read, how it is compressed is told first", async () => {
  const inYcbcr = async (name: string) => {
    const bytes = await Deno.readFile(new URL(name, FOLDER));
    const view = new DataView(bytes.buffer), first = view.getUint32(4, true);
    for (let entry = first + 2; entry < first + 2 + 12 * view.getUint16(first, true); entry += 12) {
      if (view.getUint16(entry, true) === 262) view.setUint16(entry + 8, 6, true);
    }
    return bytes;
  };
  // As JPEG in color has it.
  await assert.rejects(readRaster(await inYcbcr("refused/jpeg.tif"), "a.tif"), /but found JPEG$/);
  await assert.rejects(
    readRaster(await inYcbcr("plain.tif"), "a.tif"),
    /expected gray, a palette or RGB but found YCbCr$/,
  );
});
