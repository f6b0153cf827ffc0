import { isHemoleakError } from "hemoleak/error.ts";
import type { GivenTable } from "hemoleak/report/supplement/given_tables.ts";
import { compareNaturally } from "hemoleak/text/natural_order.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { commandLines } from "./command_lines.ts";
import { exampleFile } from "./example.ts";
import { ClassesForm } from "./form/classes_form.ts";
import { ColumnsForm } from "./form/columns_form.ts";
import { element } from "./form/elements.ts";
import { QuestionsForm } from "./form/questions_form.ts";
import { readTableHead, unclearOf } from "./form/table_head.ts";
import type { Answer, Job, Report, ReportJob, Result } from "./workers/job.ts";
import { buffersOf } from "./workers/sent_tables.ts";

const columns = new ColumnsForm(() => followColumns());
const classes = new ClassesForm(columns, () => questions.follow());
const questions = new QuestionsForm(columns, classes);
/** The tables that were given. */
let given: readonly File[] | null = null;
/** What of them is asked. */
let job: Job | null = null;
let worker: Worker | null = null;
let addresses: string[] = [];
let started = 0;

/** So many columns that nobody asks about are named. */
const NAMED = 8;
const ASK = "What is asked of the table?";

/** Takes the tables that the reader gives: one, two to be compared, or more, of which each is a fold. */
async function take(chosen: readonly File[]): Promise<void> {
  reset();
  const [first] = chosen;
  if (first === undefined) return;
  // Two stay in their order: the second is compared with the first.
  const files = chosen.length === 2
    ? chosen
    : chosen.toSorted((a, b) => compareNaturally(a.name, b.name));
  given = files;
  say(`Reading ${first.name}`);
  try {
    const head = await readTableHead(files[0]!);
    if (given !== files) return;
    element<HTMLFormElement>("form").reset();
    columns.show(head);
    classes.show(head);
    questions.show(head, files);
    const unclear = unclearOf(head, head.places, head.folds);
    const isClear = Object.values(unclear).every((open) => open.length === 0);
    if (isClear && head.doubt === null) return submit();
    showForm(
      unclear.columns.includes("set")
        ? "Which column says in which set a row was?"
        : "Which column is which?",
      true,
    );
    if (head.doubt !== null) fail(head.doubt);
  } catch (error) {
    if (given !== files) return;
    // There is nothing to choose among.
    given = null;
    fail(messageOf(error));
  }
}

function followColumns(): void {
  classes.followColumns();
  questions.followColumns();
}

/** @param isOnColumns Whether it is about the columns; else they are there to be opened. */
function showForm(question: string, isOnColumns: boolean): void {
  element("form-heading").textContent = question;
  element("form-file").textContent = titleOf(given!);
  element<HTMLDetailsElement>("columns-part").open = isOnColumns;
  element("form").hidden = false;
  say("Choose, then audit.");
  element("form-heading").focus();
}

/** The same, in place of a result or an error. */
function openForm(question: string, isOnColumns: boolean): void {
  element("error").hidden = element("result").hidden = true;
  showForm(question, isOnColumns);
}

/** Starts what the form says, if it says all that is needed. */
function submit(): void {
  const table = columns.asked(), ofClasses = classes.asked(), more = questions.asked();
  if (typeof table === "string") {
    element<HTMLDetailsElement>("columns-part").open = true;
    return fail(table);
  }
  if (typeof ofClasses === "string") return fail(ofClasses);
  if (typeof more === "string") return fail(more);
  start({ ...questions.files(), asked: { table: { ...table, ...ofClasses }, ...more } });
}

function start(asked: Job): void {
  job = asked;
  element("error").hidden = element("form").hidden = element("result").hidden = true;
  element("busy").hidden = false;
  element("cancel").focus();
  started = performance.now();
  startWorker<Job, Result>(auditWorker(asked), asked, draw);
}

/** The worker that has what these tables need, and no more. */
function auditWorker({ files, asked: { audit: { target, attributes } } }: Job): string {
  if (classes.areAsked()) return "classes-worker";
  const mayHaveFolds = files.length > 1 || columns.folds().fold >= 0;
  const hasAttributes = attributes !== undefined || target?.includes("=");
  return mayHaveFolds || hasAttributes ? "full-worker" : "audit-worker";
}

function showProgress({ stage, share }: { stage: string; share?: number }): void {
  const bar = element<HTMLProgressElement>("bar");
  if (share === undefined) bar.removeAttribute("value");
  else bar.value = share;
  if (element("stage").textContent === stage) return;
  element("stage").textContent = stage;
  say(stage);
}

/** Has the rest judged and the report drawn by another worker, whose code is ten times as large. */
function draw(result: Result): void {
  const { found, tables } = result, { files, asked } = job!;
  startWorker<ReportJob, Report>(
    "report-worker",
    { found, tables, title: titleOf(files), judge: asked.judge },
    (report) => show(result, report),
    tables === null ? [] : buffersOf(tables),
  );
}

function show({ rows, notes }: Result, { verdict, html, json, sheet, metrics }: Report): void {
  worker?.terminate();
  worker = null;
  const { files } = job!, stem = files[0]!.name.replace(/(\.[^.]*){1,2}$/, "");
  offer("get-html", `${stem}_audit.html`, html, "text/html");
  offer("get-json", `${stem}_audit.json`, json, "application/json");
  element("get-sheet").hidden = element("sheet-option").hidden = sheet === null;
  if (sheet !== null) offer("get-sheet", `${stem}_info_sheet.md`, sheet, "text/markdown");
  element("get-metrics").hidden = element("metrics").hidden = metrics === null;
  if (metrics !== null) {
    offer("get-metrics", `${stem}_evaluate.json`, metrics.json, "application/json");
  }
  element("metrics-text").textContent = metrics?.text ?? "";
  const lines = commandLines(job!).slice(0, metrics === null ? 1 : 2);
  element("lines").hidden = lines.length === 0;
  element("lines-text").textContent = lines.join("\n");
  const left = questions.left(), few = left.slice(0, NAMED).join(", ");
  element("left").hidden = left.length === 0;
  element("left").textContent = `Other columns, of which nothing was asked: ${few}${
    left.length > NAMED ? ", ..." : ""
  }.`;
  element("notes").hidden = notes.length === 0;
  element("notes").replaceChildren(...notes.map((note) => {
    const item = document.createElement("li");
    item.textContent = note;
    return item;
  }));
  element("busy").hidden = true;
  element("result").hidden = false;
  element("result-heading").textContent = titleOf(files);
  showFrame(html);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  element("took").textContent = `${countText(rows)} rows in ${seconds} s.`;
  say(verdict);
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

/**
 * Has another worker do a job, in place of the one before.
 *
 * @param id The element that says of which of the page's parts it is made.
 * @param onDone Takes what it answers.
 * @param handedOver What of the job it takes over, in place of a copy.
 */
function startWorker<Asked, Found>(
  id: string,
  asked: Asked,
  onDone: (found: Found) => void,
  handedOver: Transferable[] = [],
): void {
  worker?.terminate();
  const parts = element(id).textContent!.split(" ").map((part) => element(part).textContent!);
  const code = new Blob(parts.flatMap((part) => [part, "\n"]), { type: "text/javascript" });
  const address = URL.createObjectURL(code);
  worker = new Worker(address);
  URL.revokeObjectURL(address);
  worker.onmessage = ({ data }: MessageEvent<Answer<Found>>) => {
    if (data.kind === "progress") showProgress(data);
    else if (data.kind === "done") onDone(data.result);
    else fail(data.isExpected ? data.message : defect(data.message));
  };
  worker.onerror = ({ message }) => fail(defect(message));
  worker.postMessage(asked, handedOver);
}

/** Ends what runs and forgets what was given. */
function reset(): void {
  worker?.terminate();
  worker = null;
  given = job = null;
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
  submit();
};
element("cancel").onclick = () => {
  worker?.terminate();
  worker = null;
  element("busy").hidden = true;
  showForm(ASK, false);
  say("Canceled.");
};
element("change").onclick = () => openForm(ASK, false);
element("error-columns").onclick = () => openForm("Which column is which?", true);
const drop = element("drop");
for (const type of ["dragover", "drop"]) {
  addEventListener(type, (event) => event.preventDefault());
  drop.addEventListener(type, () => drop.classList.toggle("over", type === "dragover"));
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
addEventListener("drop", ({ dataTransfer }) => void take([...dataTransfer?.files ?? []]));
offerGiven();
