"use strict";
// A page of the room: shows the whole state that the server sends, and sends votes, ratings and that STOP was seen.

const DATA = JSON.parse(document.getElementById("data").textContent);
const TEXTS = DATA.texts;
const SILENCE = 12000;
const SVG = "http://www.w3.org/2000/svg";
const page = document.body.dataset.kind;
const main = document.getElementById("main");
const pageId = sessionStorage.getItem("page") ?? crypto.getRandomValues(new Uint32Array(2)).join("-");
sessionStorage.setItem("page", pageId);
let stream = null, heard = 0, run = "", number = -1, kind = "", view = null, stopped = "", isOver = false, asked = null;

// ---- small helpers

const fill = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = (seconds) => seconds >= 43200 ? `${(seconds / 86400).toFixed(1)} days` : `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;
const makeId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === "width") made.style.setProperty("--share", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

function svg(tag, given, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const drawn = new Map();

// Builds a part anew only where its data have changed, so that what is typed or moving stays.
function part(name, data, build) {
  const key = JSON.stringify(data), before = drawn.get(name);
  if (before && before.key === key) return before.made;
  const made = data === null ? null : build();
  if (made) made.dataset.part = name;
  drawn.set(name, { key, made });
  return made;
}

function show(...parts) {
  const wanted = parts.filter(Boolean);
  for (const child of [...main.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((made, place) => {
    if (main.children[place] !== made) main.insertBefore(made, main.children[place] ?? null);
  });
}

const setText = (id, text) => {
  const there = document.getElementById(id);
  if (there.textContent !== text) there.textContent = text;
};

const mark = () => el("small", { class: "exercise" }, TEXTS.exercise);

// ---- the cover

function cover(title, says, button = false, look = "") {
  setText("cover-title", title);
  setText("cover-says", says);
  document.getElementById("cover-button").hidden = !button;
  document.body.classList.add("covered");
  document.getElementById("cover").className = look;
  main.inert = true;
}

function uncover() {
  document.body.classList.remove("covered");
  main.inert = false;
}

// ---- the connection

function open() {
  if (document.hidden || isOver) return;
  close();
  heard = performance.now();
  cover(TEXTS.connecting, TEXTS.connecting_says);
  stream = new EventSource(`/events?page=${pageId}`);
  stream.addEventListener("state", (event) => { heard = performance.now(); receive(JSON.parse(event.data)); });
  stream.addEventListener("ping", () => { heard = performance.now(); });
  for (const why of ["taken", "removed", "moved"]) stream.addEventListener(why, () => {
    close();
    isOver = true;
    cover(TEXTS[why], TEXTS[`${why}_says`], why === "taken");
  });
  stream.addEventListener("anew", () => { close(); check(); });
  stream.addEventListener("error", () => {
    if (!stream || stream.readyState !== EventSource.CLOSED) return;
    close();
    setTimeout(check, 1000 + Math.random() * 7000);
  });
}

function close() {
  if (stream) stream.close();
  stream = null;
}

// After an answer that was no stream: this device may have lost its seat.
async function check() {
  if (stream || document.hidden || isOver) return;
  try {
    const answer = await fetch("/seat", { cache: "no-store" });
    const { known } = await answer.json();
    if (known) open(); else if (asked && kind === "waiting") join(asked); else enter();
  } catch {
    if (page === "wall") cover(TEXTS.connecting, TEXTS.away_says);
    setTimeout(check, 1000 + Math.random() * 7000);
  }
}

function receive(state) {
  if (state.run === run && state.number < number) return;
  ({ run, number, kind, view } = state);
  if (view.stage === "stop") return showStop();
  if (view.stage === "black") return cover(TEXTS.black, view.agenda ? fill(TEXTS.minute, view.agenda) : "", false, "black");
  uncover();
  main.dataset.stage = view.stage;
  if (kind !== "waiting") sessionStorage.setItem("seated", "1");
  RENDERERS[kind](view);
}

async function send(path, body) {
  for (;;) {
    try {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (answer.status !== 429 && answer.status < 500) return answer;
    } catch { /* the network is gone: once more */ }
    setText("left-foot", TEXTS.not_sent);
    await new Promise((done) => setTimeout(done, 1000 + Math.random() * 3000));
  }
}

function showStop() {
  cover(TEXTS.stop, TEXTS.stop_says, false, "stop");
  if (stopped !== run && page === "phone") {
    stopped = run;
    send("/stop", {});
  }
}

// ---- joining

// Where this device has no seat. It says so where it had one.
function enter() {
  if (page === "wall") return askForWall();
  askToJoin(sessionStorage.getItem("seated") ? TEXTS.no_seat : "");
}

function askToJoin(says = "") {
  close();
  uncover();
  setText("head", TEXTS.join);
  setText("right", "");
  const form = el("form", { class: "join", on: { submit: (event) => { event.preventDefault(); join(readForm(form)); } } },
    el("h1", {}, TEXTS.join),
    secret.k ? null : el("label", {}, TEXTS.pin, el("input", { name: "pin", inputmode: "numeric", autocomplete: "off", maxlength: 6, required: true })),
    el("label", {}, TEXTS.role, el("select", { name: "role" },
      el("option", { value: "" }, TEXTS.no_role),
      ...DATA.roles.map(([id, title]) => el("option", { value: id }, title)),
      el("option", { value: "observer" }, TEXTS.observe))),
    el("p", { class: "says", role: "status" }, says),
    el("button", { type: "submit" }, TEXTS.enter));
  drawn.clear();
  show(form);
}

function readForm(form) {
  const chosen = new FormData(form), role = chosen.get("role");
  return { ...(secret.k ? { key: secret.k } : { pin: chosen.get("pin") ?? "" }),
    of: role === "observer" ? "observer" : "participant", role: role === "observer" ? "" : role };
}

// Also for a page that was closed so long that its device waits no more.
async function join(body) {
  asked = body;
  const answer = await send("/join", body);
  if (answer.ok) return open();
  asked = null;
  const verdict = await readVerdict(answer);
  if (verdict === "closed" || verdict === "wrong") secret.k = "";
  askToJoin(TEXTS.verdicts[verdict] ?? TEXTS.verdicts.other);
}

async function readVerdict(answer) {
  try { return (await answer.json()).verdict; } catch { return "other"; /* a plain answer */ }
}

async function redeem(ticket) {
  const answer = await send("/join", { ticket });
  if (answer.ok) open(); else askToJoin(await readVerdict(answer) === "seated" ? TEXTS.verdicts.seated : TEXTS.verdicts.closed);
}

// ---- the wall

function renderWall(wall) {
  const heads = { message: wall.school, running: TEXTS.running, consequence: TEXTS.consequence, "hot-wash": TEXTS.hot_wash, card: wall.school };
  const left = wall.countdown ? fill(TEXTS.left, { time: clock(wall.countdown.seconds) }) : "";
  const asked = wall.question ? (wall.question.is_timed ? TEXTS.running_time : TEXTS.stopped) : "";
  const card = wall.decision ?? null;
  setText("head", asked || (card && fill(wall.plans ? TEXTS.other_played : TEXTS.hot_wash_of, { ...card.place, role: card.role })) || heads[wall.stage] || wall.school || "");
  setText("right", ["message", "card"].includes(wall.stage) ? wall.clock || "" : ["running", "consequence", "hot-wash"].includes(wall.stage) ? wall.plans?.time || card?.time || wall.time || "" : left);
  const build = { card: buildCard, message: buildMessage, consequence: buildConsequence, running: buildRunning, "hot-wash": wall.plans ? buildPlans : card || wall.guesses ? buildReview : buildHotWash }[wall.stage];
  const shown = { card: wall.card, message: wall.message, consequence: wall.consequence, "hot-wash": wall.plans ?? (card || wall.guesses ? [card, wall.guesses ?? null] : wall.debrief ? [wall.debrief, wall.hazard] : undefined),
    running: [wall.plan, wall.reports, wall.responders, wall.news] }[wall.stage];
  show(build ? part(`wall-${wall.stage}`, shown ?? null, () => build(shown)) : part("wall-question", wall.question ? [wall.question, wall.reasons ?? []] : null, () => buildQuestion(wall.question, wall.reasons ?? [])),
    part("door", wall.door?.qr ? wall.door : null, () => buildDoor(wall.door)));
  fitDoor();
}

const WITH_DOOR = ["card", "running"];

// The code stands beside what fits beside it. Else no text is cut for it: then the last line has the address.
function fitDoor() {
  if (RENDERERS[kind] !== renderWall) return;
  const [section, door] = main.children;
  if (door) {
    door.hidden = false;
    door.hidden = !WITH_DOOR.includes(view.stage) && section.scrollHeight > section.clientHeight;
  }
  setText("left-foot", [describeFoot(view), door?.hidden && view.door.pin ? fill(TEXTS.at_door, view.door) : ""].filter(Boolean).join(" "));
}

function describeFoot(wall) {
  if (wall.decision) return describeTruth(wall.decision);
  if (wall.reading) return wall.reading.of > 1 ? fill(TEXTS.message_of, wall.reading) : "";
  if (wall.stage === "card" && wall.card) return [fill(TEXTS.card_of, wall.card.place), wall.door ? fill(TEXTS.in, wall.door) : ""].filter(Boolean).join(" · ");
  const role = wall.question ? wall.question.role.toLowerCase() : "";
  if (wall.turnout) {
    const moved = wall.turnout.moved ?? null;
    return [fill(TEXTS.voted, wall.turnout), moved === null ? "" : fill(TEXTS.moved, { moved }), wall.stage === "split" ? fill(TEXTS.then_decides, { role }) : ""].filter(Boolean).join(" ");
  }
  if (wall.stage === "question") return TEXTS.thinking;
  return wall.responders ? wall.responders.join(" · ") : "";
}

const buildCard = (card) => el("section", { class: "card" }, el("h1", {}, card.title), ...card.lines.filter((line) => line.trim()).map((line) => el("p", {}, line.replace(/^- /, ""))));

function buildMessage(message) {
  const told = message.to ?? [];
  if (!message.says) return el("section", { class: "message" }, mark(), el("h1", {}, fill(TEXTS.for_you, { role: told.join(", ") })), el("p", {}, TEXTS.on_your_phone), mark());
  return el("section", { class: "message" },
    el("h1", { class: "sender" }, [message.mode, message.sender].filter(Boolean).join(" · ")),
    mark(),
    el("blockquote", { class: message.says.length > 300 ? "longest" : message.says.length > 160 ? "long" : "" }, `“${message.says}”`),
    mark(),
    el("p", { class: "heard" }, `${TEXTS.heard_by} `, ...told.map((title) => el("span", { class: "chip" }, title))));
}

function buildQuestion(question, reasons) {
  const most = Math.max(1, ...(question.choices ?? []).map((choice) => choice.count ?? 0));
  return el("section", { class: question.choices ? "question" : "question alone" },
    el("h2", {}, fill(TEXTS.decides, question)),
    el("h1", {}, question.asks),
    el("ol", { class: "choices" }, ...(question.choices ?? []).map((choice) => el("li", { class: choice.struck ? "struck" : "" },
      el("b", {}, choice.letter), el("span", {}, choice.says || TEXTS.something_else, choice.struck ? el("small", {}, choice.struck) : null),
      choice.count === undefined ? null : el("strong", {}, String(choice.count)),
      choice.count === undefined ? null : el("i", { class: "bar", width: `${(100 * choice.count) / most}%` })))),
    ...reasons.map((text) => el("p", { class: "reason" }, `“${text}”`)));
}

function buildConsequence({ decision, impact, bars, milestones }) {
  const numbers = [];
  if (impact.reached !== null && impact.reached !== undefined) numbers.push([impact.reached, impact.reached ? TEXTS.reached : TEXTS.reached_none]);
  if (impact.sooner !== null && impact.sooner !== undefined) {
    const way = impact.sooner < 0 ? TEXTS.later : TEXTS.sooner;
    numbers.push([clock(Math.abs(impact.sooner)), impact.at_least && impact.sooner >= 0 ? `${TEXTS.at_least} ${way}` : way]);
  }
  numbers.push([clock(impact.cost), TEXTS.cost]);
  const [[kind, shares] = ["aware", {}]] = Object.entries(bars.shares);
  return el("section", { class: "consequence" }, el("h1", {}, decision),
    el("div", { class: "numbers" }, ...numbers.map(([value, words]) => el("p", {}, el("strong", {}, String(value)), words))),
    ...Object.entries(shares).map(([arm, percent]) => el("p", { class: `arm ${arm}` },
      el("span", {}, arm === "room" ? TEXTS.your_team : bars.names[arm]),
      el("span", { class: "track" }, el("i", { class: "bar", width: `${percent}%` })),
      el("span", {}, fill(TEXTS.shares[kind], { percent })))),
    el("ul", { class: "milestones" }, ...(milestones ?? []).map((one) => el("li", {}, describeMilestone(one, bars.names)))));
}

function describeMilestone(one, names) {
  const time = (seconds) => (seconds === null || seconds === undefined ? TEXTS.not_yet : `T+${clock(seconds)}`);
  const arms = Object.entries(one.times).map(([arm, seconds]) => `${arm === "room" ? TEXTS.your_team : names[arm] ?? arm} ${time(seconds)}`);
  return `${fill(TEXTS.milestones[one.of] ?? one.of, one)}: ${arms.join(", ")}`;
}

function buildRunning([plan, reports, responders, news]) {
  if (!(plan ?? []).length) return el("section", { class: "running" }, el("h1", { class: "unseen" }, TEXTS.running),
    ...(reports ?? []).map((one) => el("p", { class: "fact" }, one)), el("p", { class: "fact" }, news || ""));
  return el("section", { class: "running" }, el("h1", { class: "unseen" }, TEXTS.running), drawPlan(plan ?? []),
    el("p", { class: "legend" }, el("i", { class: "in" }), TEXTS.checked_in, el("i", { class: "none" }), TEXTS.no_report,
      (plan ?? []).some((floor) => floor.marks.includes("!")) ? el("i", { class: "told" }) : null,
      (plan ?? []).some((floor) => floor.marks.includes("!")) ? TEXTS.reported : null),
    el("p", { class: "fact" }, news || (reports ?? responders ?? [])[0] || ""));
}

const MARKS = { "+": "in", "?": "none", "!": "told", " ": "hall" };

const GAP = 22, LABEL = 17;

// The floors in rows no wider than this: where each stands, and the size of all.
function pack(boxes, across, ratio) {
  let x = 0, y = 0, row = 0, right = 0;
  const places = boxes.map(({ width, height }) => {
    if (x && x + width > across) { x = 0; y += row + GAP; row = 0; }
    const place = [x, y];
    right = Math.max(right, x + width);
    x += width + GAP;
    row = Math.max(row, height + LABEL);
    return place;
  });
  return { places, right, bottom: y + row, size: Math.max(right / ratio, y + row) };
}

// The floors from the layout of the campus map, as large as they can be.
function drawPlan(floors, ratio = 2.8) {
  const label = LABEL;
  const boxes = floors.map((floor) => ({ floor, width: Math.max(...floor.outlines.map((box) => box[2])), height: Math.max(...floor.outlines.map((box) => box[3])) }));
  const widths = boxes.map((_, place) => boxes.slice(0, place + 1).reduce((sum, box) => sum + box.width + GAP, 0));
  const { places, right, bottom } = widths.map((across) => pack(boxes, across, ratio)).reduce((best, one) => (one.size < best.size ? one : best), pack(boxes, 0, ratio));
  const groups = boxes.map(({ floor }, number) => {
    const [x, y] = places[number];
    const group = svg("g", { transform: `translate(${x} ${y})` },
      svg("text", { x: 0, y: label - 5, class: "floor" }, floor.name),
      ...floor.outlines.map(([left, top, end, bottom], place) => svg("rect", { x: left, y: top + label, width: end - left, height: bottom - top, class: MARKS[floor.marks[place]] })),
      ...Object.entries(floor.names ?? {}).map(([place, name]) => {
        const [left, top, end, bottom] = floor.outlines[place];
        return svg("text", { x: (left + end) / 2, y: (top + bottom) / 2 + label + 4, class: "room" }, name);
      }));
    return group;
  });
  const hatch = svg("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 5, height: 5, class: "hatch-ground" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: "hatch-line" }));
  return svg("svg", { viewBox: `-2 -2 ${right + 4} ${bottom + 4}`, class: "plan", role: "img", "aria-label": describePlan(floors) }, svg("defs", {}, hatch), ...groups);
}

const describePlan = (floors) => floors.map(({ name, marks }) => `${name}: ${[...marks].filter((one) => one === "+").length} ${TEXTS.checked_in}, ${[...marks].filter((one) => one === "?").length} ${TEXTS.no_report}`).join(". ");

const nameArm = (arm, hazard) => (arm === "twin" && TEXTS.arms[hazard]) || TEXTS.arms[arm];

const buildPlans = ({ arms, of, hazard }) => el("section", { class: "plans" }, el("h1", { class: "unseen" }, TEXTS.hot_wash),
  el("div", { class: "pair" }, ...arms.map((one) => el("div", { class: `side ${one.arm === "room" ? "own" : "other"}` },
    el("h2", {}, el("span", {}, one.arm === "room" && one.says ? `${TEXTS.yours}: ${one.says}` : one.says || nameArm(one.arm, hazard)), el("strong", {}, fill(TEXTS.shares[of || "aware"], { percent: one.share }))),
    drawPlan(one.floors, 1.35)))),
  el("p", { class: "legend" }, el("i", { class: "in" }), TEXTS.knows, el("i", { class: "told" }), TEXTS.knows_not));

// ---- a decision in the hot wash

const begin = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const directions = (scale) => { const [less, more] = TEXTS.directions[scale.ways]; return { less, more }; };
const size = (value, scale) => (scale.unit === "s" ? clock(Math.abs(value)) : `${Math.abs(Math.round(value)).toLocaleString("en")} ${TEXTS.short_units[scale.unit]}`.trim());

function differ(value, scale, isBare = false) {
  if (!Math.round(value)) return TEXTS.same;
  const { less, more } = directions(scale), given = size(value, scale);
  return `${isBare ? given.split(" ", 1)[0] : given} ${value < 0 ? less : more}`;
}

function describeRange({ low, high }, scale) {
  const differs = (value) => differ(value, scale, true);
  if (low * high <= 0) return fill(TEXTS.range, { from: differs(low), to: differs(high) });
  const [near, far] = low < 0 ? [high, low] : [low, high];
  return fill(TEXTS.range, { from: size(near, scale).split(" ", 1)[0], to: differs(far) });
}

// What the other answer did against the team's, in its measure: in this run, and in many.
function describeTruth(card) {
  if (!card.is_told || !card.other) return "";
  const { scale, result } = card, other = result?.other, runs = result?.emergencies.toLocaleString("en");
  const here = card.in_run === undefined ? TEXTS.truth_none : fill(TEXTS.truth, { change: differ(card.in_run, scale, true) });
  const many = !other ? "" : other.is_small ? fill(TEXTS.truth_small, { runs, smallest: size(result.smallest, scale) })
    : fill(TEXTS.truth_of_all, { runs, change: differ(other.value, scale, true), range: other.low === undefined ? "–" : describeRange(other, scale) });
  return `${begin(scale.measure)}: ${[here, many].filter(Boolean).join(" · ")}`;
}

function buildReview([card, guesses]) {
  if (!card || (guesses && guesses.stage !== "true")) return buildGuesses(guesses);
  const told = card.is_told, result = card.result ?? {}, split = card.split ?? [];
  const best = told ? card.best || TEXTS.not_measured_answer : TEXTS.best_later;
  return el("section", { class: told ? "review" : "review asking" }, el("h1", {}, card.asks),
    el("div", { class: "cards" },
      el("div", { class: "answers" },
        buildAnswer("own", TEXTS.yours, card.own || TEXTS.undecided, card, told && result.own, TEXTS.simulated),
        buildAnswer("other", TEXTS.other_answer, card.other || TEXTS.no_other, card, told && result.other, TEXTS.of_yours),
        buildAnswer(told ? "best" : "best later", TEXTS.best_answer, best, card, told && result.best, TEXTS.simulated)),
      split.length ? buildSplit(card, split) : null),
    el("div", { class: "below" },
      told && card.result ? el("p", { class: "measure" }, fill(TEXTS.in_measure, { measure: card.scale.measure, runs: result.emergencies.toLocaleString("en") })) : null,
      guesses && (guesses.values ?? []).length ? drawGuesses(guesses, 44, 5) : null));
}

function buildAnswer(look, title, says, { split, scale }, change, than) {
  const letter = (split ?? []).find((one) => one.says === says)?.letter ?? "";
  return el("div", { class: `answer ${look}` }, el("div", {}, el("h2", {}, title), el("p", {}, letter ? el("b", {}, `${letter} `) : null, says)),
    change ? buildChange(change, scale, than) : null);
}

function buildChange(change, scale, than) {
  if (change.is_small || !Math.round(change.value))
    return el("div", { class: "small change" }, el("strong", {}, begin(change.is_small ? TEXTS.no_matter : TEXTS.same)), el("small", {}, fill(TEXTS.from, { than })));
  const unit = TEXTS.short_units[scale.unit] ?? "";
  return el("div", { class: "change" }, el("strong", {}, differ(change.value, scale, true)), el("small", {}, `${unit} ${fill(TEXTS.than, { than })}`.trim()));
}

function buildSplit(card, split) {
  const most = Math.max(1, ...split.map((one) => one.votes));
  return el("div", { class: "vote-split" }, el("h2", {}, TEXTS.split),
    el("ol", {}, ...split.map((one) => el("li", {}, el("b", {}, one.letter), el("span", { class: "track" }, el("i", { class: "bar", width: `${(100 * one.votes) / most}%` })), el("strong", {}, String(one.votes))))),
    card.sure === undefined ? null : el("p", {}, fill(TEXTS.mean_sure, { mean: card.sure.toFixed(1) })),
    card.moves ? el("p", {}, fill(card.moves.toward === undefined ? TEXTS.moved : TEXTS.moved_best, card.moves)) : null);
}

// Dots on a line: wide is 1000, `high` above the line for dots of radius `r`.
function drawGuesses({ scale, values, truth }, high = 190, r = 10) {
  const shown = values ?? [], wide = 1000, most = Math.max(30, ...shown.map(Math.abs), Math.abs(truth ?? 0));
  const { less, more } = directions(scale);
  const at = (amount) => wide / 2 + (wide / 2) * (amount / most) * 0.94;
  const piles = new Map(), places = shown.map((amount) => {
    const pile = Math.round(at(amount) / (2.4 * r)), height = piles.get(pile) ?? 0;
    piles.set(pile, height + 1);
    return height;
  });
  const step = Math.min(2.4 * r, (high - 2 * r) / Math.max(1, ...places));
  const dots = shown.map((amount, n) => svg("circle", { cx: at(amount), cy: high - 1.5 * r - step * places[n], r, class: "dot" }));
  const line = truth === undefined || truth === null ? [] : [svg("line", { x1: at(truth), y1: 2, x2: at(truth), y2: high, class: "truth" })];
  return svg("svg", { viewBox: `0 0 ${wide} ${high + 40}`, class: "chart", role: "img", "aria-label": shown.map((amount) => differ(amount, scale)).join(", ") },
    svg("line", { x1: 0, y1: high, x2: wide, y2: high, class: "axis" }), svg("line", { x1: wide / 2, y1: high - r, x2: wide / 2, y2: high + r, class: "axis" }),
    svg("text", { x: 6, y: high + 34, class: "end" }, `${size(most, scale)} ${less}`), svg("text", { x: wide - 6, y: high + 34, class: "end right" }, `${size(most, scale)} ${more}`), ...dots, ...line);
}

const askGuess = (scale) => fill(TEXTS.guess, { unit: TEXTS.units[scale.unit], ...directions(scale) }).replace("  ", " ");
const nameCompared = ({ about, scale }) => begin(fill(about ? TEXTS.guess_than : TEXTS.guess_twin, { about, measure: scale.measure }));

function buildGuesses(guesses) {
  const { scale, stage, count, truth } = guesses;
  const told = stage !== "true" ? fill(TEXTS.guessed, { count }) : truth === undefined ? begin(TEXTS.truth_none) : begin(fill(TEXTS.truth, { change: differ(truth, scale) }));
  return el("section", { class: "guesses" }, el("h1", {}, askGuess(scale)), el("h2", {}, nameCompared(guesses)),
    stage === "open" ? null : drawGuesses(guesses), el("p", { class: "told-truth" }, told));
}

function buildDates({ dates }, hazard) {
  const arms = Object.keys(dates[0].dates);
  return el("section", { class: "hot-wash" }, el("h1", {}, TEXTS.dates_says),
    el("table", { class: "dates" }, el("tr", {}, el("td", {}), ...arms.map((arm) => el("th", {}, nameArm(arm, hazard)))),
      ...dates.map((stage) => el("tr", {}, el("th", {}, begin(stage.name)), ...arms.map((arm) => el("td", {}, stage.dates[arm] || TEXTS.not_yet))))));
}

function buildHotWash([debrief, hazard]) {
  if (debrief.dates) return buildDates(debrief, hazard);
  const wide = 1000, high = 380, [kind, shares] = Object.entries(debrief.shares)[0], curves = Object.entries(shares);
  const lines = curves.map(([arm, shares]) => svg("polyline", { class: `curve ${arm}`, points: shares.map((share, step) => `${(wide * step) / (shares.length - 1)},${high - (high * share) / 100}`).join(" ") }));
  const stop = (wide * debrief.stopped) / debrief.end;
  return el("section", { class: "hot-wash" }, el("h1", {}, TEXTS.hot_wash_says[kind]),
    svg("svg", { viewBox: `-6 -6 ${wide + 12} ${high + 12}`, class: "chart", role: "img", "aria-label": TEXTS.hot_wash_says[kind] },
      svg("line", { x1: 0, y1: high, x2: wide, y2: high, class: "axis" }), svg("line", { x1: stop, y1: 0, x2: stop, y2: high, class: "axis" }), ...lines),
    el("ul", { class: "arms" }, ...curves.map(([arm]) => el("li", { class: arm }, `${nameArm(arm, hazard)}: ${fill(TEXTS.shares[kind], { percent: debrief.then[kind][arm] })}`))));
}

function buildDoor(door) {
  const cut = door.qr.indexOf(" "), side = door.qr.slice(0, cut);
  return el("aside", { class: "door" }, el("h2", {}, TEXTS.scan),
    svg("svg", { viewBox: `0 0 ${side} ${side}`, class: "code", role: "img", "aria-label": TEXTS.scan }, svg("path", { d: door.qr.slice(cut + 1), stroke: "#000" })),
    door.pin ? el("p", {}, fill(TEXTS.or_pin, door), el("strong", {}, door.pin)) : null,
    el("p", {}, [fill(TEXTS.in, door), door.waiting ? fill(TEXTS.waits, door) : ""].filter(Boolean).join(" · ")));
}

// ---- a participant

const drafts = JSON.parse(sessionStorage.getItem("drafts") ?? "{}");
const keepDrafts = () => sessionStorage.setItem("drafts", JSON.stringify(drafts));

function renderPhone(phone) {
  setText("head", "");
  setText("right", [...(phone.roles ?? []), fill(TEXTS.seat, phone)].join(" · "));
  const question = phone.question ?? null;
  if (phone.guess) return show(part("guess", phone.guess, () => buildGuess(phone.guess)));
  show(part("vote", question && [question.asking, question.choices, phone.own ?? null], () => buildVote(question, phone.own)),
    part("look", question ? null : true, () => el("section", { class: "look" }, el("h1", {}, TEXTS.look_up), el("p", {}, TEXTS.look_up_says))),
    part("told", question || !phone.messages ? null : phone.messages, () => buildTold(phone.messages)),
    part("duties", phone.duties ?? null, () => el("details", {}, el("summary", {}, TEXTS.your_card), ...phone.duties.map((line) => el("p", {}, line)))));
  if (!question) setText("left-foot", "");
}

const buildTold = (messages) => el("section", { class: "told" }, el("h2", {}, TEXTS.your_messages),
  ...messages.map((message) => el("article", {}, mark(), el("h3", {}, `${message.at} ${[message.sender, message.mode].filter(Boolean).join(" · ")}`), el("p", {}, message.says), mark())));

function buildVote(question, own) {
  const draft = (drafts[[question.asking, question.asks]] ??= { option: own?.option ?? "", sure: own?.sure ?? 1, reason: "", quote: false });
  const says = el("p", { class: "says", role: "status" }, own ? TEXTS.receipts.counted : "");
  const radio = (name, value, checked, ...label) => el("label", { class: name }, el("input", { type: "radio", name, value, checked }), ...label);
  const form = el("form", { class: "vote", on: {
    submit: (event) => { event.preventDefault(); castVote(question, draft, says); },
    input: () => {
      const given = new FormData(form);
      Object.assign(draft, { option: given.get("option") ?? "", sure: Number(given.get("sure")), reason: given.get("reason"), quote: given.has("quote") });
      keepDrafts();
    } } },
    el("fieldset", {}, el("legend", {}, el("h1", {}, question.asks)),
      ...question.choices.map((choice) => radio("option", choice.id, choice.id === draft.option, el("b", {}, choice.letter),
        el("span", {}, choice.says || TEXTS.something_else, choice.struck ? el("small", {}, choice.struck) : null)))),
    el("fieldset", { class: "sure" }, el("legend", {}, TEXTS.how_sure), ...TEXTS.sure.map((word, place) => radio("sure", place, place === draft.sure, word))),
    el("label", {}, TEXTS.why, el("textarea", { name: "reason", maxlength: 200, rows: 2 }, draft.reason)), el("small", {}, TEXTS.no_names),
    el("label", { class: "check" }, el("input", { type: "checkbox", name: "quote", checked: draft.quote }), TEXTS.quote),
    says, el("button", { type: "submit" }, own ? TEXTS.change : TEXTS.send));
  return form;
}

function buildGuess({ about, scale, own }) {
  const says = el("p", { class: "says", role: "status" }, own === undefined ? "" : TEXTS.receipts.kept);
  const { less, more } = directions(scale), isKept = own !== undefined;
  const radio = (value, word, checked) => el("label", { class: "sure" }, el("input", { type: "radio", name: "way", value, checked, required: true }), word);
  const form = el("form", { class: "vote", on: { submit: async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const answer = await send("/guess", { amount: Number(given.get("way")) * Math.round(Number(given.get("amount"))) });
    (document.querySelector(".vote .says") ?? says).textContent = answer.ok ? TEXTS.receipts.kept : TEXTS.refused;
  } } },
    el("fieldset", {}, el("legend", {}, el("h1", {}, askGuess(scale))), el("p", {}, nameCompared({ about: about ?? "", scale }))),
    el("label", {}, begin(TEXTS.units[scale.unit]) || TEXTS.how_many, el("input", { name: "amount", type: "number", min: 0, max: 9999, inputmode: "numeric", required: true, value: isKept ? Math.abs(own) : undefined })),
    el("fieldset", { class: "sure" }, radio(-1, less, isKept && own < 0), radio(1, more, isKept && own >= 0)),
    says, el("button", { type: "submit" }, TEXTS.send_guess));
  return form;
}

async function castVote(question, draft, says) {
  if (!draft.option) { says.textContent = TEXTS.choose_first; return; }
  const content = JSON.stringify([draft.option, draft.sure, draft.reason, draft.quote]);
  if (draft.content !== content) Object.assign(draft, { content, id: makeId() });
  keepDrafts();
  says.textContent = TEXTS.sending;
  const { option, sure, reason, quote, id } = draft;
  const answer = await send("/vote", { asking: question.asking, vote: id, option, sure, reason, quote });
  setText("left-foot", "");
  const where = document.querySelector(".vote .says") ?? says;
  where.textContent = answer.ok ? TEXTS.receipts[(await answer.json()).receipt] : TEXTS.refused;
}

// ---- an evaluator

function renderEvaluator(evaluator) {
  setText("head", "");
  setText("right", `${TEXTS.evaluator} · ${fill(TEXTS.seat, evaluator)}`);
  show(part("targets", TEXTS.targets, () => el("h1", {}, TEXTS.targets)), ...(evaluator.rows ?? []).map((row) => part(`row-${row.id}`, row.id, () => buildRow(row))));
  for (const row of evaluator.rows ?? []) updateRow(row);
}

function buildRow(row) {
  const draft = (drafts[row.id] ??= { text: "" });
  const text = el("textarea", { maxlength: 1000, rows: 2, on: { input: () => { draft.text = text.value; keepDrafts(); } } }, draft.text);
  return el("section", { class: "row" }, el("h2", {}, row.capability), el("p", {}, row.target), el("p", { class: "measured" }),
    el("div", { class: "ratings", role: "group", "aria-label": TEXTS.your_rating }, ...Object.entries(TEXTS.ratings).map(([letter, words]) =>
      el("button", { type: "button", title: words, "aria-label": `${letter}: ${words}`, "data-rating": letter, on: { click: () => remark(row.id, { rating: letter }) } }, letter))),
    el("p", { class: "others" }),
    el("label", {}, TEXTS.in_words, text), el("small", {}, TEXTS.no_names),
    el("button", { type: "button", class: "keep", on: { click: async () => {
      if (!text.value.trim()) return;
      if (await remark(row.id, { text: text.value })) { text.value = draft.text = ""; keepDrafts(); }
    } } }, TEXTS.keep), el("p", { class: "says", role: "status" }));
}

function updateRow(row) {
  const there = document.querySelector(`[data-part="row-${row.id}"]`);
  const met = row.is_met === true ? TEXTS.met : row.is_met === false ? TEXTS.not_met : "";
  const measured = there.querySelector(".measured");
  measured.textContent = row.measured ? [fill(TEXTS.measured, { time: row.measured }), met].filter(Boolean).join(", ") : met || TEXTS.not_measured;
  measured.classList.toggle("unmet", row.is_met === false);
  for (const button of there.querySelectorAll("[data-rating]")) button.setAttribute("aria-pressed", String(button.dataset.rating === row.rating));
  there.querySelector(".others").textContent = row.others?.length ? fill(TEXTS.others, { ratings: row.others.join(", ") }) : "";
}

async function remark(objective, given) {
  const answer = await send("/remark", { remark: makeId(), objective, ...given });
  setText("left-foot", "");
  const there = document.querySelector(`[data-part="row-${objective}"] .says`);
  if (there) there.textContent = answer.ok ? TEXTS.receipts.kept : TEXTS.refused;
  return answer.ok;
}

// ---- those who wait, and observers

function renderWaiting(waiting) {
  setText("head", TEXTS.join);
  setText("right", "");
  if (!waiting.place) return check();
  show(part("wait", waiting.place, () => el("section", { class: "look" }, el("h1", {}, fill(TEXTS.waiting, waiting)), el("p", {}, TEXTS.waiting_says))));
}

const RENDERERS = { wall: renderWall, observer: renderWall, participant: renderPhone, evaluator: renderEvaluator, waiting: renderWaiting };

// ---- begin

const secret = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
if (location.hash) history.replaceState(null, "", location.pathname);
document.getElementById("cover-button").addEventListener("click", () => { isOver = false; open(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { close(); if (kind && !isOver) cover(TEXTS.connecting, TEXTS.connecting_says); } else check();
});
window.addEventListener("resize", fitDoor);
window.addEventListener("pageshow", (event) => { if (event.persisted) check(); });
window.addEventListener("online", () => { close(); check(); });
setInterval(() => { if (stream && performance.now() - heard > SILENCE) { close(); cover(TEXTS.connecting, TEXTS.connecting_says); check(); } }, 1000);
async function askForWall() {
  const answer = await send("/wall", {});
  if (!answer.ok) return cover(TEXTS.lost, TEXTS.lost_says);
  uncover();
  const { letters } = await answer.json();
  show(el("section", { class: "letters" }, el("h1", {}, TEXTS.letters), el("p", {}, TEXTS.letters_says), el("strong", {}, letters)));
  const waits = setInterval(async () => {
    try {
      if (!(await (await fetch("/seat", { cache: "no-store" })).json()).known) return;
      clearInterval(waits);
      open();
    } catch { /* the network is gone: once more */ }
  }, 2000);
}

if (secret.t) redeem(secret.t);
else if (DATA.known) open();
else enter();
