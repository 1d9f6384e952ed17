"use strict";
// One map on a page of its own, or several on one page: then each stands in an element of class explorer, and its ids begin alike.
function explore(prefix) {
  function get(id) { return document.getElementById(prefix + id); }
  const facts = JSON.parse(get("facts").textContent);
  const svg = get("map"), card = get("card"), said = get("said"), table = get("table"), body = table.tBodies[0];
  const faces = Array.from(svg.querySelectorAll(".face"));
  const heads = Array.from(table.tHead.rows[0].cells);
  if (!facts.faces) {
    // The card says what the row of the table says: there is no second copy of a number.
    facts.faces = Array.from(body.rows).map(function (row) {
      return heads.map(function (th, n) { return [th.textContent.trim(), row.cells[n].textContent.trim()]; });
    });
    heads.forEach(function (th) { asButton(th); });
    Array.from(body.rows).forEach(function (row, k) { asButton(row.cells[0]).dataset.k = k; });
  }
  function asButton(cell) {
    const button = document.createElement("button");
    button.type = "button";
    while (cell.firstChild) { button.append(cell.firstChild); }
    cell.append(button);
    return button;
  }
  const chosen = card.dataset.patch || "Patch", none = card.dataset.none || "No patch chosen";
  const whole = { x: 0, y: 0, w: facts.width, h: facts.height };
  let view = Object.assign({}, whole), pinned = -1, current = -1;

  function draw() {
    svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
    // Textures and letters keep their millimetres on the screen at any zoom.
    const box = svg.getBoundingClientRect();
    const unit = Math.max(view.w / (box.width || 1), view.h / (box.height || 1)), mm = unit * 96 / 25.4;
    svg.querySelectorAll("pattern[data-angle]").forEach(function (p) {
      p.setAttribute("patternTransform", "rotate(" + p.dataset.angle + ") scale(" + mm + ")");
    });
    const far = unit > 0.33;  // small on the screen
    digits(unit);
    gaps(unit);
    svg.querySelectorAll(".sea").forEach(function (t) { t.setAttribute("font-size", (far ? 12 : 15) * unit); });
    svg.querySelectorAll(".made-up").forEach(function (t) {
      const x = view.x + view.w / 2, y = view.y + view.h / 2;
      t.setAttribute("x", x); t.setAttribute("y", y); t.setAttribute("font-size", 0.14 * view.h);
      t.setAttribute("transform", "rotate(-25 " + x + " " + y + ")");
    });
    const plates = [];
    svg.querySelectorAll(".plate").forEach(function (p) {
      const x = Number(p.dataset.x), y = Number(p.dataset.y);
      p.setAttribute("transform", "translate(" + x + " " + y + ") scale(" + unit + ")");
      // Of boxes that lie on each other the first is seen; closer, all are.
      const hidden = plates.some(function (o) { return Math.abs(o.x - x) < 27 * unit && Math.abs(o.y - y) < 20 * unit; });
      p.classList.toggle("crowded", hidden);
      if (!hidden) { plates.push({ x: x, y: y }); }
    });
    scale(unit);
  }
  const short = Array.from(svg.querySelectorAll(".line[data-mm]")).map(function (p) {
    return { path: p, mm: Number(p.dataset.mm), steps: getComputedStyle(p).strokeDasharray.split(/[ ,]+/).map(parseFloat) };
  });
  function gaps(unit) {
    // A broken line shorter than two of its dashes would look solid: it has the middle of its pattern in its middle.
    short.forEach(function (s) {
      const px = s.mm / unit, dash = s.steps[0], gap = s.steps[1], all = s.steps.reduce(function (a, b) { return a + b; }, 0);
      let from = 0, steps = "";
      if (px < 3 * gap) { steps = px / 3 + " " + px / 3; }
      else if (px < 2 * dash + gap) {
        const whole = s.steps.length === 4 && px >= 2 * (all - dash);
        from = (dash + gap / 2 + (whole ? (gap + s.steps[2]) / 2 : 0) - px / 2 + all) % all;
      }
      s.path.style.strokeDasharray = steps;
      s.path.style.strokeDashoffset = from;
    });
  }
  function digits(unit) {
    // Of two patches with the same number that stand on each other on the screen, the larger bears it; closer, both do.
    const shown = [];
    svg.querySelectorAll(".digit").forEach(function (t) {
      const x = Number(t.getAttribute("x")), y = Number(t.getAttribute("y")), n = t.textContent;
      const hidden = shown.some(function (o) { return o.n === n && Math.hypot(o.x - x, o.y - y) < 14 * unit; });
      t.setAttribute("font-size", 13 * unit);
      t.classList.toggle("crowded", hidden);
      if (!hidden) { shown.push({ x: x, y: y, n: n }); }
    });
  }
  function scale(unit) {
    // The bar stays in the corner of what is shown, at a round length.
    const bar = get("scale");
    if (!bar) { return; }
    const most = 0.3 * view.w * Number(bar.dataset.km), ten = Math.pow(10, Math.floor(Math.log10(most)));
    const km = ten * (most >= 5 * ten ? 5 : most >= 2 * ten ? 2 : 1), x = view.x + 12 * unit, y = view.y + view.h - 12 * unit;
    bar.querySelectorAll("path").forEach(function (p) { p.setAttribute("d", "M" + x + "," + y + "h" + km / Number(bar.dataset.km)); });
    const text = bar.querySelector("text");
    text.setAttribute("x", x); text.setAttribute("y", y - 14 * unit);
    text.textContent = km.toLocaleString("en") + " " + bar.dataset.words;
  }
  function clamp() {
    view.w = Math.min(whole.w, Math.max(whole.w / facts.most, view.w));
    view.h = view.w * whole.h / whole.w;
    view.x = Math.min(whole.w - view.w, Math.max(0, view.x));
    view.y = Math.min(whole.h - view.h, Math.max(0, view.y));
    draw();
  }
  function zoom(by, at) {
    const c = at || { x: view.x + view.w / 2, y: view.y + view.h / 2 };
    const w = Math.min(whole.w, Math.max(whole.w / facts.most, view.w / by)), f = w / view.w;
    if (by > 1 && w >= view.w * 0.999) { said.textContent = said.dataset.most || "Closer would show more than the coast data know."; }
    view = { x: c.x - (c.x - view.x) * f, y: c.y - (c.y - view.y) * f, w: w, h: view.h * f };
    clamp();
  }
  function pan(dx, dy) { view.x += dx * view.w; view.y += dy * view.h; clamp(); }

  function show(k) {
    current = k;
    svg.querySelectorAll(".ring").forEach(function (old) { old.remove(); });
    const list = card.querySelector("dl");
    list.textContent = "";
    const head = card.querySelector("h2, h3, h4, .head");
    if (k < 0) { head.textContent = none; return; }
    const face = facts.faces[k];
    head.textContent = chosen + " " + face[0][1];
    face.slice(1).forEach(function (pair) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = pair[0]; dd.textContent = pair[1];
      list.append(dt, dd);
    });
    // White below the ring, so that it is seen on every class.
    ["ring edge", "ring"].forEach(function (name) {
      const ring = faces[k].querySelector("path, use").cloneNode(false);
      ring.setAttribute("class", name);
      svg.append(ring);
    });
  }
  function choose(k, focus) {
    k = (k + faces.length) % faces.length;
    pinned = k; show(k);
    const box = faces[k].getBBox(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    if (x < view.x || x > view.x + view.w || y < view.y || y > view.y + view.h) {
      view.x = x - view.w / 2; view.y = y - view.h / 2; clamp();
    }
    if (focus) { faces[k].focus({ preventScroll: true }); }
  }
  function close() { pinned = -1; show(-1); svg.focus({ preventScroll: true }); }

  faces.forEach(function (el, k) {
    el.addEventListener("mouseenter", function () { if (pinned < 0) { show(k); } });
    el.addEventListener("focus", function () { show(k); });
    el.addEventListener("click", function () { if (moved < 6) { choose(k, true); } });
  });
  svg.addEventListener("keydown", function (e) {
    const steps = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };
    if (e.ctrlKey || e.metaKey || e.altKey) { return; }
    if (steps[e.key]) { pan(steps[e.key][0], steps[e.key][1]); }
    else if (e.key === "+" || e.key === "=") { zoom(1.5); }
    else if (e.key === "-") { zoom(1 / 1.5); }
    else if (e.key === "0") { view = Object.assign({}, whole); draw(); }
    else if (e.key === "n" || e.key === "N") { choose(current + 1, true); }
    else if (e.key === "p" || e.key === "P") { choose(current < 0 ? faces.length - 1 : current - 1, true); }
    else if (e.key === "Enter") { choose(Math.max(current, 0), true); }
    else if (e.key === "Escape") { close(); }
    else { return; }
    e.preventDefault();
  });
  svg.addEventListener("wheel", function (e) {
    if (!e.ctrlKey) { return; }  // the page scrolls; Ctrl and the wheel zoom the map
    const box = svg.getBoundingClientRect();
    zoom(e.deltaY < 0 ? 1.2 : 1 / 1.2, {
      x: view.x + (e.clientX - box.left) / box.width * view.w, y: view.y + (e.clientY - box.top) / box.height * view.h });
    e.preventDefault();
  }, { passive: false });
  // One finger moves the page up and down (touch-action) and the map sideways; two fingers move and zoom the map.
  const held = new Map();
  let moved = 0;
  function middle() {
    const at = Array.from(held.values()), n = at.length || 1;
    const x = at.reduce(function (s, p) { return s + p.x; }, 0) / n, y = at.reduce(function (s, p) { return s + p.y; }, 0) / n;
    return { x: x, y: y, wide: at.length > 1 ? Math.hypot(at[0].x - at[1].x, at[0].y - at[1].y) : 0 };
  }
  svg.addEventListener("pointerdown", function (e) { held.set(e.pointerId, { x: e.clientX, y: e.clientY }); moved = 0; });
  ["pointerup", "pointercancel"].forEach(function (name) { window.addEventListener(name, function (e) { held.delete(e.pointerId); }); });
  svg.addEventListener("pointermove", function (e) {
    if (!held.has(e.pointerId)) { return; }
    const before = middle();
    held.set(e.pointerId, { x: e.clientX, y: e.clientY });
    const now = middle(), box = svg.getBoundingClientRect(), dx = now.x - before.x, dy = now.y - before.y;
    moved += Math.abs(dx) + Math.abs(dy);
    view.x -= dx / box.width * view.w;
    if (e.pointerType !== "touch" || held.size > 1) { view.y -= dy / box.height * view.h; }
    if (before.wide && now.wide) {
      zoom(now.wide / before.wide, {
        x: view.x + (now.x - box.left) / box.width * view.w, y: view.y + (now.y - box.top) / box.height * view.h });
    } else { clamp(); }
  });
  get("closer").addEventListener("click", function () { zoom(1.5); });
  get("wider").addEventListener("click", function () { zoom(1 / 1.5); });
  get("all").addEventListener("click", function () { view = Object.assign({}, whole); draw(); });
  get("closer").parentElement.querySelectorAll("input[data-layer]").forEach(function (box) {
    box.addEventListener("change", function () {
      get(box.dataset.layer).setAttribute("class", box.checked ? "" : "off");
    });
  });

  table.querySelectorAll("th button").forEach(function (button) {
    button.addEventListener("click", function () {
      const th = button.parentElement, column = th.cellIndex, up = th.getAttribute("aria-sort") !== "ascending";
      const numeric = th.dataset.kind === "num";
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = Array.from(body.rows).map(function (row) {
        const cell = row.cells[column];
        return [numeric ? (cell.dataset.v === "" ? NaN : Number(cell.dataset.v)) : cell.textContent, row];
      });
      rows.sort(function (a, b) {
        // What is not known stands at the end, whichever way the column is sorted.
        if (numeric) {
          if (isNaN(a[0]) || isNaN(b[0])) { return isNaN(a[0]) - isNaN(b[0]); }
          return up ? a[0] - b[0] : b[0] - a[0];
        }
        return (up ? 1 : -1) * a[0].localeCompare(b[0], "en", { numeric: true });
      });
      rows.forEach(function (row) { body.append(row[1]); });
    });
  });
  body.querySelectorAll("button").forEach(function (button) {
    button.addEventListener("click", function () { choose(Number(button.dataset.k), false); card.scrollIntoView({ block: "nearest" }); });
  });
  window.addEventListener("resize", draw);
  draw();
}
(function () {
  const several = document.querySelectorAll(".explorer");
  if (several.length) { several.forEach(function (root) { explore(root.dataset.prefix); }); } else { explore(""); }
})();
