import { isHemoleakError } from "hemoleak/error.ts";
import type { GivenTable } from "hemoleak/report/supplement/given_tables.ts";
import { compareNaturally } from "hemoleak/text/natural_order.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { ColumnsForm } from "./columns_form.ts";
import { element } from "./elements.ts";
import { exampleFile } from "./example.ts";
import type { Answer, Job, Report, ReportJob, Result } from "./job.ts";
import { readTableHead, unclearOf } from "./table_head.ts";

const form = new ColumnsForm();
/** What is audited: a table, or each of its folds, and another classifier's. */
let given: Pick<Job, "files" | "other"> | null = null;
let worker: Worker | null = null;
let addresses: string[] = [];
let started = 0;

/** Takes the tables that the reader gives: one, two to be compared, or more, of which each is a fold. */
async function take(files: readonly File[]): Promise<void> {
  reset();
  const [file, other, ...more] = files;
  if (file === undefined) return;
  const taken = given = other === undefined || more.length > 0
    ? { files: files.toSorted((a, b) => compareNaturally(a.name, b.name)) }
    : { files: [file], other };
  say(`Reading ${file.name}`);
  try {
    const head = await readTableHead(file);
    if (given !== taken) return;
    form.show(head);
    const unclear = unclearOf(head, head.places);
    if (Object.values(unclear).every((open) => open.length === 0)) return start({});
    showForm(
      unclear.columns.includes("set") ? "Which column says in which set a row was?" : undefined,
    );
  } catch (error) {
    fail(messageOf(error));
  }
}

function showForm(question = "Which column is which?"): void {
  element("form-heading").textContent = question;
  const { files, other } = given!;
  element("form-file").textContent = [...files, ...other ? [other] : []].map(({ name }) => name)
    .join(", ");
  element("form").hidden = false;
  say(`${question} Choose, then audit.`);
  element("form-heading").focus();
}

function start(options: Job["options"]): void {
  element("error").hidden = element("form").hidden = element("result").hidden = true;
  element("busy").hidden = false;
  element("cancel").focus();
  started = performance.now();
  worker = startWorker("audit-worker", ({ data }: MessageEvent<Answer>) => {
    if (data.kind === "progress") showProgress(data);
    else if (data.kind === "audited") draw(data.result);
    else fail(data.isExpected ? data.message : defect(data.message));
  });
  worker.postMessage({ ...given!, options } satisfies Job);
}

function showProgress({ stage, share }: { stage: string; share?: number }): void {
  const bar = element<HTMLProgressElement>("bar");
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
  if (element("stage").textContent === stage) return;
  element("stage").textContent = stage;
  say(stage);
}

/** Has the report drawn by another worker, whose code is ten times as large. */
function draw(result: Result): void {
  showProgress({ stage: "Drawing the report" });
  worker?.terminate();
  worker = startWorker("report-worker", ({ data }: MessageEvent<Report>) => show(result, data));
  const { audit, judged } = result;
  worker.postMessage({ audit, judged, title: titleOf(given!.files) } satisfies ReportJob);
}

function show(result: Result, { html, sheet, metrics }: Report): void {
  const { rows, audit, notes, auditJson, judged } = result;
  worker?.terminate();
  worker = null;
  const [{ name }] = given!.files as [File], stem = name.replace(/(\.[^.]*){1,2}$/, "");
  offer("get-html", `${stem}_audit.html`, html, "text/html");
  offer("get-json", `${stem}_audit.json`, auditJson, "application/json");
  offer("get-sheet", `${stem}_info_sheet.md`, sheet, "text/markdown");
  element("get-metrics").hidden = element("metrics").hidden = judged === null;
  if (judged !== null) {
    offer("get-metrics", `${stem}_evaluate.json`, judged.json, "application/json");
  }
  element("metrics-text").textContent = metrics;
  element("notes").hidden = notes.length === 0;
  element("notes").replaceChildren(...notes.map((note) => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  }));
  element("busy").hidden = true;
  element("result").hidden = false;
  element("result-heading").textContent = titleOf(given!.files);
  showFrame(html);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  element("took").textContent = `${countText(rows)} rows in ${seconds} s.`;
  say(audit.sentences[0] ?? "Done.");
  element("result-heading").focus();
}

function titleOf(files: readonly File[]): string {
  return files.map(({ name }) => name).join(", ");
}

/** The report is a page of its own: shown as such, without scripts, as high as it is. */
function showFrame(html: string): void {
  const frame = element<HTMLIFrameElement>("report");
  frame.onload = () => {
    const root = frame.contentDocument!.documentElement;
    const fit = () => frame.style.height = `${root.scrollHeight + 8}px`;
    new ResizeObserver(fit).observe(root);
    fit();
  };
  frame.srcdoc = html;
}

function offer(id: string, name: string, text: string, type: string): void {
  const link = element<HTMLAnchorElement>(id);
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  addresses.push(link.href);
}

function startWorker(id: string, onMessage: (event: MessageEvent) => void): Worker {
  const code = new Blob([element(id).textContent!], { type: "text/javascript" });
  const address = URL.createObjectURL(code);
  const made = new Worker(address);
  URL.revokeObjectURL(address);
  made.onmessage = onMessage;
  made.onerror = ({ message }) => fail(defect(message));
  return made;
}

/** Ends what runs and forgets what was given. */
function reset(): void {
  worker?.terminate();
  worker = null;
  given = null;
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  for (const id of ["error", "form", "busy", "result"]) element(id).hidden = true;
}

function fail(message: string): void {
  worker?.terminate();
  worker = null;
  element("busy").hidden = true;
  element("error-text").textContent = message;
  element("error").hidden = false;
  element("error-columns").hidden = given === null || !element("form").hidden;
  say("");
  element("error").focus();
}

/** As the command line says it: an error that nobody expected is a defect, and not the reader's. */
function defect(message: string): string {
  return `An error that nobody expected: ${message}\nThis is a defect of hemoleak. Please report it ` +
    "with a file that shows it and holds no patient's data.";
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isHemoleakError(error) ? message : defect(message);
}

function say(text: string): void {
  element("status").textContent = text;
}

/** Tables that come with the page, such as the predictions of a supplement. */
function offerGiven(): void {
  const data = document.getElementById("given-tables")?.textContent;
  const tables: GivenTable[] = data == null ? [] : JSON.parse(data);
  element("given").hidden = tables.length === 0;
  element("given-files").append(...tables.map(({ file, title, text }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.onclick = () => take([new File([text], file)]);
    return button;
  }));
}

element<HTMLInputElement>("file").onchange = ({ target }) => {
  const input = target as HTMLInputElement;
  void take([...input.files ?? []]);
  // The same file can be chosen again, after it was changed.
  input.value = "";
};
element("example").onclick = () => take([exampleFile()]);
element("form").onsubmit = (event) => {
  event.preventDefault();
  const options = form.options();
  if (typeof options === "string") fail(options);
  else start(options);
};
element("cancel").onclick = () => {
  worker?.terminate();
  worker = null;
  element("busy").hidden = true;
  showForm();
  say("Canceled.");
};
for (const id of ["change", "error-columns"]) {
  element(id).onclick = () => {
    element("error").hidden = element("result").hidden = true;
    showForm();
  };
}
const drop = element("drop");
for (const type of ["dragover", "drop"]) {
  addEventListener(type, (event) => event.preventDefault());
  drop.addEventListener(type, () => drop.classList.toggle("over", type === "dragover"));
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
addEventListener("drop", ({ dataTransfer }) => void take([...dataTransfer?.files ?? []]));
offerGiven();
