"use strict";
/* The page of the live room: it shows what the server tells, and sends what the facilitator does. */

(() => {
  const at = (id) => document.getElementById(id);
  const NEW_WORDS = "(new words)";
  const SPEEDS = [0.5, 1, 2, 4, 8, 20, 60];
  const TRY_AGAIN = 1000;
  const WRONG_TOKEN = 4401;
  const MOST_TOLD = 4;
  const WIDE = 1760; // pixels from which the desk has room beside the picture

  let socket = null;
  let viewer = null;
  let stage = null;
  let state = null;
  let facilitator = false;
  let forms = [];
  let strategies = [];
  let chain = Promise.resolve();
  let opened = null; // the form in the dialog, and whether an answer is awaited
  let formClosed = -Infinity; // when the dialog was closed: that Escape is not for the desk
  let dragging = false;
  let tick = 0; // the one that is shown
  let played = {}; // ticks of each branch, by its id

  // ------------------------------------------------------------ small things

  function made(tag, attributes = {}, ...inside) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [kind, listener] of Object.entries(value)) element.addEventListener(kind, listener);
      else if (name in element && name !== "list") element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...inside.filter((item) => item !== null));
    return element;
  }

  function send(message) {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function told(text, tone = "") {
    const line = made("p", { className: tone }, text);
    at("said").append(line);
    while (at("said").childElementCount > MOST_TOLD) at("said").firstChild.remove();
    setTimeout(() => line.remove(), tone === "wrong" ? 12000 : 6000);
  }

  function moment(hours) {
    const day = Math.floor(hours / 24) + 1;
    const minutes = Math.round((hours - (day - 1) * 24) * 60);
    const two = (n) => String(n).padStart(2, "0");
    return `day ${day}, ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }

  /* The scenario's clock knows no time zones. */
  function date(hours) {
    const then = new Date(Date.parse(`${stage.start}Z`) + hours * 3600000);
    return then.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "long", timeZone: "UTC" });
  }

  const hoursOf = (tick) => tick * stage.tick_hours;
  const branch = (id) => state.branches.find((one) => one.id === id);
  const shownBranches = () => state.shown.map(branch);
  const shorter = (number) => String(Math.round(number * 100) / 100);

  // ------------------------------------------------------------ the connection

  function connect() {
    const token = new URLSearchParams(location.hash.slice(1)).get("token") || "";
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/room`);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      at("lost").hidden = true;
      send({ type: "hello", token });
    });
    socket.addEventListener("message", (event) => {
      chain = chain.then(() => heard(event.data)).catch((error) => {
        console.error(error);
        send({ type: "ack" });
      });
    });
    socket.addEventListener("close", (event) => {
      if (event.code === WRONG_TOKEN) {
        lost(`You cannot lead this session: ${event.reason}. Open the address that the program printed, or watch.`);
        return;
      }
      lost("The connection is lost. Nothing is gone; trying again.");
      setTimeout(connect, TRY_AGAIN);
    });
  }

  function lost(text) {
    at("lost").textContent = text;
    at("lost").hidden = false;
  }

  async function heard(data) {
    if (typeof data !== "string") {
      paint(await unpacked(data));
      return;
    }
    const message = JSON.parse(data);
    if (message.type === "stage") begin(message);
    else if (message.type === "state") show(message);
    else if (message.type === "problem") problem(message.text);
    else if (message.type === "done") done(message);
    else if (message.type === "file") save(message.name, message.text);
  }

  async function unpacked(data) {
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
    const bytes = await new Response(stream).arrayBuffer();
    const length = new DataView(bytes).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    let place = 4 + length;
    for (const one of head.paint) {
      one.state = new Uint8Array(bytes, place, stage.picture.n_drawn);
      place += stage.picture.n_drawn;
      one.travels = new Uint16Array(bytes.slice(place, place + one.travels * 6));
      place += one.travels.byteLength;
    }
    return head;
  }

  // ------------------------------------------------------------ what is shown

  function begin(message) {
    stage = message.stage;
    facilitator = message.facilitator;
    forms = message.forms || [];
    strategies = message.strategies || [];
    document.title = `${stage.name} – Groundswell live`;
    at("title").textContent = stage.name;
    at("stage").replaceChildren();
    viewer = new Viewer(at("stage"), stage);
    at("controls").hidden = !facilitator;
    showDesk(facilitator && window.innerWidth >= WIDE);
    at("time").disabled = !facilitator;
    at("time").max = stage.n_ticks;
    document.body.classList.toggle("leads", facilitator);
    for (const [place, chosen] of [
      ["ours", (form) => form.by === "us" && !form.more],
      ["worlds", (form) => form.by === "world" && !form.more],
      ["others", (form) => form.more],
    ]) {
      at(place).replaceChildren(...forms.filter(chosen).map(formButton));
    }
    at("open").strategy.replaceChildren(...strategies.map((one) => made("option", { value: one.name }, one.name)));
    sayStrategy();
  }

  function show(message) {
    state = message;
    viewer.show(shownBranches().map((one) => ({ id: one.id, name: one.name })));
    at("play").textContent = state.playing ? "Pause" : "Play";
    at("play").setAttribute("aria-pressed", String(state.playing));
    if (document.activeElement !== at("speed")) at("speed").value = String(nearestSpeed(state.speed));
    at("room").textContent = facilitator
      ? `${state.watching} watching`
      : `You are watching: ${shownBranches().map((one) => one.name).join(" and ")}`;
    if (facilitator) desk();
  }

  function paint(head) {
    for (const [id, from, list] of head.told) if (list.length) viewer.tell(id, from, list);
    for (const [id, marks] of Object.entries(head.marks)) viewer.mark(Number(id), marks);
    viewer.paint(head.tick, head.paint);
    [tick, played] = [head.tick, head.played];
    clock(tick);
    for (const line of at("branches").children) sayPlayed(line);
    if (at("form").open) formPlace();
    if (document.hidden) send({ type: "ack" });
    else requestAnimationFrame(() => send({ type: "ack" }));
  }

  function clock(shown) {
    const words = moment(hoursOf(shown));
    at("clock").textContent = `${words[0].toUpperCase()}${words.slice(1)}, ${date(hoursOf(shown))} · hour ${shorter(hoursOf(shown))} of ${shorter(hoursOf(stage.n_ticks))}`;
    if (!dragging) at("time").value = shown;
    at("time").setAttribute("aria-valuetext", words);
  }

  const nearestSpeed = (speed) => SPEEDS.reduce((best, one) => (Math.abs(one - speed) < Math.abs(best - speed) ? one : best));

  function save(name, text) {
    const link = made("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // ------------------------------------------------------------ the desk

  function desk() {
    keepFocus(at("branches"), () => at("branches").replaceChildren(...state.branches.map(branchLine)));
    keepFocus(at("planned"), () => at("planned").replaceChildren(eventsList()));
    const choice = at("review").branch;
    const chosen = choice.value;
    choice.replaceChildren(...state.branches.map((one) => made("option", { value: one.name }, one.name)));
    choice.value = state.branches.some((one) => one.name === chosen) ? chosen : shownBranches()[0].name;
    reviewTold();
    replayTold();
    if (at("form").open) formPlace();
  }

  /* What is made anew keeps the focus where it was, by the label of the element. */
  function keepFocus(place, remake) {
    const label = place.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    remake();
    if (label !== null) [...place.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === label)?.focus();
  }

  function branchLine(one) {
    const place = state.shown.indexOf(one.id);
    const beside = place < 0 && state.shown.length === 1;
    const names = shownBranches().map((shown) => shown.name);
    const origin = one.parent ? `from ${one.parent} at hour ${shorter(hoursOf(one.forked))}` : `follows ${one.strategy}`;
    const button = (words, label, message) =>
      made("button", { type: "button", "aria-label": `${label} ${one.name}`, on: { click: () => send(message) } }, words);
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
        state.branches.length > 1 ? button("Remove", "Remove", { type: "remove", name: one.name }) : null,
      ),
    );
    sayPlayed(line);
    return line;
  }

  function sayPlayed(line) {
    line.querySelector(".played").textContent = `played to hour ${shorter(hoursOf(played[line.dataset.id] ?? 0))}`;
  }

  function eventsList() {
    const rows = shownBranches().flatMap((one) => one.injects.map((inject) => ({ ...inject, branch: one.name })));
    rows.sort((a, b) => a.hours - b.hours);
    if (!rows.length) return made("p", { className: "note" }, "Nothing was decided or planned yet.");
    return made("ol", { className: "plain" }, ...rows.map(eventLine));
  }

  function eventLine(row) {
    const where = state.shown.length > 1 ? ` \u00b7 ${row.branch}` : "";
    const take = () => send({ type: "withdraw", name: row.branch, number: row.number });
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

  function sayStrategy() {
    const chosen = strategies.find((one) => one.name === at("open").strategy.value);
    at("strategy-said").textContent = chosen ? chosen.description : "";
  }

  function reviewTold() {
    const review = state.review;
    const place = at("review-told");
    at("review").querySelector("button").disabled = review !== null && review.running;
    const kind = review === null ? "" : JSON.stringify([review.running, review.branch, review.worlds, review.page, review.running || review.words]);
    if (place.dataset.kind !== kind) {
      place.dataset.kind = kind;
      place.replaceChildren(...(review === null ? [] : review.running ? reviewRunning(review) : reviewEnded(review)));
    }
    if (review !== null && review.running) {
      place.querySelector("span").textContent = review.total ? `${review.words}, ${review.done} of ${review.total} runs` : review.words;
      const bar = place.querySelector("progress");
      [bar.max, bar.value] = [review.total || 1, review.done];
    }
  }

  function reviewRunning(review) {
    return [
      made("label", {}, `${review.branch} in ${review.worlds} worlds: `, made("span"), made("progress", { max: 1, value: 0 })),
      made("button", { type: "button", on: { click: () => send({ type: "stop review" }) } }, "Stop"),
    ];
  }

  function reviewEnded(review) {
    const words = made("p", { className: review.failed ? "wrong" : "" }, review.words);
    return review.page ? [words, made("p", {}, made("a", { href: review.page, target: "_blank" }, "Open the brief"))] : [words];
  }

  function replayTold() {
    const links = state.replays.map((one) => made("li", {}, made("a", { href: one.page, target: "_blank" }, one.name)));
    at("replay-told").replaceChildren(made("ul", { className: "plain" }, ...links));
  }

  // ------------------------------------------------------------ forms of injects

  function formButton(form) {
    return made("button", { type: "button", title: form.meaning, on: { click: () => openForm(form) } }, form.label);
  }

  function openForm(form) {
    send({ type: "pause" });
    opened = { form, fields: new Map(), waiting: false };
    at("form-title").textContent = form.label;
    at("form-meaning").textContent = form.meaning;
    at("form-wrong").hidden = true;
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
    at("form-hours").value = shorter(hoursOf(tick));
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
      if (key.startsWith("says.")) input.closest(".field").hidden = !isNew;
    }
  }

  function formPlace() {
    const here = moment(hoursOf(tick));
    at("form-now").textContent = `now (${here})`;
    const shown = shownBranches();
    at("form-where").hidden = shown.length < 2;
    if (at("form-branches").dataset.shown !== state.shown.join()) {
      at("form-branches").dataset.shown = state.shown.join();
      at("form-branches").replaceChildren(...shown.map((one) =>
        made("label", { className: "tick" }, made("input", { type: "checkbox", value: one.name, checked: true, on: { change: formFork } }), ` ${one.name}`)));
    }
    formFork();
  }

  const chosenBranches = () => [...at("form-branches").querySelectorAll("input:checked")].map((box) => box.value);
  const chosenHours = () => (document.querySelector('input[name="when"]:checked').value === "now" ? null : Number(at("form-hours").value));

  function formFork() {
    const hours = chosenHours() ?? hoursOf(tick);
    const past = shownBranches().filter((one) => chosenBranches().includes(one.name) && hours < hoursOf(played[one.id] ?? 0));
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

  function doForm(event) {
    event.preventDefault();
    const hours = chosenHours();
    const by = at("form-by") ? at("form-by").value : opened.form.by;
    opened.waiting = true;
    send({
      type: "inject",
      by,
      label: opened.form.more ? opened.form.action : opened.form.label,
      ...filledIn(),
      hours,
      branches: chosenBranches(),
      fork: at("form-fork").hidden ? "" : at("form-fork-name").value,
    });
  }

  function problem(text) {
    if (opened && opened.waiting && at("form").open) {
      opened.waiting = false;
      at("form-wrong").textContent = text;
      at("form-wrong").hidden = false;
    } else told(text, "wrong");
  }

  function done(message) {
    if (message.command === "inject" && at("form").open) {
      at("form").close();
      opened = null;
    }
    if (message.words) told(message.words);
  }

  // ------------------------------------------------------------ what is done

  function showDesk(shown) {
    at("desk").hidden = !shown;
    document.body.classList.toggle("with-desk", shown);
    at("open-desk").setAttribute("aria-expanded", String(shown));
  }

  function toggle() {
    send({ type: state.playing ? "pause" : "play" });
  }

  function goTo(wanted) {
    send({ type: "go", tick: Math.max(0, Math.min(stage.n_ticks, wanted)) });
  }

  function listen() {
    at("speed").replaceChildren(...SPEEDS.map((speed) =>
      made("option", { value: String(speed) }, speed === 60 ? "as fast as can be" : `${speed} a second`)));
    at("play").addEventListener("click", toggle);
    at("step").addEventListener("click", () => send({ type: "step" }));
    at("back").addEventListener("click", () => goTo(tick - 1));
    at("reset").addEventListener("click", () => goTo(0));
    at("speed").addEventListener("change", () => send({ type: "speed", per_second: Number(at("speed").value) }));
    at("time").addEventListener("input", () => { dragging = true; clock(Number(at("time").value)); });
    at("time").addEventListener("change", () => { dragging = false; goTo(Number(at("time").value)); });
    at("open-desk").addEventListener("click", () => showDesk(at("desk").hidden));
    new ResizeObserver(() => document.documentElement.style.setProperty("--room-bar", `${at("bar").offsetHeight}px`)).observe(at("bar"));
    at("fork").addEventListener("submit", (event) => {
      event.preventDefault();
      send({ type: "fork", name: at("fork").elements.name.value, parent: shownBranches()[0].name });
      at("fork").reset();
    });
    at("open").addEventListener("submit", (event) => {
      event.preventDefault();
      const { name, strategy, beside } = at("open").elements;
      send({ type: "open", name: name.value, strategy: strategy.value, beside: beside.checked });
      at("open").reset();
    });
    at("open").strategy.addEventListener("change", sayStrategy);
    at("save-events").addEventListener("click", () => send({ type: "write events", branch: shownBranches()[0].name }));
    at("read-events").addEventListener("change", async () => {
      const [file] = at("read-events").files;
      if (file) send({ type: "read events", text: await file.text(), name: file.name, branches: shownBranches().map((one) => one.name) });
      at("read-events").value = "";
    });
    at("review").addEventListener("submit", (event) => {
      event.preventDefault();
      send({ type: "review", branch: at("review").elements.branch.value, worlds: Number(at("review").elements.worlds.value) });
    });
    at("save-replay").addEventListener("click", () => send({ type: "replay" }));
    at("form-cancel").addEventListener("click", () => at("form").close());
    at("form").querySelector("form").addEventListener("submit", doForm);
    for (const radio of document.querySelectorAll('input[name="when"]')) radio.addEventListener("change", formFork);
    at("form-hours").addEventListener("input", () => {
      document.querySelector('input[name="when"][value="later"]').checked = true;
      formFork();
    });
    at("form").addEventListener("close", (event) => { formClosed = event.timeStamp; });
    document.addEventListener("keydown", keys);
  }

  function keys(event) {
    const busy = at("form").open || event.ctrlKey || event.altKey || event.metaKey;
    const closes = event.key === "Escape" && !at("form").open && event.timeStamp - formClosed > 100;
    if (closes) showDesk(false);
    if (!facilitator || !state || busy || event.target.closest("input, select, textarea, button, summary, a, [role=slider], canvas[tabindex]")) return;
    const done = {
      " ": toggle,
      ArrowRight: () => send({ type: "step" }),
      ArrowLeft: () => goTo(tick - 1),
      Home: () => goTo(0),
      d: () => showDesk(at("desk").hidden),
    }[event.key];
    if (done) {
      event.preventDefault();
      done();
    }
  }

  listen();
  connect();
})();
