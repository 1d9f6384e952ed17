"use strict";
(function () {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const svg = document.getElementById("map");
  const card = document.getElementById("card");
  const said = document.getElementById("said");
  const faces = Array.from(svg.querySelectorAll(".face"));
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
    svg.querySelectorAll(".digit").forEach(function (t) { t.setAttribute("font-size", 13 * unit); });
    svg.querySelectorAll(".sea").forEach(function (t) { t.setAttribute("font-size", 15 * unit); });
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
    if (by > 1 && w >= view.w * 0.999) { said.textContent = "Closer would show more than the coast data know."; }
    view = { x: c.x - (c.x - view.x) * f, y: c.y - (c.y - view.y) * f, w: w, h: view.h * f };
    clamp();
  }
  function pan(dx, dy) { view.x += dx * view.w; view.y += dy * view.h; clamp(); }

  function show(k) {
    current = k;
    const old = document.getElementById("ring");
    if (old) { old.remove(); }
    const list = card.querySelector("dl");
    list.textContent = "";
    if (k < 0) { card.querySelector("h2").textContent = "No patch chosen"; return; }
    const face = facts.faces[k];
    card.querySelector("h2").textContent = "Patch " + face[0][1];
    face.slice(1).forEach(function (pair) {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = pair[0]; dd.textContent = pair[1];
      list.append(dt, dd);
    });
    const ring = faces[k].querySelector("path").cloneNode(false);
    ring.setAttribute("class", "ring"); ring.setAttribute("id", "ring");
    svg.append(ring);
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
    el.addEventListener("click", function () { choose(k, true); });
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
  let held = null;
  svg.addEventListener("pointerdown", function (e) { held = { x: e.clientX, y: e.clientY, vx: view.x, vy: view.y }; });
  window.addEventListener("pointerup", function () { held = null; });
  svg.addEventListener("pointermove", function (e) {
    if (!held) { return; }
    const box = svg.getBoundingClientRect();
    view.x = held.vx - (e.clientX - held.x) / box.width * view.w;
    view.y = held.vy - (e.clientY - held.y) / box.height * view.h;
    clamp();
  });
  document.getElementById("closer").addEventListener("click", function () { zoom(1.5); });
  document.getElementById("wider").addEventListener("click", function () { zoom(1 / 1.5); });
  document.getElementById("all").addEventListener("click", function () { view = Object.assign({}, whole); draw(); });
  document.querySelectorAll("input[data-layer]").forEach(function (box) {
    box.addEventListener("change", function () {
      document.getElementById(box.dataset.layer).setAttribute("class", box.checked ? "" : "off");
    });
  });

  const table = document.getElementById("table"), body = table.tBodies[0];
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
})();
