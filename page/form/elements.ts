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
export function field(title: string, hint: string, control: HTMLSelectElement): HTMLElement {
  const row = document.createElement("div"), label = document.createElement("label");
  row.className = "field";
  label.htmlFor = control.id;
  label.textContent = title;
  row.append(label, control);
  if (hint === "") return row;
  const text = document.createElement("span");
  text.id = `${control.id}-hint`;
  text.className = "hint";
  text.textContent = hint;
  control.setAttribute("aria-describedby", text.id);
  row.append(text);
  return row;
}

/** Something to be ticked, with a hint beside it. */
export function tick(id: string, value: string, hint: string, isTicked: boolean): HTMLElement {
  const label = document.createElement("label"), box = document.createElement("input");
  const text = document.createElement("span");
  box.type = "checkbox";
  Object.assign(box, { id, value, checked: isTicked });
  text.className = "hint";
  text.textContent = hint;
  label.className = "tick";
  label.append(box, value, text);
  return label;
}
