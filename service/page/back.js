// The browser's way back, while something lies over the page: it takes that away first.

/** Keeps as many entries in the browser's history as there are layers over the page. */
export class Back {
  /** @param {() => void} closeOne takes the uppermost layer away */
  constructor(closeOne) {
    this.closeOne = closeOne;
    this.layers = 0;
    this.returning = false; // on the way back by our own doing
    this.closing = false;
    history.replaceState({ layers: 0 }, "");
    window.addEventListener("popstate", (event) => this.#moved(event.state?.layers ?? 0));
  }

  /** Say how many layers there are now. */
  set(layers) {
    if (this.closing || layers === this.layers) return;
    const before = this.layers;
    this.layers = layers;
    if (this.returning) return; // caught up with where that ends
    if (layers < before) this.#go(layers - before);
    else this.#push(before);
  }

  #go(steps) {
    this.returning = true;
    history.go(steps);
  }

  #push(from) {
    for (let layer = from + 1; layer <= this.layers; layer += 1)
      history.pushState({ layers: layer }, "");
  }

  #moved(layers) {
    if (this.returning) {
      this.returning = false;
      if (layers < this.layers) this.#push(layers);
      else if (layers > this.layers) this.#go(this.layers - layers);
    } else if (layers > this.layers) {
      this.#go(this.layers - layers); // forward: what was closed is not opened again
    } else {
      this.closing = true;
      for (; this.layers > layers; this.layers -= 1) this.closeOne();
      this.closing = false;
    }
  }
}
