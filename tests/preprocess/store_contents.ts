/** Every file of a store with its bytes in hexadecimal digits. */
export async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const directory of ["", "slices/"]) {
    for await (const entry of Deno.readDir(`${folder}/${directory}`)) {
      if (!entry.isFile) continue;
      const bytes = await Deno.readFile(`${folder}/${directory}${entry.name}`);
      files.set(directory + entry.name, bytes.toHex());
    }
  }
  return files;
}
