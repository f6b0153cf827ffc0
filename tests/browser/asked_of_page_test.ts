import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { randomTables } from "../page/random_tables.ts";
import { DONE, MAIN, overhang, saved, violations, withAuditPage } from "./audit_page.ts";
import { BROWSER } from "./browser.ts";
import { attributeTable, classTable, foldTable, unclearTable } from "./page_tables.ts";

/**
 * What the page's own command lines print and write, in a shell: of `audit` with the page and, unless it is of
 * classes, the sheet, of `evaluate`, and this as text.
 */
async function shownCommands(
  folder: string,
  lines: readonly string[],
  written: readonly string[] = ["--html=shown.html", "--sheet=shown.md"],
): Promise<string[]> {
  const [audit, evaluate] = lines;
  const run = `hemoleak() { "${Deno.execPath()}" run -A "${MAIN}" "$@"; }\n`;
  const commands = [
    [audit, "--json", ...written].join(" "),
    ...evaluate === undefined ? [] : [`${evaluate} --json`, evaluate],
  ];
  const printed: string[] = [];
  for (const command of commands) {
    const { stdout } = await new Deno.Command("sh", { args: ["-c", run + command], cwd: folder })
      .output();
    printed.push(new TextDecoder().decode(stdout));
  }
  const files = written.map((option) => Deno.readTextFile(join(folder, option.split("=")[1]!)));
  return [printed[0]!, ...await Promise.all(files), ...printed.slice(1)];
}

/** What the page saves and shows of a result, in that order. */
async function shownResult(page: Page): Promise<string[]> {
  const isJudged = await page.isVisible("#get-metrics");
  const hasSheet = await page.isVisible("#get-sheet");
  const links = [
    "#get-json",
    "#get-html",
    ...hasSheet ? ["#get-sheet"] : [],
    ...isJudged ? ["#get-metrics"] : [],
  ];
  const texts: string[] = [];
  for (const link of links) texts.push((await saved(page, link)).text);
  return isJudged ? [...texts, `${await page.textContent("#metrics-text")}\n`] : texts;
}

Deno.test({
  name: "what the audit in a browser is asked",
  ignore: BROWSER === null,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await withAuditPage(t, async ({ folder, opened, step }) => {
      await step("claims, attributes and metrics are those of the command line", async () => {
        await Deno.writeTextFile(join(folder, "asked.csv"), attributeTable());
        const page = await opened();
        await page.setInputFiles("#file", join(folder, "asked.csv"));
        await page.waitForSelector(DONE);
        assert.equal(
          await page.textContent("#left"),
          "Other columns, of which nothing was asked: hospital, scanner type, age.",
        );
        const lines = async () => (await page.textContent("#lines-text"))!.split("\n");
        assert.deepEqual(await lines(), [
          "hemoleak audit asked.csv",
          "hemoleak evaluate asked.csv",
        ]);
        const before = await shownResult(page);

        await page.click("#change");
        assert.equal(await page.isVisible("#column-subject"), false, "nothing of it is unclear");
        await page.selectOption("#target", "new-sites");
        // No column is called site.
        await page.click("#audit");
        assert.match((await page.textContent("#error-text"))!, /column that names the sites/);
        await page.selectOption("#site", "hospital");
        for (const name of ["scanner type", "age", "subject"]) {
          await page.check(`input[value="${name}"]`);
        }
        await page.fill("#threshold", "0.45");
        await page.selectOption("#unit", "study");
        await page.selectOption("#study-score", "max");
        await page.click("#audit");
        await page.waitForSelector(DONE);
        assert.equal(await page.isVisible("#left"), false);
        assert.deepEqual(await lines(), [
          "hemoleak audit asked.csv --target=new-sites=hospital " +
          "'--attributes=scanner type,age,subject' --threshold=0.45",
          "hemoleak evaluate asked.csv --unit=study --study-score=max",
        ]);
        const result = await shownResult(page);
        assert.deepEqual(result, await shownCommands(folder, await lines()));
        const { claim, attributes } = JSON.parse(result[0]!);
        assert.deepEqual(claim, { target: "new-sites", site: "hospital" });
        assert.deepEqual(
          attributes.map(({ name }: { name: string }) => name),
          ["scanner type", "age", "subject", "hospital"],
        );

        // What is chosen stays chosen, until it is not.
        await page.click("#change");
        assert.equal(await page.inputValue("#threshold"), "0.45");
        await page.selectOption("#target", "known-patients");
        for (const name of ["scanner type", "age"]) await page.uncheck(`input[value="${name}"]`);
        await page.check('input[value="study"]');
        await page.fill("#threshold", "");
        await page.selectOption("#unit", "slice");
        await page.click("#audit");
        await page.waitForSelector(DONE);
        assert.equal(
          (await lines())[0],
          "hemoleak audit asked.csv --target=known-patients --attributes=subject,study",
        );
        assert.deepEqual(await shownResult(page), await shownCommands(folder, await lines()));

        // Another table is asked nothing of what the one before was.
        await page.setInputFiles("#file", join(folder, "asked.csv"));
        await page.waitForSelector(DONE);
        assert.deepEqual(await shownResult(page), before);
      });

      await step("columns that are chosen are those of the command line", async () => {
        const page = await opened();
        const ask = async (name: string, text: string, choose: () => Promise<unknown>) => {
          await Deno.writeTextFile(join(folder, name), text);
          await page.setInputFiles("#file", join(folder, name));
          await page.waitForSelector("#form:not([hidden])");
          await choose();
          await page.click("#audit");
          await page.waitForSelector(DONE);
          const lines = (await page.textContent("#lines-text"))!.split("\n");
          assert.deepEqual(await shownResult(page), await shownCommands(folder, lines));
          return lines;
        };
        const choose = (column: string, name: string) =>
          page.selectOption(`#column-${column}`, {
            value: String(HEADER.split(",").indexOf(name)),
          });
        const HEADER = "who,examid,split,diagnosis,p,q";
        const unclear = unclearTable().split("\n").map((row, i) => {
          const [who, ...others] = row.split(",");
          return i === 0 ? HEADER : others.length === 0 ? "" : [who, who, ...others, i].join(",");
        }).join("\n");
        const lines = await ask("chosen 1.csv", unclear, async () => {
          await choose("subject", "examid");
          await choose("study", "who");
          await choose("label", "diagnosis");
          await choose("score", "q");
          await page.selectOption("#set-0", "train");
          await page.selectOption("#set-1", "test");
          await page.selectOption("#positive", "ICH");
        });
        assert.deepEqual(lines, [
          "hemoleak audit 'chosen 1.csv' --columns=subject=examid,study=who,label=diagnosis,score=q " +
          "--positive=ICH '--sets=fold A=train,fold B=test'",
          "hemoleak evaluate 'chosen 1.csv' --columns=subject=examid,study=who,label=diagnosis,score=q " +
          "--positive=ICH '--sets=fold A=train,fold B=test'",
        ]);

        // A study that is recognized and is to be none; and no score, before training.
        const planned = randomTables(2)[1]!.replace("label,score", "label,what");
        assert.deepEqual(
          await ask("planned.csv", planned, async () => {
            await page.selectOption("#column-study", "-1");
            await page.selectOption("#column-slice", "-1");
          }),
          ["hemoleak audit planned.csv --columns=study=,slice="],
        );
        assert.match((await page.textContent("#notes"))!, /without a column score: read as before/);

        // Two columns that may be the score: the command line refuses them, and the page asks.
        const doubtful = randomTables(2)[1]!
          .replace("study,slice,set,label,score", "a,b,set,label,yprob,y_prob")
          .replaceAll(/,([01]),([^,\n]+)$/gm, ",$1,$2,$2");
        assert.match(
          (await ask("doubtful.csv", doubtful, async () => {
            assert.match((await page.textContent("#error-text"))!, /yprob, y_prob several times/);
            await page.selectOption("#column-score", "5");
          }))[0]!,
          /--columns=subject=subject,set=set,label=label,score=yprob$/,
        );
      });

      await step("folds have claims and attributes, and two files may be folds", async () => {
        const page = await opened();
        const withSite = (text: string) =>
          text.split("\n").map((row, i) =>
            row === "" ? row : `${row},${i === 0 ? "site" : `site ${i % 4}`}`
          ).join("\n");
        const texts = {
          "f.csv": withSite(foldTable(["fold", "1", "2", "3"])),
          "f1.csv": withSite(foldTable(["set", "test", "train", "train"])),
          "f2.csv": withSite(foldTable(["set", "train", "test", "test"])),
        };
        for (const [name, text] of Object.entries(texts)) {
          await Deno.writeTextFile(join(folder, name), text);
        }
        for (const files of [["f.csv"], ["f1.csv", "f2.csv"]]) {
          await page.setInputFiles("#file", files.map((name) => join(folder, name)));
          // Two are taken for two classifiers', whose slices these are not.
          await page.waitForSelector(files.length === 1 ? DONE : "#error:not([hidden])");
          await page.click(files.length === 1 ? "#change" : "#error-columns");
          if (files.length === 2) await page.selectOption("#other", "");
          await page.check('input[value="site"]');
          await page.selectOption("#target", "new-sites");
          await page.click("#audit");
          await page.waitForSelector(DONE);
          const lines = (await page.textContent("#lines-text"))!.split("\n");
          assert.deepEqual(lines, [
            `hemoleak audit ${files.join(" ")} --target=new-sites=site --attributes=site`,
            `hemoleak evaluate ${files.join(" ")}`,
          ]);
          const result = await shownResult(page);
          assert.deepEqual(result, await shownCommands(folder, lines));
          assert.equal(JSON.parse(result[0]!).folds.length, files.length === 1 ? 3 : 2);
        }
      });

      const OF_CLASSES = ["--html=shown.html"];

      await step("classes are those of the command line, all of them or one", async () => {
        const page = await opened();
        const give = async (...files: (readonly [name: string, text: string])[]) => {
          for (const [name, text] of files) await Deno.writeTextFile(join(folder, name), text);
          await page.setInputFiles("#file", files.map(([name]) => join(folder, name)));
        };
        const lines = async () => (await page.textContent("#lines-text"))!.split("\n");
        await give(["classes.csv", classTable()]);
        // Nothing of it is unclear: it is audited at once.
        await page.waitForSelector(DONE);
        assert.deepEqual(await lines(), [
          "hemoleak audit classes.csv",
          "hemoleak evaluate classes.csv",
        ]);
        assert.equal(await page.isVisible("#get-sheet"), false);
        const all = await shownResult(page);
        assert.equal(all.length, 4);
        assert.deepEqual(all, await shownCommands(folder, await lines(), OF_CLASSES));
        assert.deepEqual(JSON.parse(all[0]!).classes, ["EDH", "SDH", "none"]);
        assert.equal(
          await page.textContent("#left"),
          "Other columns, of which nothing was asked: site.",
        );

        // What can be asked of all of them.
        await page.click("#change");
        for (const id of ["threshold", "unit", "study-score"]) {
          assert.equal(await page.isVisible(`#${id}`), false, id);
        }
        await page.selectOption("#target", "new-sites");
        await page.check('input[value="subject"]');
        await page.click("#audit");
        await page.waitForSelector(DONE);
        assert.deepEqual(await lines(), [
          "hemoleak audit classes.csv --target=new-sites=site --attributes=subject",
          "hemoleak evaluate classes.csv",
        ]);
        assert.deepEqual(
          await shownResult(page),
          await shownCommands(folder, await lines(), OF_CLASSES),
        );

        // And all that can be asked of two labels, of one.
        await page.click("#change");
        await page.selectOption("#class", "SDH");
        await page.selectOption("#target", "new-patients");
        await page.uncheck('input[value="subject"]');
        await page.check('input[value="site"]');
        await page.fill("#threshold", "0.4");
        await page.selectOption("#unit", "study");
        await page.click("#audit");
        await page.waitForSelector(DONE);
        assert.deepEqual(await lines(), [
          "hemoleak audit classes.csv --class=SDH --attributes=site --threshold=0.4",
          "hemoleak evaluate classes.csv --class=SDH --unit=study --study-score=mean",
        ]);
        const one = await shownResult(page);
        assert.equal(one.length, 5);
        assert.deepEqual(one, await shownCommands(folder, await lines()));

        // All again: what was asked of one is not asked of them.
        await page.click("#change");
        await page.selectOption("#class", "");
        await page.uncheck('input[value="site"]');
        await page.click("#audit");
        await page.waitForSelector(DONE);
        assert.deepEqual(await shownResult(page), all);

        // Another classifier's table of the same slices.
        const other = classTable().replaceAll(/,0\.(\d)/g, ",0.0$1");
        await give(["classes.csv", classTable()], ["other.csv", other]);
        await page.waitForSelector(DONE);
        assert.match((await lines())[1]!, /evaluate classes\.csv --compare=other\.csv$/);
        const compared = await shownResult(page);
        assert.deepEqual(compared, await shownCommands(folder, await lines(), OF_CLASSES));
        assert.match(compared[3]!, /^Beside other\.csv: macro AUC/m);
        // As folds they are refused in the command line's words.
        await page.click("#change");
        await page.selectOption("#other", "");
        await page.click("#audit");
        await page.waitForSelector("#error:not([hidden])");
        assert.match(
          (await page.textContent("#error-text"))!,
          /folds of two labels.* --class NAME/,
        );

        // Before training.
        const planned = classTable().replaceAll(/(?:,[01]\.\d+){3}/g, ",,,");
        await give(["planned.csv", planned]);
        await page.waitForSelector(DONE);
        assert.deepEqual(await lines(), ["hemoleak audit planned.csv"]);
        assert.deepEqual(
          await shownResult(page),
          await shownCommands(folder, await lines(), OF_CLASSES),
        );
      });

      await step(
        "a column of scores that no row is of is a class or none, as is said",
        async () => {
          const page = await opened();
          const more = classTable().trim().split("\n").map((row, i) =>
            `${row},${i === 0 ? "score_IVH" : "0.01"}`
          ).join("\n");
          await Deno.writeTextFile(join(folder, "more.csv"), more);
          await page.setInputFiles("#file", join(folder, "more.csv"));
          await page.waitForSelector("#error:not([hidden])");
          assert.match(
            (await page.textContent("#error-text"))!,
            /rows with the label IVH but found none/,
          );
          const choose = async (choice: () => Promise<unknown>, options: string) => {
            await choice();
            await page.click("#audit");
            await page.waitForSelector(DONE);
            const lines = (await page.textContent("#lines-text"))!.split("\n");
            assert.deepEqual(lines, [
              `hemoleak audit more.csv ${options}`,
              `hemoleak evaluate more.csv ${options}`,
            ]);
            const result = await shownResult(page);
            const written = options.includes("--class=") ? undefined : OF_CLASSES;
            assert.deepEqual(result, await shownCommands(folder, lines, written));
            await page.click("#change");
          };
          await page.click("#error-columns");
          await choose(() => page.uncheck('#classes [value="IVH"]'), "--classes=EDH,SDH,none");
          await choose(async () => {
            await page.check('#classes [value="IVH"]');
            await page.check("#empty-classes");
          }, "--classes=EDH,SDH,none,IVH");
          await choose(
            () => page.selectOption("#class", "none"),
            "--classes=EDH,SDH,none,IVH --class=none",
          );
          // Without the class that is to be judged there is nothing to do.
          await page.uncheck('#classes [value="none"]');
          await page.click("#audit");
          assert.match(
            (await page.textContent("#error-text"))!,
            /Tick “none”, which is to be judged/,
          );
        },
      );

      for (
        const [width, colorScheme] of [[1200, "light"], [390, "light"], [390, "dark"]] as const
      ) {
        await step(
          `classes are chosen by the keyboard, ${width} pixels, ${colorScheme}`,
          async () => {
            const page = await opened({ viewport: { width, height: 800 }, colorScheme });
            await Deno.writeTextFile(join(folder, "classes.csv"), classTable());
            await page.setInputFiles("#file", join(folder, "classes.csv"));
            await page.waitForSelector(DONE);
            assert.deepEqual(await violations(page), []);
            assert.ok(await overhang(page) <= 0, "the result is wider than its window");
            const focused = () => page.evaluate<string>("document.activeElement.id");
            const tabTo = async (id: string) => {
              for (let i = 0; i < 40 && await focused() !== id; i++) {
                await page.keyboard.press("Tab");
              }
              assert.equal(await focused(), id);
            };
            await tabTo("change");
            await page.keyboard.press("Enter");
            assert.deepEqual(await violations(page), []);
            assert.ok(await overhang(page) <= 0, "the form is wider than its window");
            await tabTo("class");
            await page.keyboard.type("SDH");
            // What is asked of two labels can be asked now.
            await tabTo("empty-classes");
            await tabTo("threshold");
            await tabTo("unit");
            assert.deepEqual(await violations(page), []);
            await tabTo("audit");
            await page.keyboard.press("Enter");
            await page.waitForSelector(DONE);
            assert.equal(await focused(), "result-heading");
            assert.match(
              (await page.textContent("#lines-text"))!,
              /^hemoleak audit classes\.csv --class=SDH$/m,
            );
          },
        );
      }
    });
  },
});
