/**
 * `deno lsp` for JupyterLab, which starts this in place of the language server. Three things are put right
 * on the way:
 *
 * - JupyterLab names a document's language by the kernel's media type. Deno's kernel says
 *   `text/x.typescript`, and Deno's language server knows no `x.typescript`.
 * - JupyterLab sends neither options of initialization nor settings.
 * - All windows of a browser share one server, to which a second "initialize" is an error: later ones get
 *   the answer to the first.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import {
  type Message,
  type RequestMessage,
  type ResponseMessage,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";

const SETTINGS = {
  enable: true,
  // A name that only a later cell uses is no mistake in a notebook.
  lint: false,
  // What a notebook imports is read when it is opened.
  documentPreloadLimit: 0,
};

const server = spawn(process.execPath, ["lsp", "--quiet"], { stdio: ["pipe", "pipe", "inherit"] });
const toServer = new StreamMessageWriter(server.stdin);
const toLab = new StreamMessageWriter(process.stdout);

let first: RequestMessage["id"] | undefined;
let answer: ResponseMessage | undefined;
/** Later requests to initialize that have no answer yet. */
const waiting: RequestMessage["id"][] = [];
/** Later windows that are initialized: each says so once more, which is not passed on. */
let initialized = 0;

async function answerWaiting(): Promise<void> {
  while (answer && waiting.length > 0) {
    initialized++;
    await toLab.write({ ...answer, id: waiting.shift()! } as Message);
  }
}

/** The parts of messages that are looked at. */
interface FromLab extends Message {
  id?: RequestMessage["id"];
  method?: string;
  params?: {
    initializationOptions?: unknown;
    settings?: unknown;
    textDocument?: { languageId: string };
  };
}

new StreamMessageReader(process.stdin).listen(async (message) => {
  const { id, method, params } = message as FromLab;
  if (method === "initialize") {
    if (first !== undefined) {
      waiting.push(id!);
      return await answerWaiting();
    }
    first = id!;
    params!.initializationOptions = SETTINGS;
  } else if (method === "initialized" && initialized > 0) {
    initialized--;
    return;
  } else if (method === "workspace/didChangeConfiguration") {
    params!.settings = { deno: SETTINGS };
  } else if (method === "textDocument/didOpen") {
    const document = params!.textDocument!;
    document.languageId = document.languageId.replace(/^x\./, "");
  }
  await toServer.write(message);
});

new StreamMessageReader(server.stdout).listen(async (message) => {
  await toLab.write(message);
  const { id, result } = message as ResponseMessage;
  if (answer === undefined && id === first && result !== undefined) {
    answer = message as ResponseMessage;
    await answerWaiting();
  }
});

process.on("SIGINT", () => {}); // Ctrl+C is for JupyterLab, which ends this with itself.
process.stdin.on("end", () => server.kill());
server.on("exit", () => process.exit());
