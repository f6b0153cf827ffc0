/** An element of the template. */
export function element<Kind extends HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

/** A choice of values, one of which is chosen. */
export function options(
  choices: readonly (readonly [value: string, text: string])[],
  chosen: string,
): HTMLSelectElement {
  const select = document.createElement("select");
  select.append(...choices.map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  return select;
}

/** A labeled choice; a hint belongs to it for a screen reader as well. */
export function field(title: string, hint: string, select: HTMLSelectElement): HTMLElement {
  const row = document.createElement("div"), label = document.createElement("label");
  row.className = "field";
  label.htmlFor = select.id;
  label.textContent = title;
  row.append(label, select);
  if (hint === "") return row;
  const text = document.createElement("span");
  text.id = `${select.id}-hint`;
  text.className = "hint";
  text.textContent = hint;
  select.setAttribute("aria-describedby", text.id);
  row.append(text);
  return row;
}
