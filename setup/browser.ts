import { join } from "node:path";

/** What the programs are called where a system keeps its programs in the search path. */
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
];
/** Folders of programs that are there whatever the search path is. */
const FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin"];
/** Where they are on systems that keep them elsewhere. */
const PLACES = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** What is to be done where there is none. */
export const INSTALL_BROWSER =
  "install Chromium, Chrome or Edge (Debian: `apt install chromium`), " +
  "or name one that is elsewhere in HEMOLEAK_BROWSER";

/**
 * The path of an installed Chromium, Chrome or Edge, or null. With `HEMOLEAK_BROWSER` that one, whether it
 * is there or not.
 */
export function findBrowser(): string | null {
  const named = Deno.env.get("HEMOLEAK_BROWSER");
  if (named) return named;
  const places = [
    ...NAMES.flatMap((name) => FOLDERS.map((folder) => join(folder, name))),
    ...PLACES,
  ];
  return places.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
