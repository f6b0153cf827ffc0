/**
 * Takes a folder so many times, and writes into a file when it begins and ends to work there.
 *
 *     deno run -A tests/files/lock_in_child.ts FOLDER LOG TIMES [hold]
 *
 * With `hold`, it does not end.
 */
import { lockFolder } from "hemoleak/files/folder_lock.ts";

const [folder, log, times, hold] = Deno.args as [string, string, string, string?];
const note = (word: string) =>
  Deno.writeTextFileSync(log, `${word} ${Deno.pid}\n`, { append: true, create: true });
for (let i = 0; i < Number(times); i++) {
  using _lock = await lockFolder(folder);
  note("begin");
  await new Promise((resolve) => setTimeout(resolve, hold ? 60_000 : 5));
  note("end");
}
