/* The dialog in which an inject is filled in, made from what the server tells of its fields. */

import { at, hoursOf, made, moment, room, shorter, shownBranches, told } from "./parts.js";

const NEW_WORDS = "(new words)";

let opened = null; // the form in the dialog, and whether an answer is awaited

export function formButton(form) {
  return made("button", { type: "button", title: form.meaning, on: { click: () => openForm(form) } }, form.label);
}

function openForm(form) {
  room.send({ type: "pause" });
  opened = { form, fields: new Map(), waiting: false };
  at("form-title").textContent = form.label;
  at("form-meaning").textContent = form.meaning;
  at("form-wrong").hidden = true;
  at("form-branches").dataset.shown = ""; // all are chosen anew
  const [main, more] = [at("form-fields"), at("form-more-fields")];
  main.replaceChildren();
  more.replaceChildren();
  for (const field of form.fields) {
    if (field.kind === "hidden") continue;
    (field.main ? main : more).append(fieldLine(field));
  }
  if (form.more) main.prepend(byChoice());
  at("form-more").hidden = !more.childElementCount;
  at("form-more").open = false;
  document.querySelector('input[name="when"][value="now"]').checked = true;
  at("form-fork-name").value = "";
  at("form-hours").value = shorter(hoursOf(room.tick));
  wordsShown();
  formPlace();
  at("form").showModal();
  (main.querySelector("select, input, textarea") || at("form-do")).focus();
}

function byChoice() {
  const choice = made("select", { id: "form-by" }, made("option", { value: "us" }, "us"), made("option", { value: "world" }, "the world"));
  return made("label", {}, "Done by ", choice);
}

function fieldLine(field) {
  const key = field.path.join(".");
  const id = `field-${key}`;
  let input;
  if (field.kind === "choice") {
    input = made("select", { id }, ...field.choices.map((one) => made("option", { value: one.value }, one.label)));
    input.value = field.value ?? "";
  } else if (field.kind === "choices") {
    const boxes = field.choices.map((one) =>
      made("label", { className: "tick" }, made("input", { type: "checkbox", value: one.value, checked: (field.value || []).includes(one.value) }), ` ${one.label}`));
    input = made("fieldset", { id }, made("legend", {}, field.label), ...boxes);
  } else if (field.kind === "switch") {
    input = made("input", { id, type: "checkbox", checked: Boolean(field.value) });
  } else if (field.kind === "text") {
    input = key === "says.text" ? made("textarea", { id, rows: 2, value: field.value || "" }) : made("input", { id, value: field.value || "" });
  } else {
    input = made("input", { id, type: "number", step: field.kind === "whole" ? 1 : "any" });
    if (field.low !== null) input.min = field.low;
    if (field.high !== null) input.max = field.high;
    input.value = field.value ?? "";
  }
  opened.fields.set(key, { field, input });
  input.addEventListener("change", wordsShown);
  const range = field.low !== null && field.high !== null && field.kind !== "choices" ? `${field.low} to ${field.high}` : "";
  const unit = ["-1..1", field.label].includes(field.unit) ? "" : field.unit;
  const note = [field.meaning, [range, unit].filter(Boolean).join(" ")].filter(Boolean).join("; ");
  const hint = made("span", { className: "note", id: `${id}-note` }, note);
  input.setAttribute("aria-describedby", hint.id);
  const label = field.kind === "choices" ? null : made("label", { htmlFor: id }, key === "says.text" ? "the new words" : field.label);
  return made("div", { className: `field ${field.path[0]}` }, label, input, hint);
}

/* The words of a new message are asked for only where a new message is chosen. */
function wordsShown() {
  const message = opened.fields.get("action.message");
  const isNew = message && message.input.value === NEW_WORDS;
  for (const [key, { input }] of opened.fields) {
    if (!key.startsWith("says.")) continue;
    input.closest(".field").hidden = !isNew;
    if (key === "says.text") input.required = isNew;
  }
}

export function formPlace() {
  const here = moment(hoursOf(room.tick));
  at("form-now").textContent = `now (${here})`;
  const shown = shownBranches();
  at("form-where").hidden = shown.length < 2;
  if (at("form-branches").dataset.shown !== room.state.shown.join()) {
    at("form-branches").dataset.shown = room.state.shown.join();
    at("form-branches").replaceChildren(...shown.map((one) =>
      made("label", { className: "tick" }, made("input", { type: "checkbox", value: one.name, checked: true, on: { change: formFork } }), ` ${one.name}`)));
  }
  formFork();
}

const chosenBranches = () => [...at("form-branches").querySelectorAll("input:checked")].map((box) => box.value);
const chosenHours = () => (document.querySelector('input[name="when"]:checked').value === "now" ? null : Number(at("form-hours").value));

export function formFork() {
  const hours = chosenHours() ?? hoursOf(room.tick);
  const past = shownBranches().filter((one) => chosenBranches().includes(one.name) && hours < hoursOf(room.played[one.id] ?? 0));
  at("form-hours").required = chosenHours() !== null;
  at("form-fork").hidden = !past.length;
  at("form-fork-name").closest("label").hidden = past.length !== 1;
}

function filledIn() {
  const { form, fields } = opened;
  const message = { action: { action: form.action }, says: {} };
  for (const field of form.fields) if (field.kind === "hidden") message.says[field.path[1]] = field.value;
  for (const [, { field, input }] of fields) {
    const value = valueOf(field, input);
    if (value === null) continue;
    let place = message;
    for (const step of field.path.slice(0, -1)) place = place[step] ||= {};
    place[field.path.at(-1)] = value;
  }
  const isNew = message.action.message === NEW_WORDS;
  if (isNew) message.action.message = form.more ? "new words" : form.label.toLowerCase();
  return { ...message, says: isNew ? message.says : null };
}

function valueOf(field, input) {
  if (field.kind === "switch") return input.checked;
  if (field.kind === "choices") return [...input.querySelectorAll("input:checked")].map((box) => box.value);
  if (field.kind === "number" || field.kind === "whole") return input.value === "" ? null : Number(input.value);
  return input.value === "" && field.path[0] === "action" ? null : input.value;
}

export function doForm(event) {
  event.preventDefault();
  if (opened.waiting) return;
  if (!chosenBranches().length) return wrong("Choose a branch, or both.");
  const hours = chosenHours();
  const by = at("form-by") ? at("form-by").value : opened.form.by;
  opened.waiting = true;
  room.send({
    type: "inject",
    by,
    label: opened.form.more ? opened.form.action : opened.form.label,
    ...filledIn(),
    hours,
    branches: chosenBranches(),
    fork: at("form-fork").hidden || at("form-fork-name").closest("label").hidden ? "" : at("form-fork-name").value,
  });
}

function wrong(text) {
  at("form-wrong").textContent = text;
  at("form-wrong").hidden = false;
}

export function problem(text) {
  if (opened && opened.waiting && at("form").open) {
    opened.waiting = false;
    wrong(text);
  } else told(text, "wrong");
}

export function done(message) {
  if (message.command === "inject" && at("form").open) {
    at("form").close();
    opened = null;
  }
  if (message.words) told(message.words);
}
