/* What all parts of the page have in common: what is known of the room, how to make elements, and how to tell times. */

const MOST_TOLD = 4;

/* stage, strategies, state: what the server told last; tick: the one that is shown; played: ticks of each branch, by its
   id; send: sends a command. */
export const room = { stage: null, strategies: [], state: null, tick: 0, played: {}, send: () => {} };

export const at = (id) => document.getElementById(id);

export function made(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [kind, listener] of Object.entries(value)) element.addEventListener(kind, listener);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...inside.filter((item) => item !== null));
  return element;
}

export function told(text, tone = "") {
  const line = made("p", { className: tone }, text);
  at("said").append(line);
  while (at("said").childElementCount > MOST_TOLD) at("said").firstChild.remove();
  setTimeout(() => line.remove(), tone === "wrong" ? 12000 : 6000);
}

export function moment(hours) {
  const day = Math.floor(hours / 24) + 1;
  const minutes = Math.round((hours - (day - 1) * 24) * 60);
  const two = (n) => String(n).padStart(2, "0");
  return `day ${day}, ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/* The scenario's clock knows no time zones. */
export function date(hours) {
  const then = new Date(Date.parse(`${room.stage.start}Z`) + hours * 3600000);
  return then.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" });
}

export const hoursOf = (ticks) => ticks * room.stage.tick_hours;
export const branch = (id) => room.state.branches.find((one) => one.id === id);
export const shownBranches = () => room.state.shown.map(branch);
export const shorter = (number) => String(Math.round(number * 100) / 100);
