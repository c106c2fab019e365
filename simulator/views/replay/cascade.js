/* The cascade tree: who got it from whom, across time or steps, on a canvas that pointer and arrow keys explore. */
const Cascade = (() => {
  const {css, element, whole, FONT} = Groundswell;
  const MOST_LISTED = 400;

  /** Rows of the tree: each post stands at the mean of those who passed it on; steps from the original. */
  function laidOut(tree) {
    const n = tree.parent.length, children = Array.from({length: n}, () => []), step = new Int32Array(n);
    for (let post = 1; post < n; post++) {
      children[tree.parent[post]].push(post);
      step[post] = step[tree.parent[post]] + 1;
    }
    const row = new Float64Array(n), below = new Int32Array(n).fill(1);
    for (let post = n - 1; post > 0; post--) below[tree.parent[post]] += below[post];
    for (const posts of children) posts.sort((one, other) => below[other] - below[one]);
    let leaves = 0;
    const order = [], stack = [0];
    while (stack.length) {
      const post = stack.pop();
      order.push(post);
      if (!children[post].length) row[post] = leaves++;
      for (let k = children[post].length - 1; k >= 0; k--) stack.push(children[post][k]);
    }
    for (let k = order.length - 1; k >= 0; k--) {
      const posts = children[order[k]];
      if (posts.length) row[order[k]] = (row[posts[0]] + row[posts[posts.length - 1]]) / 2;
    }
    return {children, step, row, order, leaves: Math.max(leaves, 1), deepest: Math.max(...step)};
  }

  class View {
    constructor(stage, clock, parts) {
      Object.assign(this, {stage, clock, parts, across: "time", hours: 0, chosen: 0});
      this.canvas = parts.canvas;
      this.canvas.addEventListener("pointermove", (event) => this._point(event));
      this.canvas.addEventListener("keydown", (event) => this._go(event));
      parts.list.addEventListener("toggle", () => this._write());
      new ResizeObserver(() => this.fit()).observe(this.canvas);
      const see = (isSeen) => { this.isSeen = isSeen; this.draw(); };
      new IntersectionObserver(([seen]) => see(seen.isIntersecting)).observe(this.canvas);
      addEventListener("beforeprint", () => see(true));
    }

    show(tree) {
      this.tree = tree;
      this.plan = laidOut(tree);
      this.chosen = 0;
      this.parts.said.textContent = this._said(tree);
      this._write();
      this.fit();
      this._tell();
    }

    _said(tree) {
      const n = tree.parent.length, left = tree.size - n;
      const shown = left ? ` The first ${whole(n)} are drawn.` : "";
      return `${whole(tree.size)} posts, at most ${tree.depth} steps from the original.${shown} Colour tells the side, shape the role; posts still to come are pale.`;
    }

    fit() {
      if (!this.tree || !this.canvas.clientWidth) return;
      this.palette = new Groundswell.Palette(document.documentElement);
      this.scale = Math.min(window.devicePixelRatio || 1, 2);
      [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
      this.canvas.width = Math.round(this.width * this.scale);
      this.canvas.height = Math.round(this.height * this.scale);
      this._place();
      this.draw();
    }

    _place() {
      const {tree, plan} = this, [left, right, top, foot] = [14, 20, 14, 30], n = tree.parent.length;
      this.first = tree.hours[0];
      this.span = Math.max(...tree.hours) - this.first || 1;
      /* Most happens at the beginning, so time is drawn as a root. */
      const along = (post) => (this.across === "time"
        ? Math.sqrt((tree.hours[post] - this.first) / this.span)
        : plan.step[post] / Math.max(plan.deepest, 1));
      const wide = this.width - left - right, high = this.height - top - foot;
      this.x = Float64Array.from({length: n}, (_, post) => left + along(post) * wide);
      this.y = Float64Array.from({length: n}, (_, post) => top + ((plan.row[post] + 0.5) / plan.leaves) * high);
      this.left = left;
      this.wide = wide;
      this.radius = Math.max(1.6, Math.min(6, (high / plan.leaves) * 0.5));
    }

    draw() {
      if (!this.palette || !this.isSeen) return;
      const context = this.canvas.getContext("2d"), {tree, palette} = this, colour = palette.sides[tree.side];
      context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
      context.clearRect(0, 0, this.width, this.height);
      this._drawAxis(context);
      for (const isToCome of [true, false]) {
        const alpha = isToCome ? 0.16 : 0.6;
        context.strokeStyle = css(colour, alpha);
        context.lineWidth = 1;
        context.beginPath();
        for (let post = 1; post < tree.parent.length; post++) {
          if (tree.hours[post] > this.hours === isToCome) this._line(context, post);
        }
        context.stroke();
        context.fillStyle = css(colour, isToCome ? 0.25 : 1);
        for (let post = 0; post < tree.parent.length; post++) {
          if (tree.hours[post] > this.hours === isToCome) this._dot(context, post, this._sizeOf(post));
        }
      }
      this._drawChosen(context);
    }

    /** The more followers, the larger. */
    _sizeOf(post) { return this.radius * (0.7 + 0.35 * Math.log10(1 + this.tree.followers[post])); }

    _line(context, post) {
      const from = this.tree.parent[post], [x0, y0, x1, y1] = [this.x[from], this.y[from], this.x[post], this.y[post]];
      const bend = x0 + (x1 - x0) * 0.5;
      context.moveTo(x0, y0);
      context.bezierCurveTo(bend, y0, bend, y1, x1, y1);
    }

    _dot(context, post, size) {
      const shape = Groundswell.shapeOf(this.stage.segments[this.tree.segment[post]].role);
      context.beginPath();
      if (!shape) context.arc(this.x[post], this.y[post], size, 0, 2 * Math.PI);
      else shape.forEach(([x, y], k) => context[k ? "lineTo" : "moveTo"](this.x[post] + x * size, this.y[post] + y * size));
      context.fill();
    }

    _drawAxis(context) {
      const {palette} = this, stops = [];
      if (this.across === "steps") {
        const every = Math.ceil(this.plan.deepest / Math.max(this.wide / 70, 1)) || 1;
        for (let step = 0; step <= this.plan.deepest; step += every) stops.push([step / Math.max(this.plan.deepest, 1), `${step}`]);
      } else {
        let last = -1;
        for (const hours of [0, 0.25, 0.5, 1, 2, 4, 6, 12, 24, 36, 48, 72, 96, 144, 192, 288, 384, 768]) {
          const part = Math.sqrt(hours / this.span);
          if (part > 1 || (part - last) * this.wide < 64) continue;
          stops.push([part, hours ? `+${hours < 1 ? `${hours * 60} min` : hours < 48 ? `${hours} h` : `${hours / 24} days`}` : "original"]);
          last = part;
        }
      }
      context.font = `13px ${FONT}`;
      context.textBaseline = "alphabetic";
      for (const [part, text] of stops) {
        const x = this.left + part * this.wide;
        context.strokeStyle = css(palette.grid);
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(x, 4);
        context.lineTo(x, this.height - 22);
        context.stroke();
        context.fillStyle = css(palette.quiet);
        context.textAlign = part < 0.03 ? "left" : part > 0.95 ? "right" : "center";
        context.fillText(text, x, this.height - 7);
      }
    }

    /** The chosen post, and the way by which it came. */
    _drawChosen(context) {
      const {palette, tree} = this;
      context.strokeStyle = context.fillStyle = css(palette.ink);
      context.lineWidth = 2.5;
      context.beginPath();
      for (let post = this.chosen; post > 0; post = tree.parent[post]) this._line(context, post);
      context.stroke();
      for (let post = this.chosen; post >= 0; post = tree.parent[post]) this._dot(context, post, this._sizeOf(post) + 1);
      context.lineWidth = 2;
      context.beginPath();
      context.arc(this.x[this.chosen], this.y[this.chosen], this._sizeOf(this.chosen) + 6, 0, 2 * Math.PI);
      context.stroke();
    }

    _point(event) {
      if (!this.x) return;
      const box = this.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
      let best = 0, least = Infinity;
      for (let post = 0; post < this.x.length; post++) {
        const distance = (this.x[post] - x) ** 2 + (this.y[post] - y) ** 2;
        if (distance < least) [best, least] = [post, distance];
      }
      this._choose(best);
    }

    _go(event) {
      const {plan, tree, chosen} = this, children = plan.children[chosen];
      const beside = (by) => plan.order[plan.order.indexOf(chosen) + by];
      const to = {ArrowLeft: () => tree.parent[chosen], ArrowRight: () => children[0], ArrowUp: () => beside(-1),
        ArrowDown: () => beside(1), Home: () => 0, End: () => plan.order[plan.order.length - 1]}[event.key];
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      const post = to();
      if (post >= 0) this._choose(post);
    }

    _choose(post) {
      if (post === this.chosen) return;
      this.chosen = post;
      this.draw();
      this._tell();
    }

    _sentence(post) {
      const {tree} = this, from = tree.parent[post], n = this.plan.children[post].length;
      const when = `${this.clock.short(tree.hours[post])}, ${tree.platforms[tree.platform[post]]}`;
      const how = from < 0 ? "writes it" : `has it from ${tree.who[from]}`;
      const on = n ? `, ${whole(n)} passed it on` : "";
      return `${tree.who[post]} ${how} (${when}, ${whole(tree.followers[post])} follow${on})`;
    }

    _tell() { this.parts.post.textContent = this._sentence(this.chosen); }

    /** The tree as nested lists, once somebody opens them. */
    _write() {
      const {list} = this.parts;
      while (list.children.length > 1) list.lastChild.remove();
      if (!list.open || !this.tree) return;
      let left = MOST_LISTED;
      const item = (post) => {
        left -= 1;
        const made = element("li", {}, element("span", {text: this._sentence(post)})), inside = element("ul", {});
        for (const child of this.plan.children[post]) if (left > 0) inside.append(item(child));
        if (inside.children.length) made.append(inside);
        return made;
      };
      const name = `Posts of this cascade${this.tree.parent.length > MOST_LISTED ? `, ${MOST_LISTED} of them` : ""}`;
      list.append(element("ul", {tabindex: "0", "aria-label": name}, item(0)));
    }

    at(hours) {
      this.hours = hours;
      this.draw();
    }
  }

  return {View};
})();
