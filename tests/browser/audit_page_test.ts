import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { withTables } from "hemoleak/report/supplement/given_tables.ts";
import { bundleForBrowser } from "../../page/bundle.ts";
import { type Outputs, OUTPUTS_SCRIPT, randomTables } from "../page/random_tables.ts";
import { DONE, MAIN, overhang, saved, violations, withAuditPage } from "./audit_page.ts";
import { BROWSER, until } from "./browser.ts";
import { attributeTable, foldTable, largeTable, SETS_OF, unclearTable } from "./page_tables.ts";

/** What the command line prints and writes of a file. */
async function commandLine(folder: string, file: string, ...more: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, ...more, file],
    cwd: folder,
  }).output();
  return new TextDecoder().decode(stdout);
}

/** Tries that a page's policy has to stop, each of which ends with what became of it. */
const PROBES = `({
  fetch: () => fetch("https://example.org/").then(() => "reached", (error) => error.name),
  request: () => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.onload = () => resolve("reached");
    request.onerror = () => resolve("blocked");
    try { request.open("GET", "https://example.org/"); request.send(); } catch (e) { resolve(e.name); }
  }),
  socket: () => new Promise((resolve) => {
    try {
      const socket = new WebSocket("wss://example.org/");
      socket.onopen = () => resolve("reached");
      socket.onerror = () => resolve("blocked");
    } catch (error) { resolve(error.name); }
  }),
  eval: () => new Promise((resolve) => setTimeout(() => {
    try { resolve((0, eval)("'ran'")); } catch (error) { resolve(error.name); }
  })),
  function: () => new Promise((resolve) => setTimeout(() => {
    try { resolve(new Function("return 'ran'")()); } catch (error) { resolve(error.name); }
  })),
})`;

/** Those that take a document. */
const PAGE_PROBES = `({
  image: () => new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve("reached");
    image.onerror = () => resolve("blocked");
    image.src = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
  }),
  beacon: () => new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", () => resolve("blocked"), { once: true });
    setTimeout(() => resolve("reached"), 3000);
    navigator.sendBeacon("https://example.org/", "x");
  }),
  script: () => new Promise((resolve) => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
    setTimeout(() => resolve(globalThis.ran ? "ran" : "blocked"), 100);
  }),
  frame: () => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.src = "https://example.org/";
    document.addEventListener("securitypolicyviolation", () => resolve("blocked"), { once: true });
    setTimeout(() => resolve("reached"), 3000);
    document.body.append(frame);
  }),
  handler: () => new Promise((resolve) => {
    const button = document.createElement("button");
    button.setAttribute("onclick", "globalThis.clicked = true");
    document.body.append(button);
    button.click();
    setTimeout(() => resolve(globalThis.clicked ? "ran" : "blocked"), 100);
  }),
})`;

/** One after the other, as each listens to what the policy reports. */
const runAll = (probes: string) =>
  `(async () => {
  const found = [];
  for (const [name, probe] of Object.entries(${probes})) found.push([name, await probe()]);
  return found;
})()`;

/** The same in a worker such as the page starts. */
const inWorker = (probes: string) =>
  `new Promise((resolve, reject) => {
  const code = ${JSON.stringify(`${runAll(probes)}.then((found) => postMessage(found))`)};
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = reject;
})`;

/** The most memory that a process of the browser's pages has taken, in MB. */
async function peakMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const status = Deno.readTextFileSync(`/proc/${id}/status`);
    return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1000;
  });
  return Math.max(...peaks);
}

Deno.test({
  name: "the audit in a browser",
  ignore: BROWSER === null,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await withAuditPage(t, async ({ browser, folder, html, address, opened, step }) => {
      await step(
        "opened from a disk or a server, it asks for nothing but its own workers",
        async () => {
          const server = Deno.serve(
            { port: 0, onListen() {} },
            ({ url }) =>
              url.endsWith("/audit.html")
                ? new Response(html, { headers: { "content-type": "text/html" } })
                : new Response(null, { status: 404 }),
          );
          const hosted = `http://localhost:${server.addr.port}/audit.html`;
          for (const from of [address, hosted]) {
            const page = await browser.newPage(), requests: string[] = [], errors: string[] = [];
            page.on("request", (request) => requests.push(request.url()));
            page.on("pageerror", ({ message }) => errors.push(message));
            page.on("console", (message) => errors.push(message.text()));
            await page.goto(from);
            await page.click("#example");
            await page.waitForSelector(DONE);
            const others = requests.filter((url) => !url.startsWith("blob:"));
            assert.deepEqual(others, [from]);
            assert.equal(requests.length, 3, "two workers");
            assert.deepEqual(errors, []);
          }
          await server.shutdown();
        },
      );

      await step("what it saves is what the command line writes, byte for byte", async () => {
        const tables = [
          ...randomTables(2),
          unclearTable().replaceAll("fold A", "train")
            .replaceAll("fold B", "Holdout").replaceAll("healthy", "0").replaceAll("ICH", "1")
            .replace("diagnosis", "y_true"),
        ];
        for (const [i, text] of tables.entries()) {
          const file = `table${i}.csv`;
          await Deno.writeTextFile(join(folder, file), text);
          const page = await opened();
          await page.setInputFiles("#file", join(folder, file));
          await page.waitForSelector(DONE);
          const audited = await commandLine(
            folder,
            file,
            "audit",
            "--json",
            "--html=a.html",
            "--sheet=a.md",
          );
          const judged = await commandLine(folder, file, "evaluate", "--json");
          for (
            const [link, name, expected] of [
              ["#get-json", `table${i}_audit.json`, audited],
              ["#get-metrics", `table${i}_evaluate.json`, judged],
              [
                "#get-html",
                `table${i}_audit.html`,
                await Deno.readTextFile(join(folder, "a.html")),
              ],
              [
                "#get-sheet",
                `table${i}_info_sheet.md`,
                await Deno.readTextFile(join(folder, "a.md")),
              ],
            ] as const
          ) {
            const found = await saved(page, link);
            assert.equal(found.name, name);
            assert.equal(found.text, expected, name);
          }
          const text2 = await commandLine(folder, file, "evaluate");
          assert.equal(`${await page.textContent("#metrics-text")}\n`, text2);
        }
      });

      await step(
        "folds, in a column and a file each, are audited as by the command line",
        async () => {
          const inColumn = foldTable(["fold", ...["1", "2", "3"]]);
          await Deno.writeTextFile(join(folder, "folds.csv"), inColumn);
          const names = ["a", "b", "c"].map((name) => `fold_${name}.csv`);
          for (const [i, name] of names.entries()) {
            await Deno.writeTextFile(join(folder, name), foldTable(["set", ...SETS_OF[i]!]));
          }
          for (const files of [["folds.csv"], names]) {
            const page = await opened();
            await page.setInputFiles("#file", files.map((file) => join(folder, file)));
            await page.waitForSelector(DONE);
            const [last, ...before] = files.toReversed();
            const rest = before.toReversed();
            const written = ["--html=a.html", "--sheet=a.md"];
            const audited = await commandLine(
              folder,
              last!,
              "audit",
              "--json",
              ...written,
              ...rest,
            );
            const judged = await commandLine(folder, last!, "evaluate", "--json", ...rest);
            assert.equal((await saved(page, "#get-json")).text, audited);
            assert.equal((await saved(page, "#get-metrics")).text, judged);
            for (const [link, file] of [["#get-html", "a.html"], ["#get-sheet", "a.md"]] as const) {
              assert.equal(
                (await saved(page, link)).text,
                await Deno.readTextFile(join(folder, file)),
                file,
              );
            }
            await page.close();
          }
        },
      );
      await step("150 tables have the same numbers in the browser as in Deno", async () => {
        const source = join(folder, "outputs.ts");
        await Deno.writeTextFile(source, OUTPUTS_SCRIPT);
        const page = await browser.newPage();
        await page.addScriptTag({ content: await bundleForBrowser(source) });
        await import(pathToFileURL(source).href);
        const here = Reflect.get(globalThis, "outputsOf") as (text: string) => Promise<Outputs>;
        const tables = randomTables(150);
        for (const [i, text] of tables.entries()) {
          const there = await page.evaluate<Outputs>(`outputsOf(${JSON.stringify(text)})`);
          assert.deepEqual(there, await here(text), `table ${i}`);
        }
      });

      await step("the policy stops whatever would reach out or run other code", async () => {
        const page = await opened();
        const found = [
          ...await page.evaluate<[string, string][]>(runAll(PROBES)),
          ...await page.evaluate<[string, string][]>(runAll(PAGE_PROBES)),
          ...await page.evaluate<[string, string][]>(inWorker(PROBES)),
        ];
        assert.equal(found.length, 15);
        for (const [name, outcome] of found) {
          assert(
            ["blocked", "TypeError", "EvalError", "SecurityError"].includes(outcome),
            `${name}: ${outcome}`,
          );
        }
        // Without the policy the same tries get through, as far as a machine without a network lets them.
        await Deno.writeTextFile(
          join(folder, "open.html"),
          html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""),
        );
        await page.goto(pathToFileURL(join(folder, "open.html")).href);
        const open = Object.fromEntries([
          ...await page.evaluate<[string, string][]>(runAll(PAGE_PROBES)),
          ...await page.evaluate<[string, string][]>(inWorker(PROBES)),
        ]);
        for (const name of ["image", "script", "handler", "eval", "function"]) {
          assert(["reached", "ran"].includes(open[name]!), `${name}: ${open[name]}`);
        }
      });

      await step(
        "a table that is dropped and unclear is asked about, by the keyboard alone",
        async () => {
          const page = await opened();
          await page.evaluate(`{
          const transfer = new DataTransfer();
          transfer.items.add(new File([${JSON.stringify(unclearTable())}], "mine.csv"));
          const event = (type) => new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
          const drop = document.getElementById("drop");
          drop.dispatchEvent(event("dragover"));
          drop.dispatchEvent(event("drop"));
        }`);
          await page.waitForSelector("#form:not([hidden])");
          assert.equal(await page.evaluate("document.activeElement.id"), "form-heading");
          assert.deepEqual(await violations(page), []);
          const focused = () => page.evaluate<string>("document.activeElement.id");
          const tabTo = async (id: string) => {
            for (let i = 0; i < 40 && await focused() !== id; i++) await page.keyboard.press("Tab");
            assert.equal(await focused(), id);
          };
          await tabTo("column-label");
          await page.keyboard.type("diagnosis");
          // Not all is said yet: the page says what is missing.
          await tabTo("audit");
          await page.keyboard.press("Enter");
          await until("it is said", () => page.isVisible("#error"));
          assert.match((await page.textContent("#error-text"))!, /set “fold A” stands for/);
          await tabTo("set-0");
          await page.keyboard.type("train");
          await page.keyboard.press("Tab");
          await page.keyboard.type("test");
          await page.keyboard.press("Tab");
          assert.equal(await focused(), "positive");
          await page.keyboard.type("ICH");
          // What is asked beyond that, by the keyboard as well.
          await tabTo("target");
          await page.keyboard.type("known");
          await tabTo("attribute-0");
          assert.equal(await page.inputValue("#attribute-0"), "subject");
          await page.keyboard.press("Space");
          await tabTo("audit");
          await page.keyboard.press("Enter");
          await page.waitForSelector(DONE);
          assert.match((await page.textContent("#status"))!, /are of studies without a name/);
          assert.equal(await focused(), "result-heading");
        },
      );

      await step(
        "what is wrong is said with its line, and the columns can be chosen instead",
        async () => {
          const page = await opened();
          await Deno.writeTextFile(
            join(folder, "bad.csv"),
            "subject,set,label,score\nA,test,1,high\n",
          );
          await page.setInputFiles("#file", join(folder, "bad.csv"));
          await page.waitForSelector("#error:not([hidden])");
          assert.match(
            (await page.textContent("#error-text"))!,
            /^bad\.csv, line 2, column score: /,
          );
          assert.deepEqual(await violations(page), []);
          await page.click("#error-columns");
          await page.waitForSelector("#form:not([hidden])");
          // Markup in a table stays text.
          const mark = "<img src=x onerror=alert(1)>";
          await Deno.writeTextFile(
            join(folder, "marks.csv"),
            `subject,set,label,score\n${mark},train,1,0.5\n${mark},test,1,0.5\nB,test,0,0.1\n`,
          );
          await page.setInputFiles("#file", join(folder, "marks.csv"));
          await page.waitForSelector(DONE);
          const report = page.frameLocator("#report");
          assert.equal(await report.locator("img").count(), 0);
          // Of three files, each is a fold.
          await page.setInputFiles("#file", [1, 2, 3].map(() => join(folder, "marks.csv")));
          await page.waitForSelector("#error:not([hidden])");
          assert.match((await page.textContent("#error-text"))!, /given twice/);
        },
      );

      await step("two tables are compared, as on the command line", async () => {
        const [first, second] = randomTables(3).slice(1).map(() => randomTables(6)[5]!);
        const other = second!.replaceAll(/,(\d)(\.\d+)$/gm, ",$1$29");
        await Deno.writeTextFile(join(folder, "first.csv"), first!);
        await Deno.writeTextFile(join(folder, "other.csv"), other);
        const page = await opened();
        await page.setInputFiles(
          "#file",
          ["first.csv", "other.csv"].map((name) => join(folder, name)),
        );
        await page.waitForSelector(DONE);
        const judged = await commandLine(
          folder,
          "first.csv",
          "evaluate",
          "--json",
          "--compare=other.csv",
        );
        assert.equal((await saved(page, "#get-metrics")).text, judged);
      });

      for (
        const [width, colorScheme] of [[1200, "light"], [390, "light"], [390, "dark"]] as const
      ) {
        await step(
          `${width} pixels, ${colorScheme}: axe finds nothing on page and report`,
          async () => {
            const page = await opened({ viewport: { width, height: 900 }, colorScheme });
            assert.deepEqual(await violations(page), []);
            await page.locator("#verify summary").click();
            await page.click("#example");
            await page.waitForSelector(DONE);
            await page.locator("#metrics summary").click();
            assert.deepEqual(await violations(page), []);
            assert.ok(await overhang(page) <= 0, "wider than its window");
            const { text } = await saved(page, "#get-html");
            await Deno.writeTextFile(join(folder, "report.html"), text);
            await page.locator("#lines summary").click();
            assert.ok(await overhang(page) <= 0, "command lines are wider than its window");
            // The report is all there: its frame does not scroll.
            const frame = page.frames()[1]!;
            await until(
              "the frame is as high as the report",
              async () =>
                await frame.evaluate<boolean>(
                  "document.documentElement.scrollHeight <= innerHeight && document.body.scrollHeight > 900",
                ),
            );
            // All that can be asked, of a table with attributes.
            await Deno.writeTextFile(join(folder, "asked.csv"), attributeTable());
            const files = ["asked.csv", "asked.csv", "asked.csv"];
            await page.setInputFiles("#file", files.map((file) => join(folder, file)));
            await page.waitForSelector("#error:not([hidden])");
            await page.click("#error-columns");
            await page.selectOption("#target", "new-sites");
            await page.selectOption("#unit", "study");
            await page.check("#attribute-0");
            for (const id of ["other", "column-repeat", "site", "study-score", "personal"]) {
              assert.ok(await page.isVisible(`#${id}`), id);
            }
            assert.deepEqual(await violations(page), []);
            assert.ok(await overhang(page) <= 0, "the form is wider than its window");
            await page.goto(pathToFileURL(join(folder, "report.html")).href);
            assert.deepEqual(await violations(page), []);
            assert.ok(await overhang(page) <= 0, "the report is wider than its window");
          },
        );
      }

      await step("predictions that come with the page are one click away", async () => {
        const table = randomTables(4)[3]!;
        const name = "<script>alert(1)</script>";
        const given = withTables(html, [
          { file: "given.csv", title: "CNN4, split by slice", text: table },
          { file: "marked.csv", title: name, text: table.replaceAll("S1,", `${name},`) },
        ]);
        await Deno.writeTextFile(join(folder, "given.html"), given);
        const page = await browser.newPage(), errors: string[] = [];
        page.on("pageerror", ({ message }) => errors.push(message));
        page.on("console", (message) => errors.push(message.text()));
        await page.goto(pathToFileURL(join(folder, "given.html")).href);
        assert.deepEqual(await violations(page), []);
        for (const title of ["CNN4, split by slice", name]) {
          await page.getByRole("button", { name: title }).click();
          await page.waitForSelector(DONE);
        }
        assert.equal(await page.textContent("#result-heading"), "marked.csv");
        assert.deepEqual(errors, []);
      });

      await step("a link within the report leads to its place in the report", async () => {
        const page = await opened();
        await page.click("#example");
        await page.waitForSelector(DONE);
        await page.frameLocator("#report").locator("nav.contents a").last().click();
        await page.waitForTimeout(300);
        assert.equal(await page.frameLocator("#report").locator("h1").count(), 1);
        assert.equal(await page.frameLocator("#report").locator("#drop").count(), 0);
      });

      await step("a million rows in less than 500 MB, and Cancel ends them at once", async () => {
        await Deno.writeTextFile(join(folder, "million.csv"), largeTable(1_000_000));
        const page = await opened();
        await page.setInputFiles("#file", join(folder, "million.csv"));
        await page.waitForSelector("#busy:not([hidden])");
        await page.click("#cancel");
        await page.waitForSelector("#form:not([hidden])");
        assert.equal(await page.textContent("#status"), "Canceled.");
        await page.waitForTimeout(500);
        assert.equal(await page.locator(DONE).count(), 0);
        await page.setInputFiles("#file", join(folder, "million.csv"));
        await page.waitForSelector(DONE, { timeout: 240_000 });
        assert.match((await page.textContent("#took"))!, /^1,000,000 rows/);
        await page.click("#change");
        await page.check('input[value="study"]');
        await page.click("#audit");
        await page.waitForSelector(DONE, { timeout: 240_000 });
        if (Deno.build.os === "linux") {
          const peak = await peakMemory(browser);
          assert(peak < 500, `${peak} MB`);
        }
      });
    });
  },
});
