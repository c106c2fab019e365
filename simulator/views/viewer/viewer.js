"use strict";
/* The viewer: pictures, curves, feed and tables of a run, for the live room and for the replay.
 *
 *   const viewer = new Groundswell.Viewer(root, stage);   // stage: what simulator/rehearsal/recording.py tells once
 *   viewer.show([{id: "a", name: "As planned"}]);         // two are seen side by side, more as curves only
 *   viewer.tell("a", 0, [told, told]);                    // what is told of frames, from a frame number on
 *   viewer.mark("a", [{hours, kind, text, by}]);          // by: "us", "world" or "plan"
 *   viewer.paint(3, [{id: "a", state, travels}]);         // the moment after three ticks
 *
 * Names and texts are other people's: they enter the page as text and never as markup.
 */
const Groundswell = (() => {
  const LEVEL = 0x1f, KNOWS_HOSTILE = 0x20, KNOWS_OURS = 0x40, PUBLISHED = 0x80;
  const MIDDLE = 15;
  const SIDES = ["supportive", "hostile", "neutral"];
  const SIDE_WORDS = {supportive: "for us", hostile: "against us", neutral: "neither for nor against"};
  const SIDE_SIGNS = {supportive: "\u25b2", hostile: "\u25bc", neutral: "\u25a0"};
  const BY_WORDS = {us: "we", world: "the world", plan: "the plan"};
  /* Okabe and Ito's colours without the two that tell sides. The names are those of the custom properties. */
  const LOOKS = [
    {colour: "--gw-first", dash: []}, {colour: "--gw-second", dash: [9, 5]}, {colour: "--gw-third", dash: [2, 4]},
    {colour: "--gw-fourth", dash: [12, 4, 2, 4]}, {colour: "--gw-fifth", dash: [5, 3]},
  ];
  const LINES = {supportive: [], hostile: [6, 4], neutral: [2, 4]};
  const JOURNEY = 900;       /* milliseconds that a post is seen on its way, at most: as long as three ticks take */
  const SHORTEST = 120;      /* milliseconds that it is seen at least */
  const MOST_MOVING = 200;   /* posts on their way, and members who publish, that are seen at once in a picture */
  const STROKE = 30;         /* milliseconds between images of what moves */
  const WORDS_EVERY = 200;   /* milliseconds between changes of texts: faster cannot be read */
  const FEED_LENGTH = 40, SUBPIXELS = 3, SIDE_BY_SIDE = 2;
  const SATURATED = 0.6;     /* attitude from which on a colour is full */

  /* ------------------------------------------------------------ small things */

  function decoded(text, Kind) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    return new Kind(bytes.buffer, 0, bytes.byteLength / Kind.BYTES_PER_ELEMENT);
  }

  function element(name, attributes, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "text") made.textContent = value;
      else made.setAttribute(key, value);
    }
    made.append(...inside);
    return made;
  }

  function drawing(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const whole = (value) => Math.round(value).toLocaleString("en");

  const FORMS = {
    count: whole,
    attitude: (value) => minus(value.toFixed(3)),
    change: (value) => (value > 0 ? "+" : "") + minus(value.toFixed(3)),
    share: (value) => (value > 0 && value < 0.001 ? "<0.1" : (100 * value).toFixed(value > 0 && value < 0.1 ? 1 : 0)) + "\u202f%",
  };

  function minus(text) {
    return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
  }

  function colourOf(text) {
    const number = parseInt(text.trim().slice(1), 16);
    return [number >> 16, (number >> 8) & 255, number & 255];
  }

  function mixed(one, other, part) {
    return one.map((value, at) => Math.round(value + (other[at] - value) * part));
  }

  const css = (colour, alpha = 1) => `rgba(${colour[0]},${colour[1]},${colour[2]},${alpha})`;

  /* ------------------------------------------------------------ time */

  class Clock {
    constructor(stage) {
      this.start = Date.parse(stage.start.slice(0, 19) + "Z");
      this.tickHours = stage.tick_hours;
      this.last = stage.n_ticks * stage.tick_hours;
      const format = (options) => new Intl.DateTimeFormat("en-GB", {timeZone: "UTC", hourCycle: "h23", ...options});
      this.date = format({weekday: "short", day: "numeric", month: "long"});
      this.shortDate = format({weekday: "short", day: "numeric"});
      this.time = format({hour: "2-digit", minute: "2-digit"});
    }

    at(hours) { return new Date(this.start + Math.round(hours * 3600) * 1000); }

    day(hours) {
      const midnight = Math.floor(this.start / 864e5) * 864e5;
      return Math.floor((this.at(hours).getTime() - midnight) / 864e5) + 1;
    }

    /** "Day 3, Wed 4 March, 09:00" */
    long(hours) { return `Day ${this.day(hours)}, ${this.date.format(this.at(hours))}, ${this.time.format(this.at(hours))}`; }

    /** "day 3, 09:00" */
    short(hours) { return `day ${this.day(hours)}, ${this.time.format(this.at(hours))}`; }
  }

  /* ------------------------------------------------------------ shapes and colours of members */

  function polygon(n, turn) {
    return Array.from({length: n}, (_, k) => {
      const angle = turn + (2 * Math.PI * k) / n;
      return [Math.cos(angle), Math.sin(angle)];
    });
  }

  const STAR = polygon(10, -Math.PI / 2).map(([x, y], k) => (k % 2 ? [x * 0.5, y * 0.5] : [x, y]));
  const SHAPES = {
    audience: null, /* a disc */
    advocates: polygon(3, -Math.PI / 2).map(([x, y]) => [x * 1.15, y * 1.15 + 0.12]),
    employees: polygon(4, Math.PI / 4).map(([x, y]) => [x * 1.2, y * 1.2]),
    influencers: STAR.map(([x, y]) => [x * 1.2, y * 1.2]),
    outlets: polygon(4, 0).map(([x, y]) => [x * 1.1, y * 1.1]),
  };
  const OTHER_SHAPE = polygon(6, 0);

  const shapeOf = (role) => (role in SHAPES ? SHAPES[role] : OTHER_SHAPE);

  const icon = () => drawing("svg", {viewBox: "-12 -12 24 24", width: 20, height: 20, "aria-hidden": "true"});

  function shapeIcon(role, attributes) {
    const corners = shapeOf(role), made = icon();
    made.append(corners
      ? drawing("polygon", {points: corners.map(([x, y]) => `${x * 8},${y * 8}`).join(" "), ...attributes})
      : drawing("circle", {r: 8, ...attributes}));
    return made;
  }

  function isInside(shape, x, y) {
    if (!shape) return x * x + y * y <= 1;
    let inside = false;
    for (let i = 0, j = shape.length - 1; i < shape.length; j = i++) {
      const [xi, yi] = shape[i], [xj, yj] = shape[j];
      if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }

  /** The points that a member covers, and how far: all of it, its core, and the smaller one of those not reached. */
  function maskOf(shape, radius, shiftX, shiftY, width) {
    const reach = Math.ceil(radius * 1.3), steps = 4, mask = {offset: [], whole: [], core: [], small: []};
    const core = 1 - Math.min(0.4, Math.max(0.85, radius * 0.3) / radius);
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const found = [0, 0, 0];
        for (let k = 0; k < steps * steps; k++) {
          const px = (x - shiftX + ((k % steps) + 0.5) / steps - 0.5) / radius;
          const py = (y - shiftY + (Math.floor(k / steps) + 0.5) / steps - 0.5) / radius;
          found[0] += isInside(shape, px, py);
          found[1] += isInside(shape, px / core, py / core);
          found[2] += isInside(shape, px / 0.74, py / 0.74);
        }
        if (!found[0]) continue;
        mask.offset.push(y * width + x);
        mask.whole.push(found[0] / 16);
        mask.core.push(found[1] / found[0]);
        mask.small.push(found[2] / 16);
      }
    }
    mask.offset = Int32Array.from(mask.offset);
    return mask;
  }

  class Palette {
    constructor(root) {
      const style = getComputedStyle(root);
      this.named = (name) => colourOf(style.getPropertyValue(name));
      this.paper = this.named("--gw-paper");
      this.ink = this.named("--gw-ink");
      this.rim = this.named("--gw-rim");
      this.quiet = this.named("--gw-quiet");
      this.grid = this.named("--gw-grid");
      this.sides = {
        supportive: this.named("--gw-for"), hostile: this.named("--gw-against"), neutral: this.named("--gw-neither"),
      };
      const middle = this.named("--gw-middle");
      this.levels = Array.from({length: 2 * MIDDLE + 1}, (_, level) => {
        const part = (level / MIDDLE - 1) / SATURATED;
        return mixed(middle, part < 0 ? this.sides.hostile : this.sides.supportive, Math.min(Math.abs(part), 1) ** 0.8);
      });
    }

    look(number) {
      const look = LOOKS[number % LOOKS.length];
      return {colour: this.named(look.colour), dash: look.dash};
    }
  }

  /* ------------------------------------------------------------ one picture */

  class Picture {
    constructor(stage, still) {
      const given = stage.picture;
      this.stage = stage;
      this.still = still;
      this.aspect = given.aspect;
      this.x = decoded(given.x, Uint16Array);
      this.y = decoded(given.y, Uint16Array);
      this.segment = decoded(given.segment, Uint8Array);
      this.start = decoded(given.start, Uint8Array);
      this.ties = decoded(given.ties, Uint16Array);
      this.n = given.n_drawn;
      this.isChange = false;
      this.painted = new Uint8Array(this.n);
      this.journeys = [];
      this.flashes = [];
      this.ground = element("canvas", {"aria-hidden": "true"});
      this.members = element("canvas", {role: "img", "aria-label": given.said});
      this.above = element("canvas", {"aria-hidden": "true"});
      this.element = element("div", {class: "gw-picture"}, this.ground, this.members, this.above);
    }

    fit(width, height, palette) {
      const scale = Math.min(window.devicePixelRatio || 1, 2);
      const cssWidth = Math.max(Math.min(width, height * this.aspect), 120);
      this.scale = scale;
      this.palette = palette;
      this.width = Math.round(cssWidth * scale);
      this.height = Math.round((cssWidth / this.aspect) * scale);
      this.element.style.width = `${cssWidth}px`;
      this.element.style.height = `${cssWidth / this.aspect}px`;
      for (const canvas of [this.ground, this.members, this.above]) {
        canvas.width = this.width;
        canvas.height = this.height;
      }
      this.image = new ImageData(this.width, this.height);
      this.points = new Uint32Array(this.image.data.buffer);
      this._placeMembers();
      this._drawGround();
      if (this.state) this._stampAll();
    }

    _placeMembers() {
      const {segments} = this.stage;
      this.radius = this.stage.picture.discs.map(([, , radius], k) => {
        const apart = radius * this.width * Math.sqrt(Math.PI / Math.max(segments[k].drawn, 1));
        return Math.max(Math.min(apart * 0.46, 9 * this.scale), 1.2);
      });
      this.px = Float32Array.from(this.x, (value) => (value / 65535) * this.width);
      this.py = Float32Array.from(this.y, (value) => (value / 65535) * this.height);
      this.origin = new Int32Array(this.n);
      this.variant = new Uint16Array(this.n);
      const within = (value) => Math.min(Math.floor((value - Math.floor(value)) * SUBPIXELS), SUBPIXELS - 1);
      for (let k = 0; k < this.n; k++) {
        this.origin[k] = Math.floor(this.py[k]) * this.width + Math.floor(this.px[k]);
        this.variant[k] = (this.segment[k] * SUBPIXELS + within(this.py[k])) * SUBPIXELS + within(this.px[k]);
      }
      this.masks = new Map();
      this.stamps = new Map();
    }

    _maskOf(variant) {
      if (!this.masks.has(variant)) {
        const segment = Math.floor(variant / SUBPIXELS ** 2), rest = variant % SUBPIXELS ** 2;
        const shift = (n) => (n + 0.5) / SUBPIXELS - 0.5;
        const shape = shapeOf(this.stage.segments[segment].role);
        const [x, y] = [shift(rest % SUBPIXELS), shift(Math.floor(rest / SUBPIXELS))];
        this.masks.set(variant, maskOf(shape, this.radius[segment], x, y, this.width));
      }
      return this.masks.get(variant);
    }

    /** The colours of the points of a member in a state: paler and smaller before it is reached, with a rim once it knows. */
    _stampOf(variant, state) {
      const key = variant * 128 + (state & 0x7f);
      if (!this.stamps.has(key)) {
        const mask = this._maskOf(variant), {palette} = this, known = state & (KNOWS_HOSTILE | KNOWS_OURS);
        const fill = mixed(palette.levels[state & LEVEL], palette.paper, known ? 0 : 0.55);
        this.stamps.set(key, Uint32Array.from(mask.offset, (_, at) => {
          const colour = state & KNOWS_HOSTILE ? mixed(palette.rim, fill, mask.core[at]) : fill;
          const alpha = Math.round(255 * (known ? mask.whole[at] : mask.small[at]));
          return ((alpha << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0]) >>> 0;
        }));
      }
      return this.stamps.get(key);
    }

    _stamp(member, state) {
      const variant = this.variant[member], {offset} = this._maskOf(variant), colours = this._stampOf(variant, state);
      const origin = this.origin[member], {points} = this;
      for (let at = 0; at < offset.length; at++) points[origin + offset[at]] = colours[at];
      this.painted[member] = state;
    }

    _shown(member) {
      const state = this.state[member];
      if (!this.isChange) return state & 0x7f;
      const moved = Math.max(-MIDDLE, Math.min(MIDDLE, 3 * ((state & LEVEL) - this.start[member])));
      return (state & 0x60) | (MIDDLE + moved);
    }

    _stampAll() {
      this.points.fill(0);
      for (let member = 0; member < this.n; member++) this._stamp(member, this._shown(member));
      this.members.getContext("2d").putImageData(this.image, 0, 0);
    }

    paint(state, travels) {
      const isFirst = !this.state;
      this.state = state;
      if (isFirst) this._stampAll();
      else this._stampChanged();
      this._setOff(state, travels);
    }

    _stampChanged() {
      let low = this.height, high = 0;
      for (let member = 0; member < this.n; member++) {
        const state = this._shown(member);
        if (state === this.painted[member]) continue;
        this._stamp(member, state);
        low = Math.min(low, this.py[member]);
        high = Math.max(high, this.py[member]);
      }
      if (high < low) return;
      const margin = Math.ceil(Math.max(...this.radius) * 1.3) + 1;
      const top = Math.max(Math.floor(low) - margin, 0);
      const context = this.members.getContext("2d");
      context.putImageData(this.image, 0, 0, 0, top, this.width, Math.ceil(high) + margin - top);
    }

    /** Let posts of this tick set off from their sources, and those who published light up. */
    _setOff(state, travels) {
      const now = performance.now();
      if (this.still.matches) this.journeys = this.flashes = [];
      const lasts = Math.min(JOURNEY, Math.max(SHORTEST, 3 * (now - (this.last ?? -JOURNEY))));
      this.last = now;
      const moving = (item) => now - item.since < item.lasts;
      this.journeys = this.journeys.filter(moving);
      this.flashes = this.flashes.filter(moving);
      for (let k = 0; k + 2 < travels.length; k += 3) {
        const [from, to, side] = [travels[k], travels[k + 1], SIDES[travels[k + 2]]];
        if (from !== to) this.journeys.push({from, to, side, since: now, lasts});
      }
      for (let member = 0; member < this.n; member++) {
        if (state[member] & PUBLISHED) this.flashes.push({member, since: now, lasts});
      }
      this.journeys = this.journeys.slice(-MOST_MOVING);
      this.flashes = this.flashes.slice(-MOST_MOVING);
      this.drawAbove(now);
    }

    /** Draw what moves; returns whether anything still does. */
    drawAbove(now) {
      const context = this.above.getContext("2d"), {scale, palette, still} = this;
      context.clearRect(0, 0, this.width, this.height);
      let moving = false;
      context.lineWidth = 1.3 * scale;
      const bright = Math.min(0.9, 0.35 + 12 / this.flashes.length);
      for (const {member, since, lasts} of this.flashes) {
        const age = still.matches ? 0.25 : (now - since) / lasts;
        if (age >= 1) continue;
        moving = true;
        context.strokeStyle = css(palette.ink, bright * (1 - age));
        context.beginPath();
        const radius = this.radius[this.segment[member]] * 1.3 + (1 + 3.5 * age) * scale;
        context.arc(this.px[member], this.py[member], radius, 0, 2 * Math.PI);
        context.stroke();
      }
      for (const journey of this.journeys) {
        const age = still.matches ? 0.999 : (now - journey.since) / journey.lasts;
        if (age >= 1) continue;
        moving = true;
        this._drawJourney(context, journey, age);
      }
      context.setLineDash([]);
      return moving && !still.matches;
    }

    _drawJourney(context, {from, to, side}, age) {
      const [x0, y0, x2, y2] = [this.px[from], this.py[from], this.px[to], this.py[to]];
      const [x1, y1] = [(x0 + x2) / 2 - (y2 - y0) * 0.15, (y0 + y2) / 2 + (x2 - x0) * 0.15];
      const t = Math.min(1, age * 1.35), fading = this.still.matches ? 0.7 : 1 - Math.max(0, age - 0.6) / 0.4;
      const [ax, ay] = [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
      const [x, y] = [ax + (x1 + (x2 - x1) * t - ax) * t, ay + (y1 + (y2 - y1) * t - ay) * t];
      const colour = this.palette.sides[side];
      context.setLineDash(LINES[side].map((length) => length * this.scale));
      context.strokeStyle = css(colour, 0.75 * fading);
      context.beginPath();
      context.moveTo(x0, y0);
      context.quadraticCurveTo(ax, ay, x, y);
      context.stroke();
      context.fillStyle = css(colour, fading);
      context.beginPath();
      context.arc(x, y, 3.4 * this.scale, 0, 2 * Math.PI);
      context.fill();
    }

    _drawGround() {
      const context = this.ground.getContext("2d"), {palette, scale} = this;
      context.clearRect(0, 0, this.width, this.height);
      const discs = this.stage.picture.discs.map(([x, y, radius]) => [x, y, radius].map((value) => value * this.width));
      context.strokeStyle = css(palette.quiet, Math.min(0.16, 160 / Math.max(this.ties.length / 2, 1)));
      context.lineWidth = 0.7 * scale;
      context.beginPath();
      for (let k = 0; k < this.ties.length; k += 2) {
        context.moveTo(this.px[this.ties[k]], this.py[this.ties[k]]);
        context.lineTo(this.px[this.ties[k + 1]], this.py[this.ties[k + 1]]);
      }
      context.stroke();
      for (const [x, y, radius] of discs) {
        context.beginPath();
        context.arc(x, y, radius + 4 * scale, 0, 2 * Math.PI);
        context.fillStyle = css(palette.paper, 0.8);
        context.fill();
        context.strokeStyle = css(palette.quiet, 0.35);
        context.stroke();
      }
      this._drawLabels(context, discs);
    }

    /** Write each segment's name beside its disc, where it covers neither another name nor another disc. */
    _drawLabels(context, discs) {
      const size = Math.max(12, Math.min(16, this.width / this.scale / 32)) * this.scale, taken = [];
      context.font = `600 ${size}px ${FONT}`;
      context.textBaseline = "middle";
      context.textAlign = "center";
      context.lineJoin = "round";
      const order = discs.map((_, k) => k).sort((a, b) => discs[b][2] - discs[a][2]);
      for (const k of order) {
        const [x, y, radius] = discs[k], text = this.stage.segments[k].label;
        const half = context.measureText(text).width / 2 + 2 * this.scale, out = radius + 4 * this.scale + size * 0.7;
        const places = [[0, -out], [0, out], [half + radius + size * 0.5, 0], [-half - radius - size * 0.5, 0],
          [half * 0.7, -out], [-half * 0.7, -out], [half * 0.7, out], [-half * 0.7, out]];
        const boxes = places.map(([dx, dy]) => {
          const middle = Math.max(half, Math.min(this.width - half, x + dx));
          const height = Math.max(size * 0.6, Math.min(this.height - size * 0.6, y + dy));
          return {x: middle, y: height, half, size};
        });
        const best = boxes.reduce((one, other) => (
          this._covered(other, taken, discs, k) < this._covered(one, taken, discs, k) ? other : one));
        taken.push(best);
        context.strokeStyle = css(this.palette.paper, 0.9);
        context.lineWidth = 4 * this.scale;
        context.strokeText(text, best.x, best.y);
        context.fillStyle = css(this.palette.ink);
        context.fillText(text, best.x, best.y);
      }
    }

    _covered(box, taken, discs, own) {
      let covered = 0;
      for (const other of taken) {
        const wide = Math.min(box.x + box.half, other.x + other.half) - Math.max(box.x - box.half, other.x - other.half);
        const high = box.size * 1.15 - Math.abs(box.y - other.y);
        if (wide > 0 && high > 0) covered += 4 * wide * high;
      }
      discs.forEach(([x, y, radius], k) => {
        const dx = Math.max(Math.abs(box.x - x) - box.half, 0), dy = Math.max(Math.abs(box.y - y) - box.size / 2, 0);
        const deep = radius - Math.hypot(dx, dy);
        if (deep > 0) covered += (k === own ? 2 : 1) * deep * box.size;
      });
      return covered;
    }
  }

  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

  /* ------------------------------------------------------------ curves */

  class Curves {
    constructor(stage, clock) {
      this.stage = stage;
      this.clock = clock;
      this.lines = element("canvas", {role: "img", "aria-label": "Curves over time"});
      this.cursor = element("canvas", {"aria-hidden": "true"});
      this.element = element("div", {class: "gw-curves"}, this.lines, this.cursor);
    }

    fit(width, height, palette) {
      this.scale = Math.min(window.devicePixelRatio || 1, 2);
      this.palette = palette;
      this.width = Math.max(width, 200);
      this.height = Math.max(height, 180);
      for (const canvas of [this.lines, this.cursor]) {
        canvas.width = Math.round(this.width * this.scale);
        canvas.height = Math.round(this.height * this.scale);
        canvas.style.width = `${this.width}px`;
        canvas.style.height = `${this.height}px`;
      }
    }

    /** Where hours lie on an axis, in points from the left. */
    across(hours, {left, right}) { return left + (hours / this.clock.last) * (right - left); }

    draw(branches, marks) {
      const context = this.lines.getContext("2d");
      context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      const isTold = ({name}) => branches.some(({told}) => told.some((moment) => moment && moment.curves[name] !== null));
      const curves = this.stage.curves.filter(isTold);
      this._layOut(curves.length ? curves : this.stage.curves, branches, marks.length ? 30 : 2);
      for (const axis of this.axes) this._drawAxis(context, axis);
      for (const axis of this.axes) this._drawMarks(context, axis, marks);
      for (const panel of this.panels) this._drawPanel(context, panel, branches);
    }

    /** Put the panels beside each other where there is little height, else below each other over one axis. */
    _layOut(curves, branches, head) {
      const foot = 24, n = curves.length, isWide = this.width > 2.6 * this.height && n > 1;
      const wide = this.width / n, high = (this.height - head - foot) / n;
      this.panels = curves.map((curve, k) => ({curve, isWide, ...this._range(curve, branches), ...(isWide
        ? {left: k * wide + 44, right: (k + 1) * wide - 12, top: head + 42, bottom: this.height - foot - 4}
        : {left: 52, right: this.width - 12, top: head + k * high + 22, bottom: head + (k + 1) * high - 7})}));
      this.foot = this.height - foot;
      this.axes = (isWide ? this.panels : [this.panels[0]]).map(({left, right, top}) => ({left, right, top}));
    }

    /** Bounds of a panel: what the curve may be, or what it is, with room, where that is much narrower. */
    _range(curve, branches) {
      if (curve.name !== "reputation") return {low: curve.low, high: curve.high};
      const values = branches.flatMap(({told}) => told.map((t) => t && t.curves[curve.name])).filter((v) => typeof v === "number");
      if (!values.length) return {low: curve.low, high: curve.high};
      const least = Math.min(...values), most = Math.max(...values), room = Math.max((most - least) * 0.15, 0.005);
      const step = niceStep((most - least + 2 * room) / 4);
      const low = Math.max(Math.floor((least - room) / step) * step, curve.low);
      return {low, high: Math.min(Math.ceil((most + room) / step) * step, curve.high)};
    }

    _drawAxis(context, axis) {
      const {palette, clock} = this, steps = [1 / 4, 1 / 2, 1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672];
      const perHour = (axis.right - axis.left) / clock.last;
      const step = steps.find((hours) => hours * perHour >= (hours < 24 ? 52 : 46)) || steps[steps.length - 1];
      const begin = new Date(clock.start), sinceMidnight = begin.getUTCHours() + begin.getUTCMinutes() / 60;
      context.font = `13px ${FONT}`;
      context.textBaseline = "alphabetic";
      context.textAlign = "left";
      for (let hours = Math.ceil(sinceMidnight / step) * step - sinceMidnight; hours <= clock.last + 1e-6; hours += step) {
        const x = this.across(hours, axis);
        context.strokeStyle = css(palette.grid);
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(x, axis.top - 2);
        context.lineTo(x, this.foot);
        context.stroke();
        const isMidnight = clock.time.format(clock.at(hours)) === "00:00";
        const date = step < 24 || step * perHour > 52 ? clock.shortDate.format(clock.at(hours)) : `day ${clock.day(hours)}`;
        const text = step >= 24 || isMidnight ? date : clock.time.format(clock.at(hours));
        context.fillStyle = css(palette.quiet);
        if (x + 3 + context.measureText(text).width <= axis.right + 8) context.fillText(text, x + 3, this.height - 7);
      }
    }

    _drawPanel(context, panel, branches) {
      const {palette} = this, {curve, top, bottom, low, high, left, right, isWide} = panel;
      const up = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
      panel.up = up;
      context.lineWidth = 1;
      context.font = `13px ${FONT}`;
      context.textAlign = "right";
      context.textBaseline = "middle";
      for (const value of new Set([low, high, ...(low < 0 && high > 0 ? [0] : [])])) {
        context.strokeStyle = css(value === 0 ? palette.quiet : palette.grid, value === 0 ? 0.6 : 1);
        context.beginPath();
        context.moveTo(left, up(value));
        context.lineTo(right, up(value));
        context.stroke();
        context.fillStyle = css(palette.quiet);
        context.fillText(minus(String(Number(value.toFixed(3)))), left - 6, up(value));
      }
      branches.forEach(({told}, number) => {
        const look = palette.look(number);
        context.strokeStyle = css(look.colour);
        context.lineWidth = 2.4;
        context.lineJoin = "round";
        context.setLineDash(look.dash);
        context.beginPath();
        let isDown = false;
        told.forEach((moment, tick) => {
          const value = moment ? moment.curves[curve.name] : null;
          if (typeof value !== "number") { isDown = false; return; }
          const x = this.across(tick * this.clock.tickHours, panel), y = up(Math.max(low, Math.min(high, value)));
          if (isDown) context.lineTo(x, y);
          else context.moveTo(x, y);
          isDown = true;
        });
        context.stroke();
      });
      context.setLineDash([]);
      context.textAlign = "left";
      context.textBaseline = "alphabetic";
      context.font = `600 14px ${FONT}`;
      this._haloed(context, curve.label, left + 2, top - (isWide ? 25 : 7), css(palette.ink));
      panel.valuesAt = left + (isWide ? 2 : 12 + context.measureText(curve.label).width);
    }

    _haloed(context, text, x, y, colour) {
      context.strokeStyle = css(this.palette.paper);
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeText(text, x, y);
      context.fillStyle = colour;
      context.fillText(text, x, y);
    }

    /** Where the numbers of marks stand in their row: above their moments, and beside each other. */
    _besideEachOther(marks, axis) {
      const at = marks.map((mark) => this.across(mark.hours, axis)), last = at.length - 1;
      const apart = Math.min(21, (axis.right - axis.left) / Math.max(last, 1)), places = [...at];
      for (let k = 1; k <= last; k++) places[k] = Math.max(at[k], places[k - 1] + apart);
      for (let begin = 0; begin <= last;) {
        let end = begin;
        while (end < last && places[end + 1] - places[end] <= apart + 0.01) end++;
        const room = begin ? places[begin] - places[begin - 1] - apart : places[begin] - axis.left;
        const shift = Math.max(0, Math.min((places[end] - at[end]) / 2, room));
        for (let k = begin; k <= end; k++) places[k] -= shift;
        begin = end + 1;
      }
      for (let k = last, most = axis.right; k >= 0; k--, most -= apart) places[k] = Math.min(places[k], most);
      return places;
    }

    _drawMarks(context, axis, marks) {
      const {palette} = this, places = this._besideEachOther(marks, axis), y = 12;
      context.font = `700 12px ${FONT}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      marks.forEach((mark, at) => {
        const x = this.across(mark.hours, axis);
        context.strokeStyle = css(mark.by === "world" ? palette.ink : palette.quiet, 0.55);
        context.lineWidth = 1.2;
        context.beginPath();
        context.moveTo(places[at], y);
        context.lineTo(x, axis.top - 8);
        context.lineTo(x, this.foot);
        context.stroke();
      });
      marks.forEach((mark, at) => {
        const x = places[at], isOurs = mark.by === "us";
        context.beginPath();
        if (mark.by === "world") context.rect(x - 9, y - 9, 18, 18);
        else context.arc(x, y, 9.5, 0, 2 * Math.PI);
        context.fillStyle = css(isOurs ? palette.ink : palette.paper);
        context.fill();
        context.strokeStyle = css(palette.ink);
        context.lineWidth = 1.6;
        context.stroke();
        context.fillStyle = css(isOurs ? palette.paper : palette.ink);
        context.fillText(String(mark.number), x, y + 0.5);
      });
    }

    /** Draw where we are, pale what is still to come, and write the values of this moment. */
    point(tick, branches) {
      const context = this.cursor.getContext("2d"), {palette} = this, hours = tick * this.clock.tickHours;
      context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      context.fillStyle = css(palette.paper, 0.62);
      for (const panel of this.panels) {
        const x = this.across(hours, panel);
        context.fillRect(x, panel.top - 2, panel.right - x + 2, panel.bottom - panel.top + 4);
      }
      context.strokeStyle = css(palette.ink);
      context.lineWidth = 2;
      for (const axis of this.axes) {
        const x = this.across(hours, axis);
        context.beginPath();
        context.moveTo(x, axis.top - 4);
        context.lineTo(x, this.foot);
        context.stroke();
      }
      for (const panel of this.panels) this._writeValues(context, panel, tick, branches);
    }

    /** The values of a moment beside or below the title of a panel, as far as there is room, and as points. */
    _writeValues(context, panel, tick, branches) {
      const {palette} = this, {curve, top, low, high, up} = panel, x = this.across(tick * this.clock.tickHours, panel);
      context.font = `600 14px ${FONT}`;
      context.textBaseline = "alphabetic";
      context.textAlign = "left";
      let at = panel.valuesAt;
      branches.forEach(({told}, number) => {
        const value = told[tick] ? told[tick].curves[curve.name] : null;
        if (typeof value !== "number") return;
        const look = palette.look(number), text = minus(value.toFixed(high - low < 0.3 ? 3 : 2)), width = 27 + context.measureText(text).width;
        context.strokeStyle = css(look.colour);
        context.lineWidth = 2.4;
        if (at + width <= panel.right + 8) {
          context.setLineDash(look.dash);
          context.beginPath();
          context.moveTo(at, top - 11.5);
          context.lineTo(at + 22, top - 11.5);
          context.stroke();
          context.setLineDash([]);
          this._haloed(context, text, at + 27, top - 7, css(palette.ink));
        }
        at += width + 12;
        context.fillStyle = css(look.colour);
        context.strokeStyle = css(palette.paper);
        context.lineWidth = 2;
        context.beginPath();
        context.arc(x, up(Math.max(low, Math.min(high, value))), 4.5, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      });
    }
  }

  function niceStep(about) {
    const power = 10 ** Math.floor(Math.log10(about));
    return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= about * 0.999);
  }

  /* ------------------------------------------------------------ feed and tables */

  class Feed {
    constructor(clock) {
      this.clock = clock;
      this.heading = element("h3", {});
      this.list = element("ol", {tabindex: "0"});
      this.nothing = element("p", {class: "gw-said", text: "Nothing has been said yet."});
      this.element = element("div", {class: "gw-feed"}, this.heading, this.nothing, this.list);
      this.rows = [];
    }

    /** Show the newest posts up to a tick, the newest first. */
    show(name, told, tick) {
      this.heading.textContent = name;
      this.list.setAttribute("aria-label", name ? `What is said: ${name}` : "What is said");
      const posts = [];
      for (let at = Math.min(tick, told.length - 1); at >= 0 && posts.length < FEED_LENGTH; at--) {
        if (told[at]) posts.push(...[...told[at].posts].reverse());
      }
      const n = Math.min(posts.length, FEED_LENGTH);
      this.nothing.hidden = n > 0;
      while (this.rows.length < n) this.rows.push(this._newRow());
      this.rows.forEach((row, at) => {
        row.item.hidden = at >= n;
        if (at < n && row.post !== posts[at]) this._fill(row, posts[at]);
      });
    }

    _newRow() {
      const row = {};
      for (const name of ["sign", "side", "who", "does", "text", "when"]) row[name] = element("span", {class: `gw-${name}`});
      row.sign.setAttribute("aria-hidden", "true");
      row.side.className = "gw-unseen";
      row.item = element("li", {}, row.sign,
        element("div", {}, element("p", {class: "gw-said"}, row.side, row.who, " ", row.does), element("p", {}, row.text), row.when));
      this.list.append(row.item);
      return row;
    }

    _fill(row, post) {
      row.post = post;
      row.item.className = `gw-${SIDES.includes(post.side) ? post.side : "neutral"}`;
      row.sign.textContent = SIDE_SIGNS[post.side];
      row.side.textContent = `${SIDE_WORDS[post.side]}: `;
      row.who.textContent = post.who;
      const others = post.others ? `and ${whole(post.others)} more ` : "";
      const does = post.others ? {writes: "write", "passes on": "pass on"}[post.way] : post.way;
      row.does.textContent = `${others}${does}`;
      row.text.textContent = `\u201c${post.text}\u201d`;
      row.when.textContent = `${this.clock.short(post.hours)} \u00b7 ${post.place} \u00b7 ${whole(post.followers)} follow`;
    }
  }

  class Table {
    constructor(first, rows, columns) {
      const isRoles = first === "role";
      this.columns = columns;
      const head = columns.map(({label, meaning}) => element("th", {scope: "col", title: meaning, text: label}));
      this.caption = element("caption", {});
      this.cells = rows.map(() => columns.map(() => element("td", {})));
      const body = rows.map(({name, label}, at) => element("tr", {},
        element("th", {scope: "row"}, ...(isRoles ? [shapeIcon(name, {class: "gw-plain"}), " "] : []), label), ...this.cells[at]));
      this.element = element("div", {class: "gw-table", tabindex: "0", role: "group", "aria-label": first},
        element("table", {}, this.caption,
          element("thead", {}, element("tr", {}, element("th", {scope: "col", text: first}), ...head)), element("tbody", {}, ...body)));
    }

    name(caption) {
      this.caption.textContent = caption;
      this.element.setAttribute("aria-label", caption);
    }

    show(rows) {
      this.cells.forEach((cells, row) => cells.forEach((cell, column) => {
        const text = rows ? FORMS[this.columns[column].kind](rows[row][column]) : "";
        if (cell.textContent !== text) cell.textContent = text;
      }));
    }
  }

  /* ------------------------------------------------------------ the whole */

  class Viewer {
    /** root: an empty element that the viewer fills; stage: what is told once. */
    constructor(root, stage) {
      this.root = root;
      this.stage = stage;
      this.clock = new Clock(stage);
      this.hasHostile = stage.messages.some(({side}) => side === "hostile");
      this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
      this.told = new Map();
      this.marks = new Map();
      this.branches = [];
      this.tick = 0;
      this.slots = [];
      this._build();
      this.palette = new Palette(root);
      this._watch();
    }

    _build() {
      const id = (Viewer.made = (Viewer.made || 0) + 1);
      const titled = (name, text, ...inside) => element("section", {class: name, "aria-labelledby": `gw-${id}-${name}`},
        element("h2", {id: `gw-${id}-${name}`, text}), ...inside);
      this.now = element("p", {class: "gw-now"}, element("b", {}), element("span", {}));
      this.pictures = element("div", {class: "gw-pictures"});
      this.sample = element("p", {class: "gw-note", text: this.stage.picture.said});
      this.curves = new Curves(this.stage, this.clock);
      this.markList = element("ol", {class: "gw-marks"});
      this.momentHead = element("tr", {});
      this.momentBody = element("tbody", {});
      this.moment = element("details", {class: "gw-moment"}, element("summary", {text: "Numbers of this moment"}),
        element("div", {class: "gw-table", tabindex: "0", role: "group", "aria-label": "Numbers of this moment"},
          element("table", {}, element("thead", {}, this.momentHead), this.momentBody)));
      this.moment.addEventListener("toggle", () => this._writeMoment());
      this.feeds = element("div", {class: "gw-feeds"});
      this.tables = element("div", {class: "gw-tables"});
      this.curveBox = titled("gw-course", "Course", this.curves.element);
      this.root.classList.add("gw-viewer");
      this.root.replaceChildren(
        titled("gw-network", "People", this.now, this.pictures, this._legend()),
        this.curveBox,
        titled("gw-talk", "What is said", this.feeds),
        titled("gw-happened", "What happened", this.markList, this.moment),
        titled("gw-figures", "By role and platform", this.tables, this.sample));
    }

    _legend() {
      const item = (picture, text) => element("li", {}, picture, element("span", {text}));
      const line = (side) => {
        const made = icon();
        made.append(drawing("line", {x1: -11, y1: 0, x2: 6, y2: 0, class: `gw-line-${side}`, "stroke-dasharray": LINES[side].join(" ")}),
          drawing("circle", {cx: 7, r: 4, class: `gw-fill-${side}`}));
        return made;
      };
      const scale = element("span", {class: "gw-scale", "aria-hidden": "true"});
      const colours = element("select", {"aria-label": "What colour shows"},
        element("option", {value: "attitude", text: "against us \u2013 for us"}),
        element("option", {value: "change", text: "worse \u2013 better than at the start"}));
      colours.addEventListener("change", () => this._colourBy(colours.value));
      return element("ul", {class: "gw-legend", "aria-label": "Legend"},
        element("li", {}, scale, colours),
        item(shapeIcon("audience", {class: "gw-plain gw-pale", r: 6}), "not reached yet"),
        item(shapeIcon("audience", {class: "gw-plain"}), "knows ours"),
        ...(this.hasHostile ? [item(shapeIcon("audience", {class: "gw-plain gw-rim"}), "knows the bad news")] : []),
        item(shapeIcon("audience", {class: "gw-ring"}), "publishes"),
        item(line("supportive"), "for us, on its way"), ...(this.hasHostile ? [item(line("hostile"), "against us")] : []));
    }

    _watch() {
      this._sizes = new ResizeObserver(() => this._fitSoon());
      for (const box of [this.pictures, this.curveBox]) this._sizes.observe(box);
      const theme = () => { this.palette = new Palette(this.root); this._fit(true); };
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
      new MutationObserver(theme).observe(document.documentElement, {attributes: true, attributeFilter: ["data-theme"]});
    }

    _fitSoon() {
      if (!this._fitting) this._fitting = requestAnimationFrame(() => { this._fitting = 0; this._fit(false); });
    }

    _fit(isNewTheme) {
      const n = Math.max(this.slots.length, 1), style = getComputedStyle(this.pictures);
      const gap = parseFloat(style.columnGap) || 0, isStacked = style.flexDirection === "column";
      const width = isStacked ? this.pictures.clientWidth : (this.pictures.clientWidth - gap * (n - 1)) / n;
      const height = parseFloat(style.getPropertyValue("--gw-picture-height")) || 360;
      const size = `${width}x${height}x${window.devicePixelRatio}`;
      if (isNewTheme || size !== this._pictureSize) for (const slot of this.slots) slot.picture.fit(width, height, this.palette);
      this._pictureSize = size;
      const box = this.curves.element, courseSize = `${box.clientWidth}x${box.clientHeight}x${window.devicePixelRatio}`;
      if (isNewTheme || courseSize !== this._courseSize) {
        this.curves.fit(box.clientWidth, box.clientHeight, this.palette);
        this._drawCurves();
      }
      this._courseSize = courseSize;
    }

    /** Say which branches are shown: two at most as pictures, all as curves. */
    show(branches) {
      this.branches = branches.map(({id, name}) => ({id, name, told: this._toldOf(id)}));
      const seen = this.branches.slice(0, SIDE_BY_SIDE);
      const kept = new Map(this.slots.map((slot) => [slot.id, slot]));
      this.slots = seen.map(({id, name}, number) => {
        const slot = kept.get(id) || this._newSlot(id);
        slot.name = name;
        slot.title.textContent = this.branches.length > 1 ? name : "";
        slot.key.dataset.look = String(number % LOOKS.length);
        slot.key.toggleAttribute("hidden", this.branches.length < 2);
        return slot;
      });
      this.root.classList.toggle("gw-two", this.slots.length > 1);
      this.pictures.replaceChildren(...this.slots.map((slot) => slot.figure));
      this.feeds.replaceChildren(...this.slots.map((slot) => slot.feed.element));
      this.tables.replaceChildren(...this.slots.flatMap((slot) => [slot.roles.element, slot.platforms.element]));
      this._pictureSize = this._courseSize = "";
      this._numberMarks();
      this._fit(true);
      this._writeSoon();
    }

    _newSlot(id) {
      const picture = new Picture(this.stage, this.still), {stage} = this;
      const key = drawing("svg", {class: "gw-key", viewBox: "0 0 34 6", width: 34, height: 6, "aria-hidden": "true"});
      key.append(drawing("line", {x1: 0, y1: 3, x2: 34, y2: 3}));
      const title = element("span", {class: "gw-name"}), fact = element("span", {class: "gw-fact"});
      const figure = element("figure", {}, element("figcaption", {}, key, title, fact), picture.element);
      return {id, picture, figure, title, key, fact, feed: new Feed(this.clock),
        roles: new Table("role", stage.roles, stage.role_columns),
        platforms: new Table("platform", stage.platforms, stage.platform_columns)};
    }

    _toldOf(id) {
      if (!this.told.has(id)) this.told.set(id, []);
      return this.told.get(id);
    }

    /** Take in what was told of frames, from a frame on; what was there from it on is replaced. */
    tell(id, fromTick, toldList) {
      const told = this._toldOf(id);
      told.length = Math.min(told.length, fromTick);
      while (told.length < fromTick) told.push(null);
      told.push(...toldList);
      this._drawCurvesSoon();
    }

    /** Take in what was done in a branch and what befell it. */
    mark(id, marks) {
      this.marks.set(id, marks);
      this._numberMarks();
      this._drawCurvesSoon();
    }

    /** Number the marks of the branches shown in the order of time; what all have in common is one mark. */
    _numberMarks() {
      const found = new Map();
      for (const {id, name} of this.branches) {
        for (const mark of this.marks.get(id) || []) {
          const key = JSON.stringify([mark.hours, mark.kind, mark.text, mark.by]);
          if (!found.has(key)) found.set(key, {...mark, branches: []});
          found.get(key).branches.push(name);
        }
      }
      this.numbered = [...found.values()].sort((one, other) => one.hours - other.hours);
      this.numbered.forEach((mark, at) => { mark.number = at + 1; });
      this.markList.replaceChildren(...this.numbered.map((mark) => {
        const where = mark.branches.length < this.branches.length ? ` (${mark.branches.join(", ")})` : "";
        const who = BY_WORDS[mark.by] || "";
        return element("li", {class: `gw-by-${mark.by === "us" || mark.by === "world" ? mark.by : "plan"}`},
          element("span", {class: "gw-number", text: String(mark.number)}), " ",
          element("span", {class: "gw-when", text: `${this.clock.short(mark.hours)}, ${who}: `}),
          element("span", {text: `${mark.text}${where}`}));
      }));
      this.markList.hidden = !this.numbered.length;
    }

    /** Draw a moment: the pictures of the branches given, and curves, feed and tables up to it. */
    paint(tick, items) {
      this.tick = tick;
      for (const {id, state, travels} of items) {
        const slot = this.slots.find((one) => one.id === id);
        if (slot) slot.picture.paint(state, travels);
      }
      if (this.curves.panels) this.curves.point(tick, this.branches);
      this._writeSoon();
      this._moveSoon();
    }

    _moveSoon() {
      if (this._moving || this.still.matches) return;
      let drawn = 0;
      const move = (now) => {
        let moving = true;
        if (now - drawn > STROKE) {
          drawn = now;
          moving = this.slots.map((slot) => slot.picture.drawAbove(now)).some(Boolean);
        }
        this._moving = moving ? requestAnimationFrame(move) : 0;
      };
      this._moving = requestAnimationFrame(move);
    }

    _drawCurvesSoon() {
      if (this._drawing) return;
      this._drawing = requestAnimationFrame(() => { this._drawing = 0; this._drawCurves(); this._writeSoon(); });
    }

    _drawCurves() {
      if (!this.curves.width) return;
      this.curves.draw(this.branches, this.numbered || []);
      this.curves.point(this.tick, this.branches);
    }

    _colourBy(value) {
      for (const {picture} of this.slots) {
        picture.isChange = value === "change";
        if (picture.state) picture._stampAll();
      }
    }

    /** Change the texts, but no more often than they can be read. */
    _writeSoon() {
      if (this._writing) return;
      const wait = Math.max(0, WORDS_EVERY - (performance.now() - (this._written || -WORDS_EVERY)));
      this._writing = setTimeout(() => {
        this._writing = 0;
        this._written = performance.now();
        this._write();
      }, wait);
    }

    _write() {
      const hours = this.tick * this.clock.tickHours;
      this.now.firstChild.textContent = this.clock.long(hours);
      this.now.lastChild.textContent = `hour ${Number(hours.toFixed(2))} of ${Number(this.clock.last.toFixed(2))}`;
      this.slots.forEach((slot, number) => {
        const told = this.branches[number].told, moment = told[Math.min(this.tick, told.length - 1)];
        const name = this.slots.length > 1 ? slot.name : "";
        slot.feed.show(name, told, this.tick);
        slot.roles.name(`By role${name && `: ${name}`}`);
        slot.platforms.name(`By platform${name && `: ${name}`}`);
        slot.roles.show(moment && moment.roles);
        slot.platforms.show(moment && moment.platforms);
        slot.fact.textContent = moment ? this._fact(moment) : "";
        slot.picture.members.setAttribute("aria-label", this._spoken(slot, moment));
      });
      this.markList.querySelectorAll("li").forEach((item, at) => {
        item.classList.toggle("gw-to-come", this.numbered[at].hours > hours);
      });
      this._writeMoment();
      const last = this.branches.map(({name, told}) => `${name}: ${this._summed(told[this.tick])}`).join("; ");
      this.curves.lines.setAttribute("aria-label", `Curves of attention, sentiment and reputation. Now: ${last}`);
    }

    _summed(moment) {
      if (!moment) return "nothing told yet";
      return this.stage.curves.map(({name, label}) => `${label} ${typeof moment.curves[name] === "number" ? moment.curves[name].toFixed(2) : "none"}`).join(", ");
    }

    /** How many of all members know a message of a side, from the table of roles. */
    _known(moment, name) {
      const column = (wanted) => this.stage.role_columns.findIndex((one) => one.name === wanted);
      const [members, known] = [column("members"), column(name)];
      const n = moment.roles.reduce((sum, row) => sum + row[members], 0);
      return moment.roles.reduce((sum, row) => sum + row[members] * row[known], 0) / n;
    }

    _fact(moment) {
      const bad = FORMS.share(this._known(moment, "know_story")), ours = FORMS.share(this._known(moment, "know_ours"));
      return this.hasHostile ? `${bad} know the bad news, ${ours} ours` : `${ours} know our messages`;
    }

    _spoken(slot, moment) {
      const facts = moment ? `${this._fact(moment)}; ${whole(moment.n_posts)} posts in this tick. ` : "";
      return `Picture of the members${slot.name ? `, ${slot.name}` : ""}, ${this.clock.long(this.tick * this.clock.tickHours)}: ${facts}${this.stage.picture.said}`;
    }

    _writeMoment() {
      if (!this.moment.open) return;
      this.momentHead.replaceChildren(element("th", {scope: "col", text: "number"}),
        ...this.branches.map(({name}) => element("th", {scope: "col", text: name})));
      const number = (value) => (typeof value === "number" ? minus(value.toFixed(3)) : "none");
      const rows = [
        ...this.stage.curves.map(({name, label}) => [label, (moment) => number(moment.curves[name])]),
        ["Posts in this tick", (moment) => whole(moment.n_posts)],
        [`Spent (${this.stage.currency})`, (moment) => whole(moment.spent)],
        ["Know a hostile message", (moment) => FORMS.share(this._known(moment, "know_story"))],
        ["Know a supportive message", (moment) => FORMS.share(this._known(moment, "know_ours"))],
      ];
      this.momentBody.replaceChildren(...rows.map(([label, read]) => element("tr", {}, element("th", {scope: "row", text: label}),
        ...this.branches.map(({told}) => element("td", {text: told[this.tick] ? read(told[this.tick]) : "not told"})))));
    }
  }

  return {Viewer, Clock, Palette, decoded, element, css, shapeOf, whole, minus, FONT};
})();
const Viewer = Groundswell.Viewer;
