/* The page of the live room: it shows what the server tells, and sends what the facilitator does. */

import { desk, sayPlayed, sayStrategy } from "./desk.js";
import { doForm, done, formButton, formFork, formPlace, problem } from "./forms.js";
import { at, date, hoursOf, made, moment, room, shorter, shownBranches, told } from "./parts.js";

const SPEEDS = [0.5, 1, 2, 4, 8, 20, 60];
const TRY_AGAIN = 1000;
const WRONG_TOKEN = 4401;
const LARGEST = 500000; // bytes of an events list
const LONG = 400; // milliseconds from which a command is said to take long
const WIDE = 1760; // pixels from which the desk has room beside the picture

let socket = null;
let viewer = null;
let facilitator = false;
let chain = Promise.resolve();
let formClosed = -Infinity; // when the dialog was closed: that Escape is not for the desk
let dragging = false;

// ------------------------------------------------------------ the connection

/* Commands are answered in the order in which they were sent; while one takes long, the page says so. */
let waiting = 0;

room.send = (message) => {
  if (!socket || socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify(message));
  if (message.type === "ack" || message.type === "hello") return;
  waiting += 1;
  setTimeout(() => { at("busy").hidden = waiting === 0; }, LONG);
};

function answered(message) {
  waiting = Math.max(waiting - 1, 0);
  if (waiting === 0) at("busy").hidden = true;
  if (message.type === "problem") problem(message.text);
  else done(message);
  if (message.text !== undefined && message.name) save(message.name, message.text);
}

function connect() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") || "";
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/room`);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => {
    at("lost").hidden = true;
    room.send({ type: "hello", token });
  });
  socket.addEventListener("message", (event) => {
    chain = chain.then(() => heard(event.data)).catch((error) => {
      console.error(error);
      room.send({ type: "ack" });
    });
  });
  socket.addEventListener("close", (event) => {
    waiting = 0;
    at("busy").hidden = true;
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
  else if (message.type === "problem" || message.type === "done") answered(message);
}

async function unpacked(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bytes = await new Response(stream).arrayBuffer();
  const length = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
  let place = 4 + length;
  for (const one of head.paint) {
    one.state = new Uint8Array(bytes, place, room.stage.picture.n_drawn);
    place += room.stage.picture.n_drawn;
    one.travels = new Uint16Array(bytes.slice(place, place + one.travels * 6));
    place += one.travels.byteLength;
  }
  return head;
}

// ------------------------------------------------------------ what is shown

function begin(message) {
  room.stage = message.stage;
  facilitator = message.facilitator;
  const forms = message.forms || [];
  room.strategies = message.strategies || [];
  document.title = `${room.stage.name} – Groundswell live`;
  at("title").textContent = room.stage.name;
  at("stage").replaceChildren();
  viewer = new Viewer(at("stage"), room.stage);
  at("controls").hidden = !facilitator;
  showDesk(facilitator && window.innerWidth >= WIDE, { focus: false });
  at("time").disabled = !facilitator;
  at("time").max = room.stage.n_ticks;
  document.body.classList.toggle("leads", facilitator);
  for (const [place, chosen] of [
    ["ours", (form) => form.by === "us" && !form.more],
    ["worlds", (form) => form.by === "world" && !form.more],
    ["others", (form) => form.more],
  ]) {
    at(place).replaceChildren(...forms.filter(chosen).map(formButton));
  }
  at("open").strategy.replaceChildren(...room.strategies.map((one) => made("option", { value: one.name }, one.name)));
  sayStrategy();
}

function show(message) {
  room.state = message;
  viewer.show(shownBranches().map((one) => ({ id: one.id, name: one.name })));
  at("play").textContent = room.state.playing ? "Pause" : "Play";
  at("play").setAttribute("aria-pressed", String(room.state.playing));
  if (document.activeElement !== at("speed")) at("speed").value = String(nearestSpeed(room.state.speed));
  at("room").textContent = facilitator
    ? `${room.state.watching} watching`
    : `You are watching: ${shownBranches().map((one) => one.name).join(" and ")}`;
  if (facilitator) desk();
}

function paint(head) {
  for (const [id, from, list] of head.told) if (list.length) viewer.tell(id, from, list);
  for (const [id, marks] of Object.entries(head.marks)) viewer.mark(Number(id), marks);
  viewer.paint(head.tick, head.paint);
  [room.tick, room.played] = [head.tick, head.played];
  clock(room.tick);
  for (const line of at("branches").children) sayPlayed(line);
  if (at("form").open) formPlace();
  if (document.hidden) room.send({ type: "ack" });
  else requestAnimationFrame(() => room.send({ type: "ack" }));
}

function clock(shown) {
  const words = moment(hoursOf(shown));
  at("clock").textContent = `${words[0].toUpperCase()}${words.slice(1)}, ${date(hoursOf(shown))} · hour ${shorter(hoursOf(shown))} of ${shorter(hoursOf(room.stage.n_ticks))}`;
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

// ------------------------------------------------------------ what is done

function showDesk(shown, { focus = true } = {}) {
  const within = at("desk").contains(document.activeElement);
  at("desk").hidden = !shown;
  if (focus && shown) at("desk").focus();
  if (!shown && within) at("open-desk").focus();
  document.body.classList.toggle("with-desk", shown);
  at("open-desk").setAttribute("aria-expanded", String(shown));
}

function toggle() {
  room.send({ type: room.state.playing ? "pause" : "play" });
  room.state.playing = !room.state.playing; // until the server says how it is: two quick clicks are two wishes
}

function goTo(wanted) {
  room.send({ type: "go", tick: Math.max(0, Math.min(room.stage.n_ticks, wanted)) });
}

function listen() {
  at("speed").replaceChildren(...SPEEDS.map((speed) =>
    made("option", { value: String(speed) }, speed === 60 ? "as fast as can be" : `${speed} a second`)));
  at("play").addEventListener("click", toggle);
  at("step").addEventListener("click", () => room.send({ type: "step" }));
  at("back").addEventListener("click", () => goTo(room.tick - 1));
  at("reset").addEventListener("click", () => goTo(0));
  at("speed").addEventListener("change", () => room.send({ type: "speed", per_second: Number(at("speed").value) }));
  at("time").addEventListener("input", () => { dragging = true; clock(Number(at("time").value)); });
  at("time").addEventListener("change", () => { dragging = false; goTo(Number(at("time").value)); });
  at("open-desk").addEventListener("click", () => showDesk(at("desk").hidden));
  new ResizeObserver(() => document.documentElement.style.setProperty("--room-bar", `${at("bar").offsetHeight}px`)).observe(at("bar"));
  at("fork").addEventListener("submit", (event) => {
    event.preventDefault();
    room.send({ type: "fork", name: at("fork").elements.name.value, parent: shownBranches()[0].name });
    at("fork").reset();
  });
  at("open").addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, strategy, beside } = at("open").elements;
    room.send({ type: "open", name: name.value, strategy: strategy.value, beside: beside.checked });
    at("open").reset();
  });
  at("open").strategy.addEventListener("change", sayStrategy);
  at("save-events").addEventListener("click", () => room.send({ type: "write events", branch: shownBranches()[0].name }));
  at("read-events").addEventListener("change", async () => {
    const [file] = at("read-events").files;
    if (file && file.size > LARGEST) told(`${file.name} has more than ${LARGEST / 1000} kB, so it is no events list.`, "wrong");
    else if (file) room.send({ type: "read events", text: await file.text(), name: file.name, branches: shownBranches().map((one) => one.name) });
    at("read-events").value = "";
  });
  at("review").addEventListener("submit", (event) => {
    event.preventDefault();
    room.send({ type: "review", branch: at("review").elements.branch.value, worlds: Number(at("review").elements.worlds.value) });
  });
  at("save-replay").addEventListener("click", () => room.send({ type: "replay" }));
  at("form-cancel").addEventListener("click", () => at("form").close());
  at("form").querySelector("form").addEventListener("submit", doForm);
  for (const radio of document.querySelectorAll('input[name="when"]')) radio.addEventListener("change", formFork);
  at("form-hours").addEventListener("input", () => {
    document.querySelector('input[name="when"][value="later"]').checked = true;
    formFork();
  });
  at("form").addEventListener("close", (event) => { formClosed = event.timeStamp; });
  document.addEventListener("keydown", keys);
  document.addEventListener("visibilitychange", () => { if (document.hidden) room.send({ type: "ack" }); });
}

function keys(event) {
  const busy = at("form").open || event.ctrlKey || event.altKey || event.metaKey;
  const closes = event.key === "Escape" && !at("form").open && event.timeStamp - formClosed > 100;
  if (closes) showDesk(false);
  const typing = "input, select, textarea, [role=slider], canvas[tabindex]";
  const pressed = event.key === " " ? ", button, summary, a" : ""; // space presses what has the focus
  if (!facilitator || !room.state || busy || event.target.closest(typing + pressed)) return;
  const done = {
    " ": toggle,
    ArrowRight: () => room.send({ type: "step" }),
    ArrowLeft: () => goTo(room.tick - 1),
    Home: () => goTo(0),
    d: () => showDesk(at("desk").hidden),
  }[event.key];
  if (done) {
    event.preventDefault();
    done();
  }
}

listen();
if ("DecompressionStream" in window) connect();
else lost("This browser is too old for the room; Chrome and Edge can since 80, Firefox since 113, Safari since 16.4.");
