/* The facilitator's desk: branches, what was decided and planned, reviews and replays. */

import { at, hoursOf, made, moment, room, shorter, shownBranches } from "./parts.js";

export function desk() {
  keepFocus(at("branches"), () => at("branches").replaceChildren(...room.state.branches.map(branchLine)));
  keepFocus(at("planned"), () => at("planned").replaceChildren(eventsList()));
  const choice = at("review").branch;
  const chosen = choice.value;
  choice.replaceChildren(...room.state.branches.map((one) => made("option", { value: one.name }, one.name)));
  choice.value = room.state.branches.some((one) => one.name === chosen) ? chosen : shownBranches()[0].name;
  reviewTold();
  replayTold();
}

/* What is made anew keeps the focus where it was, by the label of the element. */
function keepFocus(place, remake) {
  const label = place.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  remake();
  if (label !== null) [...place.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === label)?.focus();
}

function branchLine(one) {
  const place = room.state.shown.indexOf(one.id);
  const beside = place < 0 && room.state.shown.length === 1;
  const names = shownBranches().map((shown) => shown.name);
  const origin = one.parent ? `from ${one.parent} at hour ${shorter(hoursOf(one.forked))}` : `follows ${one.strategy}`;
  const button = (words, label, message) =>
    made("button", { type: "button", "aria-label": `${label} ${one.name}`, on: { click: () => room.send(message) } }, words);
  const line = made(
    "li",
    { className: place < 0 ? "" : "is-shown", "data-id": one.id },
    made("strong", {}, one.name),
    made("span", { className: "note" }, `${origin}; `, made("span", { className: "played" })),
    made(
      "span",
      { className: "row" },
      place < 0 ? button("Show", "Show", { type: "show", names: [one.name] }) : null,
      beside ? button("Beside", "Show beside", { type: "show", names: [names[0], one.name] }) : null,
      place >= 0 && names.length > 1
        ? button("Hide", "Hide", { type: "show", names: names.filter((name) => name !== one.name) })
        : null,
      room.state.branches.length > 1 ? removeButton(one) : null,
    ),
  );
  sayPlayed(line);
  return line;
}

function removeButton(one) {
  const question = `Remove "${one.name}", and all that was decided in it?`;
  const remove = () => { if (confirm(question)) room.send({ type: "remove", name: one.name }); };
  return made("button", { type: "button", "aria-label": `Remove ${one.name}`, on: { click: remove } }, "Remove");
}

export function sayPlayed(line) {
  line.querySelector(".played").textContent = `played to hour ${shorter(hoursOf(room.played[line.dataset.id] ?? 0))}`;
}

function eventsList() {
  const rows = shownBranches().flatMap((one) => one.injects.map((inject) => ({ ...inject, branch: one.name })));
  rows.sort((a, b) => a.hours - b.hours);
  if (!rows.length) return made("p", { className: "note" }, "Nothing was decided or planned yet.");
  return made("ol", { className: "plain" }, ...rows.map(eventLine));
}

function eventLine(row) {
  const where = room.state.shown.length > 1 ? ` \u00b7 ${row.branch}` : "";
  const take = () => room.send({ type: "withdraw", name: row.branch, number: row.number });
  const label = `Take back ${row.label} at ${moment(row.hours)} in ${row.branch}`;
  return made(
    "li",
    { className: row.happened ? "" : "planned" },
    made("span", { className: "note" }, `${moment(row.hours)} \u00b7 ${row.by === "us" ? "we" : "the world"}${where}${row.happened ? "" : " \u00b7 planned"}`),
    made("strong", {}, row.label),
    made("span", { className: "note" }, row.words),
    row.happened ? null : made("button", { type: "button", "aria-label": label, on: { click: take } }, "Take back"),
  );
}

export function sayStrategy() {
  const chosen = room.strategies.find((one) => one.name === at("open").strategy.value);
  at("strategy-said").textContent = chosen ? chosen.description : "";
}

function reviewTold() {
  const review = room.state.review;
  const place = at("review-told");
  at("review").querySelector("button").disabled = review !== null && review.running;
  const kind = review === null ? "" : JSON.stringify([review.running, review.branch, review.worlds, review.page, review.running || review.words]);
  if (place.dataset.kind !== kind) {
    place.dataset.kind = kind;
    place.replaceChildren(...(review === null ? [] : review.running ? reviewRunning(review) : reviewEnded(review)));
  }
  if (review !== null && review.running) {
    const runs = review.total ? `, ${review.done} of ${review.total} runs${timeLeft(review)}` : "";
    place.querySelector("span").textContent = review.words + runs;
    const bar = place.querySelector("progress");
    [bar.max, bar.value] = [review.total || 1, review.done];
  }
}

/* How long the runs that are left will take, from those that were done since they began. */
let begun = { words: "", done: 0, at: 0 };

function timeLeft(review) {
  const now = performance.now();
  if (begun.words !== review.words) begun = { words: review.words, done: review.done, at: now };
  const since = review.done - begun.done;
  if (since < 4 || now - begun.at < 3000) return "";
  const minutes = ((review.total - review.done) * (now - begun.at)) / since / 60000;
  return minutes < 1.5 ? `, ${Math.ceil(minutes * 60)} s left` : `, ${Math.ceil(minutes)} min left`;
}

function reviewRunning(review) {
  return [
    made("label", {}, `${review.branch} in ${review.worlds} worlds: `, made("span"), made("progress", { max: 1, value: 0 })),
    made("button", { type: "button", on: { click: () => room.send({ type: "stop review" }) } }, "Stop"),
  ];
}

function reviewEnded(review) {
  const words = made("p", { className: review.failed ? "wrong" : "" }, review.words);
  return review.page ? [words, made("p", {}, made("a", { href: review.page, target: "_blank" }, "Open the brief"))] : [words];
}

function replayTold() {
  const links = room.state.replays.map((one) => made("li", {}, made("a", { href: one.page, target: "_blank" }, one.name)));
  at("replay-told").replaceChildren(made("ul", { className: "plain" }, ...links));
}
