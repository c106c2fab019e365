/* The replay: what was recorded is unpacked, and a slider and keys move through it. */
(() => {
  const byId = (id) => document.getElementById(id);
  const [play, slider, speed, problem] = ["play", "slider", "speed", "problem"].map(byId);

  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  /** States and travels of every frame: states were stored as differences. */
  function framesOf(buffer, n, counts) {
    const states = [], travels = [];
    let before = new Uint8Array(n);
    counts.forEach((_, frame) => {
      const state = new Uint8Array(buffer.slice(frame * n, (frame + 1) * n));
      for (let member = 0; member < n; member++) state[member] ^= before[member];
      states.push(state);
      before = state;
    });
    let at = counts.length * n;
    for (const count of counts) {
      travels.push(new Uint16Array(buffer.slice(at, at + 6 * count)));
      at += 6 * count;
    }
    return {states, travels};
  }

  function complain(text) {
    problem.textContent = text;
    problem.hidden = false;
  }

  async function begin() {
    if (typeof DecompressionStream === "undefined") {
      complain("This browser cannot unpack the recording. Open the page in Chrome or Edge from version 80 on, Firefox from 113, or Safari from 16.4.");
      return;
    }
    const {stage, runs} = JSON.parse(new TextDecoder().decode(await unpacked(byId("told").textContent)));
    const packed = [...document.querySelectorAll(".moving")];
    const moving = await Promise.all(packed.map((part) => unpacked(part.textContent)));
    runs.forEach((run, k) => Object.assign(run, framesOf(moving[k], stage.picture.n_drawn, run.n_travels)));
    new Player(stage, runs);
  }

  class Player {
    constructor(stage, runs) {
      Object.assign(this, {stage, runs, frame: 0, playing: false});
      this.last = runs[0].states.length - 1;
      this.viewer = new Groundswell.Viewer(byId("viewer"), stage);
      this.viewer.show(runs.map(({id, name}) => ({id, name})));
      for (const {id, told, marks} of runs) {
        this.viewer.tell(id, 0, told);
        this.viewer.mark(id, marks);
      }
      this._showTrees();
      slider.disabled = play.disabled = false;
      slider.addEventListener("input", () => this.go(Number(slider.value)));
      play.addEventListener("click", () => this.toggle());
      document.addEventListener("keydown", (event) => this._key(event));
      this.go(0);
      document.documentElement.dataset.ready = "yes";
    }

    _showTrees() {
      const trees = this.runs.flatMap((run) => run.trees.map((tree) => ({tree, name: this.runs.length > 1 ? `${run.name}: ` : ""})));
      if (!trees.length) return;
      byId("cascades").hidden = false;
      const parts = {canvas: byId("canvas"), said: byId("tree-said"), post: byId("tree-post"), list: byId("tree-list")};
      this.cascade = new Cascade.View(this.stage, this.viewer.clock, parts);
      const choice = byId("tree"), across = byId("across");
      choice.append(...trees.map(({tree, name}, at) => Groundswell.element("option", {value: String(at),
        text: `${name}${Groundswell.whole(tree.size)} posts: \u201c${tree.text}\u201d by ${tree.who[0]}`})));
      choice.addEventListener("change", () => this.cascade.show(trees[Number(choice.value)].tree));
      across.addEventListener("change", () => { this.cascade.across = across.value; this.cascade.fit(); });
      for (const query of ["(prefers-color-scheme: dark)"]) window.matchMedia(query).addEventListener("change", () => this.cascade.fit());
      new MutationObserver(() => this.cascade.fit()).observe(document.documentElement, {attributes: true, attributeFilter: ["data-theme"]});
      this.cascade.show(trees[0].tree);
    }

    go(frame) {
      this.frame = Math.max(0, Math.min(this.last, frame));
      slider.value = String(this.frame);
      const hours = this.frame * this.stage.tick_hours;
      slider.setAttribute("aria-valuetext", this.viewer.clock.long(hours));
      this.viewer.paint(this.frame, this.runs.map(({id, states, travels}) => (
        {id, state: states[this.frame], travels: travels[this.frame]})));
      if (this.cascade) this.cascade.at(hours);
      if (this.frame === this.last) this._set(false);
    }

    toggle() {
      if (!this.playing && this.frame === this.last) this.go(0);
      this._set(!this.playing);
    }

    _set(playing) {
      if (this.playing === playing) return;
      this.playing = playing;
      play.setAttribute("aria-pressed", String(playing));
      play.querySelector(".word").textContent = playing ? "Pause" : "Play";
      if (!playing) return;
      let due = performance.now();
      const next = (now) => {
        if (!this.playing) return;
        if (now >= due) {
          due = Math.max(due + 1000 / Number(speed.value), now - 100);
          this.go(this.frame + 1);
        }
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    }

    _key(event) {
      const {target} = event;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches("select, summary, canvas, ol, ul, .gw-table")) return;
      if (event.key === " " && target !== play) this.toggle();
      else if (target === slider) return;
      else if (event.key === "ArrowRight") this.go(this.frame + 1);
      else if (event.key === "ArrowLeft") this.go(this.frame - 1);
      else if (event.key === "Home") this.go(0);
      else if (event.key === "End") this.go(this.last);
      else return;
      event.preventDefault();
    }
  }

  begin().catch((error) => complain(`The recording cannot be shown: ${error.message}`));
})();
