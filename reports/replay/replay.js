"use strict";
// Draws both floor plans at a second of T+ from the changes in the page, and moves through the exercise.

const data = JSON.parse(document.getElementById("numbers").textContent);
const SVG = "http://www.w3.org/2000/svg";
const STATES = ["no one there", "staff unaware", "staff aware", "everyone there protected"];
const CLASSES = ["zone", "zone unaware", "zone aware", "zone protected"];
const CROSS = "M-6,-3 L-3,-6 L0,-3 L3,-6 L6,-3 L3,0 L6,3 L3,6 L0,3 L-3,6 L-6,3 L-3,0 Z", TRIANGLE = "M0,-6 L6,5 L-6,5 Z";
const SECONDS_PER_TICK = 2, TICK = 100;

const slider = document.getElementById("time"), playButton = document.getElementById("play"), chooser = document.getElementById("zone");
const events = [...document.querySelectorAll(".events li")];
const eventSeconds = [...new Set(events.map((row) => Number(row.dataset.second)))].sort((a, b) => a - b);

function add(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function formatTime(second) {
  return `T+${String(Math.floor(second / 60)).padStart(2, "0")}:${String(second % 60).padStart(2, "0")}`;
}

// Rounded down, so that 100% means all.
const formatShare = (share) => `${Math.floor(100 * share + 1e-6)}%`;

// The last value at or before a second, of a list of [second, value].
function findLatest(steps, second, otherwise) {
  return steps.reduce((latest, [since, value]) => (since <= second ? value : latest), otherwise);
}

// The state of every zone at a second: codes by zone.
function findCodes(arm, second) {
  const codes = new Array(data.zones.length).fill(0);
  for (const [since, changed] of arm.changes) {
    if (since > second) break;
    for (let n = 0; n < changed.length; n += 2) codes[changed[n]] = changed[n + 1];
  }
  return codes;
}

// Unaware is hatched, so that it is told apart without color.
function addHatch(svg, id) {
  const pattern = add(add(svg, "defs", {}), "pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  add(pattern, "rect", { width: 5, height: 5, fill: "#f2b661" });
  add(pattern, "rect", { width: 1.6, height: 5, fill: "#9a5b00" });
}

function openPlan(arm, figure, number) {
  const svg = figure.querySelector("svg");
  svg.setAttribute("viewBox", `-2 -2 ${data.width + 4} ${data.height + 4}`);
  addHatch(svg, `hatch-${number}`);
  for (const floor of data.floors) add(svg, "text", { x: floor.at[0], y: floor.at[1] }, floor.name);
  const rooms = data.zones.map(({ box: [x, y, width, height] }, zone) => {
    const room = add(svg, "rect", { class: "zone", x, y, width, height });
    room.addEventListener("pointerenter", () => choose(zone));
    return room;
  });
  const marks = add(svg, "g", { "pointer-events": "none" });
  const center = (zone) => { const [x, y, width, height] = data.zones[zone].box; return `translate(${x + width / 2} ${y + height / 2})`; };
  return (second) => {
    findCodes(arm, second).forEach((code, zone) => {
      rooms[zone].setAttribute("class", CLASSES[code] + (zone === Number(chooser.value) ? " chosen" : ""));
      rooms[zone].style.fill = code === 1 ? `url(#hatch-${number})` : "";
    });
    marks.replaceChildren();
    for (const zone of findLatest(arm.responders, second, [])) add(marks, "path", { class: "responder", d: TRIANGLE, transform: center(zone) });
    const hazard = findLatest(arm.hazard, second, -1);
    if (hazard >= 0) add(marks, "path", { class: "hazard", d: CROSS, transform: center(hazard) });
    figure.querySelector(".share-aware").textContent = formatShare(arm.aware[second]);
    if (data.hasProtection) figure.querySelector(".share-protected").textContent = formatShare(arm.protected[second]);
  };
}

// "B204: Your team: staff aware since T+01:12. No app alert: staff unaware."
function describeRoom(zone, second) {
  const said = data.arms.map((arm) => {
    let code = 0, since = 0;
    for (const [start, changed] of arm.changes) {
      if (start > second) break;
      for (let n = 0; n < changed.length; n += 2) if (changed[n] === zone && changed[n + 1] !== code) [code, since] = [changed[n + 1], start];
    }
    return `${arm.title}: ${STATES[code]}${since ? ` since ${formatTime(since)}` : ""}.`;
  });
  return said.join(" ");
}

function describeGap(second) {
  const [here, there] = data.arms.map((arm) => formatShare(arm.aware[second]));
  const names = data.arms.map((arm) => arm.title.toLowerCase());
  return here === there ? `${here} of staff are aware in both.` : `${here} of staff are aware with ${names[0]}, ${there} with ${names[1]}.`;
}

function show() {
  const second = Number(slider.value), time = formatTime(second);
  document.getElementById("clock").textContent = time;
  slider.setAttribute("aria-valuetext", `${time}. ${describeGap(second)}`);
  document.getElementById("gap").textContent = describeGap(second);
  document.getElementById("afterwards").hidden = second <= data.stopped;
  for (const paint of plans) paint(second);
  const latest = findLatest(eventSeconds.map((at) => [at, at]), second, -1);
  for (const row of events) {
    const at = Number(row.dataset.second);
    row.className = at > second ? "later" : at === latest ? "now" : "";
  }
  const zone = Number(chooser.value);
  document.getElementById("zone-said").textContent = zone >= 0 ? describeRoom(zone, second) : "";
}

function choose(zone) {
  chooser.value = zone;
  show();
}

function go(second) {
  slider.value = second;
  show();
}

// The second at which the shares of aware staff are farthest apart: what the page is about.
function findWidest() {
  const [here, there] = data.arms.map((arm) => arm.aware);
  const gaps = here.map((share, second) => Math.abs(share - there[second]));
  return gaps.indexOf(Math.max(...gaps));
}

let timer = 0;
function play(isPlaying) {
  clearInterval(timer);
  playButton.textContent = isPlaying ? "Pause" : "Play";
  playButton.setAttribute("aria-pressed", String(isPlaying));
  if (!isPlaying) return;
  if (Number(slider.value) >= data.end) go(0);
  timer = setInterval(() => {
    go(Math.min(Number(slider.value) + SECONDS_PER_TICK, data.end));
    if (Number(slider.value) >= data.end) play(false);
  }, TICK);
}

const plans = data.arms.map((arm, number) => openPlan(arm, document.querySelectorAll(".pair figure")[number], number));
document.querySelectorAll(".legend .unaware").forEach((swatch) => { addHatch(swatch.parentElement, "hatch-key"); swatch.style.fill = "url(#hatch-key)"; });
slider.addEventListener("input", () => { play(false); show(); });
playButton.addEventListener("click", () => play(playButton.getAttribute("aria-pressed") === "false"));
document.getElementById("next").addEventListener("click", () => { play(false); go(eventSeconds.find((at) => at > Number(slider.value)) ?? data.end); });
document.getElementById("back").addEventListener("click", () => { play(false); go(eventSeconds.findLast((at) => at < Number(slider.value)) ?? 0); });
chooser.addEventListener("change", show);
for (const row of events) row.querySelector("button").addEventListener("click", () => { play(false); go(Math.min(Number(row.dataset.second), data.end)); });
document.getElementById("no-script").hidden = true;
document.getElementById("stage").hidden = false;
go(findWidest());
