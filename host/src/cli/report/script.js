(() => {
  "use strict";
  const root = document.documentElement;
  const told = document.getElementById("told");
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const set = root.dataset.theme || (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light");
    root.dataset.theme = set === "dark" ? "light" : "dark";
  });

  const number = (element, name) => parseFloat(element.getAttribute(name));

  /** Texts of marks where a pointer rests, and with the arrow keys. */
  function tips(figure) {
    const box = figure.querySelector(".picture");
    const marks = [...figure.querySelectorAll("svg.chart .mark")];
    if (marks.length === 0) return;
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    figure.append(tip);
    let at = -1;
    const texts = new Map();
    for (const mark of marks) {
      const title = mark.querySelector("title");
      texts.set(mark, title ? title.textContent : "");
      // else there would be two texts
      if (title) title.remove();
      mark.setAttribute("aria-label", texts.get(mark));
    }
    // from the left to the right, as arrows go
    const left = (mark) => mark.getBoundingClientRect().left;
    let sorted = null;
    const show = (mark) => {
      const text = texts.get(mark);
      tip.textContent = text;
      tip.hidden = false;
      const of = mark.getBoundingClientRect();
      const within = figure.getBoundingClientRect();
      const x = Math.min(Math.max(of.left + of.width / 2 - within.left + 12, 0), within.width - tip.offsetWidth);
      const above = of.top - within.top - tip.offsetHeight - 8;
      tip.style.left = Math.max(x, 0) + "px";
      tip.style.top = (above > 0 ? above : of.bottom - within.top + 8) + "px";
      return text;
    };
    const hide = () => {
      tip.hidden = true;
      for (const mark of figure.querySelectorAll(".mark.at")) mark.classList.remove("at");
    };
    box.addEventListener("pointerover", (event) => {
      const mark = event.target.closest(".mark");
      if (!mark || !texts.has(mark)) return;
      hide();
      mark.classList.add("at");
      show(mark);
    });
    box.addEventListener("pointerout", (event) => {
      if (event.target.closest(".mark")) hide();
    });
    box.addEventListener("blur", () => {
      at = -1;
      hide();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return hide();
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const end = { Home: true, End: true }[event.key];
      if (!step && !end) return;
      event.preventDefault();
      if (at < 0 || !sorted) sorted = marks.map((mark) => [left(mark), mark]).sort((a, b) => a[0] - b[0]);
      const last = sorted.length - 1;
      if (event.key === "Home") at = 0;
      else if (event.key === "End") at = last;
      else at = at < 0 ? (step > 0 ? 0 : last) : Math.min(Math.max(at + step, 0), last);
      hide();
      const mark = sorted[at][1];
      mark.classList.add("at");
      const of = mark.getBoundingClientRect();
      const within = box.getBoundingClientRect();
      if (of.right > within.right || of.left < within.left) box.scrollLeft += of.left - within.left - within.width / 2;
      told.textContent = show(mark);
    });
  }

  /** Round numbers of an axis. */
  function ticks(low, high, log) {
    const found = [];
    if (log && high / low >= 30) {
      for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
        for (const factor of [1, 2, 5]) {
          const value = factor * 10 ** power;
          if (value >= low && value <= high) found.push([value, String(Number(value.toPrecision(3)))]);
        }
      }
      return found.length <= 9 ? found : found.filter((_, i) => i % 3 === 0);
    }
    const rough = (high - low) / 6;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough * 0.999);
    const digits = Math.min(Math.max(-Math.floor(Math.log10(step) + 1e-9), 0), 12);
    for (let i = Math.ceil(low / step); i <= Math.floor(high / step) && found.length < 30; i++) {
      const value = i * step;
      found.push([value, Math.abs(value) >= 1e7 ? value.toExponential(1) : value.toFixed(digits)]);
    }
    return found;
  }

  /** Zooming into a plot: by a rectangle, by buttons and by + - 0. */
  function zoom(figure, svg) {
    const all = svg.dataset.zoom.split(" ").map(Number);
    const [left, top, width, height, xLow, xHigh, xLog, yLow, yHigh, yLog] = all;
    const marks = svg.querySelector(".marks");
    const axes = { x: svg.querySelector(".grid .xs"), y: svg.querySelector(".grid .ys") };
    if (!marks || !axes.x || !axes.y) return;
    // shares of the whole plot, from the left and from the top
    const whole = { x0: 0, x1: 1, y0: 0, y1: 1 };
    let view = { ...whole };
    const ns = "http://www.w3.org/2000/svg";
    const originals = [...marks.querySelectorAll("circle,rect,line,text,polyline,path")].map((element) => {
      const of = (names) => names.map((name) => number(element, name));
      switch (element.tagName) {
        case "circle": return { element, x: ["cx"], y: ["cy"], values: [of(["cx"]), of(["cy"])] };
        case "rect": return { element, x: ["x"], y: ["y"], values: [of(["x"]), of(["y"])], half: number(element, "width") / 2 };
        case "line": {
          // those from the top down are as high as the plot
          const y = number(element, "x1") === number(element, "x2") ? [] : ["y1", "y2"];
          return { element, x: ["x1", "x2"], y, values: [of(["x1", "x2"]), of(y)] };
        }
        case "text": return { element, x: ["x"], y: [], values: [of(["x"]), []] };
        case "polyline": return { element, points: element.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number)) };
        default: {
          const [x, y] = element.getAttribute("d").slice(1).split(/[ hv]/).map(Number);
          return { element, path: [x, y, element.getAttribute("d").replace(/^M\S+ [^a-z]*/i, "")] };
        }
      }
    });
    const atX = (x) => left + (((x - left) / width - view.x0) / (view.x1 - view.x0)) * width;
    const atY = (y) => top + (((y - top) / height - view.y0) / (view.y1 - view.y0)) * height;
    const value = (low, high, log, share) =>
      log ? low * Math.pow(high / low, share) : low + (high - low) * share;
    function label(group, isX, low, high, log) {
      group.replaceChildren();
      for (const [tick, text] of ticks(low, high, log)) {
        const share = log ? Math.log(tick / low) / Math.log(high / low) : (tick - low) / (high - low);
        const at = isX ? left + share * width : top + (1 - share) * height;
        const line = document.createElementNS(ns, "line");
        const word = document.createElementNS(ns, "text");
        const set = (element, names) => Object.entries(names).forEach(([name, to]) => element.setAttribute(name, to));
        if (isX) {
          set(line, { x1: at, x2: at, y1: top, y2: top + height });
          set(word, { x: at, y: top + height + 17, "text-anchor": "middle", class: "tick" });
        } else {
          set(line, { x1: left, x2: left + width, y1: at, y2: at });
          set(word, { x: left - 7, y: at + 4, "text-anchor": "end", class: "tick" });
        }
        word.textContent = text;
        group.append(line, word);
      }
    }
    function draw() {
      for (const one of originals) {
        const { element } = one;
        if (one.points) {
          element.setAttribute("points", one.points.map(([x, y]) => `${atX(x)},${atY(y)}`).join(" "));
        } else if (one.path) {
          const half = 4;
          element.setAttribute("d", `M${atX(one.path[0] + half) - half} ${atY(one.path[1])}${one.path[2]}`);
        } else {
          const half = one.half || 0;
          one.x.forEach((name, i) => element.setAttribute(name, atX(one.values[0][i] + half) - half));
          one.y.forEach((name, i) => element.setAttribute(name, atY(one.values[1][i] + half) - half));
        }
      }
      label(axes.x, true, value(xLow, xHigh, xLog, view.x0), value(xLow, xHigh, xLog, view.x1), Boolean(xLog));
      label(axes.y, false, value(yLow, yHigh, yLog, 1 - view.y1), value(yLow, yHigh, yLog, 1 - view.y0), Boolean(yLog));
    }
    function to(next) {
      const least = 1e-3;
      if (next.x1 - next.x0 < least || next.y1 - next.y0 < least) return;
      view = {
        x0: Math.max(next.x0, 0), x1: Math.min(next.x1, 1),
        y0: Math.max(next.y0, 0), y1: Math.min(next.y1, 1),
      };
      draw();
      told.textContent =
        `${value(xLow, xHigh, xLog, view.x0).toPrecision(4)} to ${value(xLow, xHigh, xLog, view.x1).toPrecision(4)}, ` +
        `${value(yLow, yHigh, yLog, 1 - view.y1).toPrecision(4)} to ${value(yLow, yHigh, yLog, 1 - view.y0).toPrecision(4)}`;
    }
    function by(factor) {
      const [x, y] = [(view.x0 + view.x1) / 2, (view.y0 + view.y1) / 2];
      const [w, h] = [((view.x1 - view.x0) * factor) / 2, ((view.y1 - view.y0) * factor) / 2];
      to({ x0: x - w, x1: x + w, y0: y - h, y1: y + h });
    }
    const actions = { "Zoom in": () => by(0.5), "Zoom out": () => by(2), "Whole picture": () => to(whole) };
    const buttons = document.createElement("div");
    buttons.className = "zoom";
    for (const [name, act] of Object.entries(actions)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", act);
      buttons.append(button);
    }
    figure.querySelector(".picture").after(buttons);
    figure.querySelector(".picture").addEventListener("keydown", (event) => {
      const act = { "+": "Zoom in", "=": "Zoom in", "-": "Zoom out", 0: "Whole picture" }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      actions[act]();
    });
    // a rectangle, drawn with a mouse; touch scrolls
    let from = null;
    let box = null;
    const place = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [Math.min(Math.max(point.x, left), left + width), Math.min(Math.max(point.y, top), top + height)];
    };
    svg.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      from = place(event);
      box = document.createElementNS(ns, "rect");
      box.setAttribute("class", "box");
      svg.append(box);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!from) return;
      const here = place(event);
      box.setAttribute("x", Math.min(from[0], here[0]));
      box.setAttribute("y", Math.min(from[1], here[1]));
      box.setAttribute("width", Math.abs(from[0] - here[0]));
      box.setAttribute("height", Math.abs(from[1] - here[1]));
    });
    const end = (event) => {
      if (!from) return;
      const here = place(event);
      const [a, b] = [from, here];
      from = null;
      box.remove();
      if (event.type !== "pointerup" || Math.abs(a[0] - b[0]) < 6 || Math.abs(a[1] - b[1]) < 6) return;
      const x = (at) => view.x0 + ((at - left) / width) * (view.x1 - view.x0);
      const y = (at) => view.y0 + ((at - top) / height) * (view.y1 - view.y0);
      to({
        x0: x(Math.min(a[0], b[0])), x1: x(Math.max(a[0], b[0])),
        y0: y(Math.min(a[1], b[1])), y1: y(Math.max(a[1], b[1])),
      });
    };
    svg.addEventListener("pointerup", end);
    svg.addEventListener("pointercancel", end);
    svg.addEventListener("dblclick", () => to(whole));
  }

  for (const figure of document.querySelectorAll("figure.plot")) {
    tips(figure);
    const svg = figure.querySelector("svg[data-zoom]");
    if (svg) zoom(figure, svg);
  }
})();
