"use strict";
// Draws the curves and the differences of a comparison from the numbers in the page, and answers what-if questions from its grid.

const data = JSON.parse(document.getElementById("numbers").textContent);
const SVG = "http://www.w3.org/2000/svg";

// Words for numbers: the rules of the program's own pages.

// A half goes to the even neighbor.
function roundTo(value, step) {
  const count = value / step, below = Math.floor(count);
  return (count - below === 0.5 ? below + (below % 2 ? 1 : 0) : Math.round(count)) * step + 0;
}

// The place to which a number with these limits is known: one or two digits of half their distance.
function findStep(value, low, high) {
  let step = 1;
  if (low !== null && high !== null) {
    const [mantissa, exponent] = ((high - low) / 2).toExponential(2).split("e");
    step = high <= low ? 0.1 : Math.max(0.1, 10 ** (Number(exponent) - (Number(mantissa) < 3.55 ? 1 : 0)));
  }
  return Math.abs(value) >= 10 ? Math.max(step, 1) : step;
}

function formatNumber(value, step) {
  const digits = step >= 1 || roundTo(value, step) === 0 ? 0 : 1;
  return roundTo(value, step).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function formatDuration(seconds, step) {
  const days = Number((seconds / 86400).toPrecision(2));
  if (seconds >= 86400) return `${days} ${days === 1 ? "day" : "days"}`;
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600} h`;
  if (roundTo(seconds, step) < 60) return `${formatNumber(seconds, step)} s`;
  const whole = Math.round(roundTo(seconds, step >= 600 ? 600 : step >= 60 ? 60 : step >= 10 ? 10 : 1));
  const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60, rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest} h` : `${minutes}:${rest} min`;
}

function formatSize(value, answer, step) {
  const size = Math.abs(value);
  if (answer.isTime) return formatDuration(size, step);
  const coarse = size >= 1000 ? Math.max(step, 10 ** (Math.floor(Math.log10(size)) - 2)) : step;
  return `${formatNumber(size, coarse)} ${answer.unit}`.trim();
}

function formatDifference(value, answer, step) {
  if (value === 0) return "no difference";
  if (roundTo(value, step) === 0) return `about ${formatSize(0, answer, 1)}`;
  return `${formatSize(value, answer, step)} ${value > 0 ? answer.less : answer.more}`;
}

// "12 to 18 s sooner": words that both ends have stand once.
function formatRange(low, high, answer, step) {
  if (roundTo(low, step) * roundTo(high, step) < 0) {
    return `${formatDifference(low, answer, step)} to ${formatDifference(high, answer, step)}`;
  }
  const [near, far] = Math.abs(low) < Math.abs(high) ? [low, high] : [high, low];
  if (roundTo(far, step) === 0) return formatDifference(far, answer, step);
  const last = formatDifference(far, answer, step);
  const own = formatSize(near, answer, step).split(" "), shared = formatSize(far, answer, step).split(" ");
  if (own.join(" ") === shared.join(" ")) return last;
  while (own.length > 1 && shared.length && own.at(-1) === shared.at(-1)) { own.pop(); shared.pop(); }
  return `${own.join(" ")} to ${last}`;
}

function formatValue(value, unit) {
  if (unit === "share") return `${roundTo(100 * value, 1)}%`;
  if (unit === "s") return formatDuration(value, value >= 10 ? 1 : 0.1);
  return `${Number(value.toPrecision(3))} ${unit}`.trim();
}

function formatClock(seconds) {
  if (seconds >= 86400) return `${Math.round(seconds / 86400)} d`;
  return seconds < 60 ? `${Math.round(seconds)} s` : `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
}

// The grid. A position is a place between the values of an input: 1.25 is a quarter of the way from the second value to the third.

function valueAt(input, position) {
  const at = Math.min(Math.floor(position), input.values.length - 1), part = position - at;
  const low = input.values[at], high = input.values[Math.min(at + 1, input.values.length - 1)];
  return input.log && low > 0 ? low * (high / low) ** part : low + (high - low) * part;
}

// Linear in each input between the corners around the positions; null where a corner could not be played.
function interpolate(inputs, values, positions) {
  let corners = [[0, 1]];
  inputs.forEach((input, n) => {
    const at = Math.floor(positions[n]), part = positions[n] - at, count = input.values.length;
    corners = corners.flatMap(([place, weight]) => [
      [place * count + at, weight * (1 - part)],
      [place * count + Math.min(at + 1, count - 1), weight * part],
    ]).filter(([, weight]) => weight > 0);
  });
  if (corners.some(([place]) => values[place] === null)) return null;
  return corners.reduce((sum, [place, weight]) => sum + weight * values[place], 0);
}

function answerAt(grid, answer, positions) {
  const [value, low, high] = [answer.reduction, answer.low, answer.high].map((values) => interpolate(grid.inputs, values, positions));
  if (value === null) return { text: "not possible together", interval: "", direction: "open", word: "" };
  const step = findStep(value, low, high), known = low !== null && high !== null;
  return {
    text: formatDifference(value, answer, step) + (answer.median ? " (median)" : ""),
    interval: known && low < high ? formatRange(low, high, answer, step) : "",
    ...judge(value, known ? low : -Infinity, known ? high : Infinity, answer),
  };
}

// What the interval says: the smallest difference that matters on both sides of zero, or only zero, or neither is left out.
function judge(value, low, high, answer) {
  if (value === 0 && low === high) return { direction: "same", word: "" };
  if (answer.delta !== null && Math.max(Math.abs(low), Math.abs(high)) < answer.delta) {
    return { direction: "same", word: `too small to matter (under ${answer.deltaText})` };
  }
  if (low <= 0 && high >= 0) return { direction: "open", word: "could be either" };
  const direction = answer.sign * value > 0 ? "better" : "worse";
  const isLarge = answer.delta === null || Math.min(Math.abs(low), Math.abs(high)) >= answer.delta;
  return { direction, word: isLarge ? direction : `${direction}, perhaps too little to matter` };
}

function openPanel(grid) {
  const panel = document.getElementById("panel");
  const sliders = [...panel.querySelectorAll("input[type=range]")];
  const answers = [...panel.querySelectorAll("[data-answer]")];
  const show = () => {
    const positions = sliders.map((slider) => Number(slider.value));
    sliders.forEach((slider, n) => {
      const isOwn = positions[n] === grid.inputs[n].own;
      const text = formatValue(valueAt(grid.inputs[n], positions[n]), grid.inputs[n].unit);
      slider.setAttribute("aria-valuetext", isOwn ? `${text}, as in the comparison` : text);
      document.getElementById(`${slider.id}-value`).textContent = text;
    });
    answers.forEach((row, n) => {
      const { text, interval, direction, word } = answerAt(grid, grid.answers[n], positions);
      row.dataset.direction = direction;
      row.querySelector(".size").textContent = text;
      row.querySelector(".interval").textContent = interval ? `95% CI ${interval}` : "";
      row.querySelector(".word").textContent = word;
    });
    const isOwn = positions.every((position, n) => position === grid.inputs[n].own);
    document.getElementById("panel-source").textContent = isOwn
      ? "These are the values of the comparison."
      : positions.every(Number.isInteger)
        ? `Simulated at exactly these values, with ${grid.pairs} matched runs.`
        : "Interpolated between the nearest combinations that were simulated.";
  };
  sliders.forEach((slider) => slider.addEventListener("input", show));
  document.getElementById("reset").addEventListener("click", () => {
    sliders.forEach((slider, n) => { slider.value = grid.inputs[n].own; });
    show();
  });
  panel.hidden = false;
  document.getElementById("no-script").hidden = true;
  show();
}

// Drawing. Letters keep their size, because a picture is drawn again when its frame changes its width.

function draw(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function clearPicture(frame, height) {
  const width = Math.max(frame.clientWidth, 240), svg = frame.querySelector("svg");
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  return [svg, width];
}

function whenResized(frame, paint) {
  let width = 0;
  new ResizeObserver(() => {
    if (frame.clientWidth !== width) { width = frame.clientWidth; paint(); }
  }).observe(frame);
}

const TIME_STEPS = [10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, ...[1, 2, 5, 10, 20, 30, 60].map((days) => days * 86400)];

function openCurves(curves) {
  const figure = document.getElementById(`figure-${curves.id}`), frame = figure.querySelector(".frame");
  const slider = figure.querySelector("input"), readout = figure.querySelector(".readout");
  const height = 270, left = 46, right = 12, top = 12, bottom = 34;
  let x, cursor;
  const paint = () => {
    const [svg, width] = clearPicture(frame, height);
    const y = (share) => top + (1 - share) * (height - top - bottom);
    x = (time) => left + (time / curves.end) * (width - left - right);
    for (const share of [0, 0.25, 0.5, 0.75, 0.9, 1]) {
      draw(svg, "line", { class: share === 0.9 ? "mark" : "grid", x1: left, x2: width - right, y1: y(share), y2: y(share) });
      draw(svg, "text", { x: left - 6, y: y(share) + 4, "text-anchor": "end" }, `${Math.round(100 * share)}%`);
    }
    const step = TIME_STEPS.find((seconds) => curves.end / seconds <= (width - left) / 70) || curves.end;
    for (let time = 0; time <= curves.end; time += step) {
      draw(svg, "line", { class: "tick", x1: x(time), x2: x(time), y1: height - bottom, y2: height - bottom + 5 });
      draw(svg, "text", { x: x(time), y: height - bottom + 20, "text-anchor": time + step > curves.end ? "end" : "middle" }, formatClock(time));
    }
    const path = (shares) => shares.map((share, at) => `${x(curves.times[at]).toFixed(1)},${y(share).toFixed(1)}`);
    curves.arms.forEach((arm, n) => {
      if (arm.low) draw(svg, "polygon", { class: `band arm-${n}`, points: [...path(arm.high), ...path(arm.low).reverse()].join(" ") });
    });
    curves.arms.forEach((arm, n) => draw(svg, "polyline", { class: `line arm-${n}`, points: path(arm.mean).join(" ") }));
    cursor = draw(svg, "g", { class: "cursor" });
    draw(cursor, "line", { y1: top, y2: height - bottom });
    curves.arms.forEach((_, n) => draw(cursor, "circle", { class: `dot arm-${n}`, r: 5 }));
    move();
  };
  const move = () => {
    const at = Number(slider.value), time = curves.times[at];
    const describe = (arm) => `${Math.round(100 * arm.mean[at])}%` +
      (arm.low ? ` (${Math.round(100 * arm.low[at])}% to ${Math.round(100 * arm.high[at])}%)` : "");
    slider.setAttribute("aria-valuetext", formatClock(time));
    figure.querySelector(".at").textContent = formatClock(time);
    readout.querySelectorAll(".share").forEach((place, n) => { place.textContent = describe(curves.arms[n]); });
    const line = cursor.querySelector("line");
    line.setAttribute("x1", x(time));
    line.setAttribute("x2", x(time));
    cursor.querySelectorAll("circle").forEach((dot, n) => {
      dot.setAttribute("cx", x(time));
      dot.setAttribute("cy", top + (1 - curves.arms[n].mean[at]) * (height - top - bottom));
    });
  };
  slider.max = curves.times.length - 1;
  slider.value = findWidest(curves);
  slider.addEventListener("input", move);
  frame.addEventListener("pointermove", (event) => {
    const share = (event.clientX - frame.getBoundingClientRect().left - x(0)) / (x(curves.end) - x(0));
    const time = Math.min(Math.max(share, 0), 1) * curves.end;
    const nearest = curves.times.reduce((best, moment, at) => (Math.abs(moment - time) < Math.abs(curves.times[best] - time) ? at : best), 0);
    slider.value = nearest;
    move();
  });
  figure.hidden = false;
  whenResized(frame, paint);
  paint();
}

// The moment at which the two lines are farthest apart.
function findWidest({ arms: [before, after] }) {
  const gaps = before.mean.map((share, at) => Math.abs(share - after.mean[at]));
  return gaps.indexOf(Math.max(...gaps));
}

function openDifferences(rows) {
  const figure = document.getElementById("figure-differences"), frame = figure.querySelector(".frame");
  const readout = figure.querySelector(".readout"), first = readout.textContent;
  const drawn = rows.filter((row) => row.at !== null);
  if (!drawn.length) return;
  const ends = drawn.flatMap((row) => [row.at, ...(row.limits || []), ...(row.joint || [])]);
  const reach = Math.max(1.5, ...ends.map(Math.abs)) * 1.08;
  const top = 26;
  const paint = () => {
    const isNarrow = frame.clientWidth < 560, tall = isNarrow ? 84 : 64;
    const height = top + tall * drawn.length + 6, [svg, width] = clearPicture(frame, height);
    const x = (size) => width / 2 + (size / reach) * (width / 2 - 8);
    draw(svg, "rect", { class: "small", x: x(-1), width: x(1) - x(-1), y: top - 4, height: height - top });
    draw(svg, "line", { class: "zero", x1: x(0), x2: x(0), y1: top - 4, y2: height - 4 });
    draw(svg, "text", { x: 4, y: 14 }, "\u2190 worse with it");
    draw(svg, "text", { x: width - 4, y: 14, "text-anchor": "end" }, "better with it \u2192");
    drawn.forEach((row, n) => {
      const middle = top + tall * n + (isNarrow ? 57 : 37), says = [row.text, row.interval && `95% CI ${row.interval}`, row.jointText && `if the inputs differ: ${row.jointText}`];
      const sentence = `${row.name}: ${says.filter(Boolean).join("; ")}.`;
      const group = draw(svg, "g", { class: "row", tabindex: 0, role: "img", "aria-label": sentence });
      draw(group, "rect", { class: "hit", x: 0, width, y: top + tall * n, height: tall });
      draw(group, "text", { class: "name", x: 4, y: top + tall * n + 18 }, row.name);
      const place = isNarrow ? { x: 4, y: top + tall * n + 38 } : { x: width - 4, y: top + tall * n + 18, "text-anchor": "end" };
      draw(group, "text", { class: "said", ...place }, row.text);
      if (row.joint) draw(group, "line", { class: "joint", x1: x(row.joint[0]), x2: x(row.joint[1]), y1: middle, y2: middle });
      if (row.limits) draw(group, "line", { class: "limits", x1: x(row.limits[0]), x2: x(row.limits[1]), y1: middle, y2: middle });
      draw(group, "circle", { class: "dot", cx: x(row.at), cy: middle, r: 6 });
      for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => { readout.textContent = sentence; });
      group.addEventListener("pointerleave", () => { readout.textContent = first; });
    });
  };
  figure.hidden = false;
  whenResized(frame, paint);
  paint();
}

data.curves.forEach(openCurves);
openDifferences(data.differences);
if (data.grid) openPanel(data.grid);
