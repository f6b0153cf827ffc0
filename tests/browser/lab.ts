import type { Page } from "playwright-core";
import { PROJECT } from "../../setup/set_up.ts";
import { until } from "./browser.ts";

/** What a cell shows: a picture, a table, or text such as an error. */
export type OutputKind = "svg" | "html" | "text";

const CELLS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell";

/** The JupyterLab of `deno task lab`. */
export class Lab implements AsyncDisposable {
  /** What the server has written. */
  log = "";
  readonly #task: Deno.ChildProcess;

  private constructor() {
    this.#task = new Deno.Command(Deno.execPath(), {
      args: ["task", "lab", "--no-browser", "--ServerApp.port=0"],
      cwd: PROJECT,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#readLog();
  }

  /** Starts it as a user does. */
  static async start(): Promise<Lab> {
    const lab = new Lab();
    await until("JupyterLab's address", () => Promise.resolve(lab.#address()));
    return lab;
  }

  /** Opens a notebook of the project's folder, with a kernel that is idle. */
  async open(page: Page, path: string): Promise<OpenNotebook> {
    const [base, token] = this.#address()!;
    await page.goto(`${base}/lab/tree/${path}?token=${token}&reset`);
    await page.waitForSelector(".jp-Notebook .jp-CodeCell");
    const notebook = new OpenNotebook(page);
    await until("an idle kernel", async () => (await notebook.status()).includes("| Idle"));
    return notebook;
  }

  /** The processes of the server and of its kernels. */
  async processes(): Promise<number[]> {
    const kernels = [...this.log.matchAll(/Kernel started: ([\w-]+)/g)].map(([, id]) =>
      `kernel-${id}`
    );
    const found: number[] = [];
    for await (const { name } of Deno.readDir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const line = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
      const isServer = line.includes("jupyter/lab.py") && line.includes("--ServerApp.port=0") &&
        line.includes("python");
      if (isServer || kernels.some((kernel) => line.includes(kernel))) found.push(Number(name));
    }
    return found;
  }

  /** Ends `deno task lab` as a signal from outside does. */
  async end(signal: Deno.Signal): Promise<void> {
    this.#task.kill(signal);
    await this.#task.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.end("SIGTERM");
    } catch {
      // It has ended.
    }
  }

  #address(): [base: string, token: string] | null {
    const found = /(http:\/\/127\.0\.0\.1:\d+)\/lab\?token=(\w+)/.exec(this.log);
    return found && [found[1]!, found[2]!];
  }

  /** To its end, or the server would block. */
  async #readLog(): Promise<void> {
    for await (const text of this.#task.stderr.pipeThrough(new TextDecoderStream())) {
      this.log += text;
    }
  }
}

/** A notebook in the page, used as a person uses it. */
export class OpenNotebook {
  constructor(readonly page: Page) {}

  async status(): Promise<string> {
    return (await this.page.locator("#jp-main-statusbar").innerText()).replaceAll("\n", " ");
  }

  /** What each code cell shows in its own output area. */
  async outputs(): Promise<OutputKind[][]> {
    return await this.page.locator(CELLS).evaluateAll((cells) =>
      cells.map((cell) =>
        [...cell.querySelectorAll(".jp-OutputArea-output")].map((output): OutputKind =>
          output.classList.contains("jp-RenderedSVG")
            ? "svg"
            : output.classList.contains("jp-RenderedHTML")
            ? "html"
            : "text"
        )
      )
    );
  }

  /** What a cell shows in words; of a figure the sentence that stands for it. */
  async texts(cell: number): Promise<string[]> {
    return await this.page.locator(CELLS).nth(cell).locator(".jp-OutputArea-output").evaluateAll(
      (outputs) =>
        outputs.map((output) => {
          const image = output.querySelector("img");
          if (image === null) return (output as unknown as { innerText: string }).innerText;
          return decodeURIComponent(image.src).match(/<desc>([^<]*)/)?.[1] ?? "";
        }),
    );
  }

  /** What Deno's language server has underlined, once it has read the notebook. */
  async underlined(): Promise<string[]> {
    await until("the language server", async () => /Fully initialized/i.test(await this.status()));
    return await this.page.locator(`${CELLS} .cm-lintRange`).allInnerTexts();
  }

  /** Restarts the kernel and runs all cells to the end. */
  async runAll(): Promise<void> {
    await this.#command("Run", "runmenu:restart-and-run-all");
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
    await until("cells that wait", async () => (await this.#prompts()).some(isBusy));
    await until("all cells to end", async () => !(await this.#prompts()).some(isBusy), 300);
  }

  /** Runs one cell, and does not wait for it. */
  async run(cell: number): Promise<void> {
    await this.page.locator(CELLS).nth(cell).locator(".cm-content").click();
    await this.page.keyboard.press("Control+Enter");
  }

  async ended(cell: number): Promise<void> {
    await until("the cell to end", async () => !isBusy((await this.#prompts())[cell]!), 120);
  }

  /** The stop button. */
  async stop(): Promise<void> {
    await this.page.locator('jp-button[title="Interrupt the kernel"]').click();
  }

  async #prompts(): Promise<string[]> {
    return await this.page.locator(`${CELLS} .jp-InputArea-prompt`).allInnerTexts();
  }

  /** By the command's id: labels differ by version and language. */
  async #command(menu: string, id: string): Promise<void> {
    await this.page.locator(`.lm-MenuBar-itemLabel:text-is("${menu}")`).click();
    await this.page.locator(`.lm-Menu-item[data-command="${id}"]`).first().click();
  }
}

function isBusy(prompt: string): boolean {
  return prompt.includes("*");
}
