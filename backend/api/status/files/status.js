// The status page: signs in, asks every few seconds, shows the answer, says when none comes.
// Tokens live in this module's memory only; a reload signs in again.

import { draw, shown } from "./graph.js";

const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const ROLES = { admin: "Administrator", team_lead: "Team lead", employee: "Employee", customer: "Customer" };
const CHECKS = {
  database: "Database", migrations: "Schema", dispatch: "Delivery", loop: "Response", tasks: "Background",
  doorbell: "Doorbell", redis: "Redis",
};
const VERDICTS = {
  ok: "Everything works", degraded: "Works, but needs attention", failed: "Something does not work",
};
const PROBLEMS = {
  invalid_credentials: "The e-mail address or the password is wrong.",
  account_disabled: "This account is disabled.",
  permission_denied: "This page is for administrators and team leads. Your account may not see it.",
  too_many_requests: "Too many attempts. Wait a moment and try again.",
};
const UNREACHABLE = "The server cannot be reached. Check the network and try again.";
const ENDED = "Your session has ended. Sign in again.";

const at = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
let tokens = null;
let timer = null;
let answered = null; // When the last answer came.
let newest = null; // The last answer.
let isReading = false; // Whether the pointer is on the graph.

class Refused extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

async function call(method, path, body, token) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  const response = await fetch(`api/v1/${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const text = await response.text();
  const answer = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Refused(response.status, answer?.code ?? "unavailable");
  return answer;
}

async function readStatus() {
  try {
    return await call("GET", "status", null, tokens.accessToken);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401) throw error;
  }
  tokens = await call("POST", "auth/refresh", { refreshToken: tokens.refreshToken });
  return call("GET", "status", null, tokens.accessToken);
}

function isFinal(error) {
  return error instanceof Refused && (error.status === 401 || error.status === 403);
}

async function refresh() {
  const asking = tokens;
  try {
    const status = await readStatus();
    if (!tokens) return; // Signed out meanwhile.
    answered = new Date();
    newest = status;
    show(status);
  } catch (error) {
    if (!tokens) return;
    if (isFinal(error)) {
      leave(error.status === 403 ? PROBLEMS.permission_denied : ENDED);
      return;
    }
    showOutage();
  }
  if (asking) timer = setTimeout(refresh, EVERY_MS);
}

function showOutage() {
  const seconds = Math.round((Date.now() - answered) / 1000);
  at("outage").textContent =
    `The server has not answered since ${clock.format(answered)}, ${duration(seconds)} ago. ` +
    "What you see is from then; this page keeps trying.";
  at("outage").hidden = false;
  at("board").classList.add("stale");
  at("lamp").className = "lamp";
  put("verdict", "No answer from the server");
  document.title = "No answer - Bomizzel server status";
}

function duration(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

function milliseconds(seconds) {
  const ms = seconds * 1000;
  if (ms >= 1000) return `${seconds.toFixed(1)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

function put(id, text) {
  // Written only when it differs, so that a screen reader and a selection are left alone.
  if (at(id).textContent !== text) at(id).textContent = text;
}

function fill(id, rows, empty) {
  const width = at(id).closest("table").querySelectorAll("th").length;
  const made = rows.map((cells) => {
    const row = document.createElement("tr");
    for (const cell of cells) {
      const made = row.insertCell();
      made.textContent = cell;
      if (typeof cell === "number" || /^\d+ (s|min|h|d)\b/.test(cell)) made.className = "number";
    }
    return row;
  });
  if (!made.length) {
    const row = document.createElement("tr");
    const cell = row.insertCell();
    cell.colSpan = width;
    cell.className = "empty";
    cell.textContent = empty;
    made.push(row);
  }
  at(id).replaceChildren(...made);
}

function show(status) {
  at("outage").hidden = true;
  at("board").classList.remove("stale");
  const states = Object.values(status.checks).map((check) => check.state);
  const worst = ["failed", "degraded"].find((state) => states.includes(state)) ?? "ok";
  at("lamp").className = `lamp ${worst}`;
  put("verdict", VERDICTS[worst]);
  document.title = `${VERDICTS[worst]} - Bomizzel server status`;
  put("facts", `Version ${status.version}, running for ${duration(status.uptimeSeconds)}`);
  at("checks").replaceChildren(...Object.entries(status.checks).map(([name, check]) => {
    const item = document.createElement("li");
    const sign = { ok: "\u2713", degraded: "!", failed: "\u2717" }[check.state];
    item.className = check.state;
    item.textContent = `${sign} ${CHECKS[name] ?? name}${check.detail ? `: ${check.detail}` : ""}`;
    return item;
  }));
  put("people-count", String(status.connectedUsers));
  const elsewhere = status.onlineUsers > status.connectedUsers ? `; ${status.onlineUsers} on all processes` : "";
  put("sockets-hint", `on ${status.sockets} device${status.sockets === 1 ? "" : "s"}${elsewhere}`);
  put("rooms-count", String(status.activeRooms));
  put("throughput", shown(status.messagesPerSecond));
  const { count, p50, p95, p99 } = status.latency;
  put("latency", count ? milliseconds(p95) : "\u2013");
  put("latency-hint", count
    ? `95 of 100 are faster; half: ${milliseconds(p50)}, 99 of 100: ${milliseconds(p99)}`
    : "nothing was sent in the last 5 minutes");
  if (!isReading) drawGraph();
  fill("people", status.people.map((one) => [
    one.name, ROLES[one.role] ?? one.role, one.sockets,
    duration(Math.max(0, (Date.parse(status.at) - Date.parse(one.since)) / 1000)),
  ]), "Nobody whom you may see is connected.");
  const others = status.connectedUsers - status.people.length;
  put("people-more", others ? `and ${others} more ${others === 1 ? "person" : "people"}` : "");
  fill("rooms", status.rooms.map((one) => [one.name, one.kind === "team" ? "Team" : "Queue", one.sockets]),
    "Nobody is listening.");
  fill("clients", status.clients.map((one) => [
    one.version || "Not said", one.platform || "Not said", one.sockets,
  ]), "No program is connected.");
  put("updated", clock.format(answered));
}

function drawGraph() {
  draw(at("graph"), newest.samples, newest.at, newest.sampleSeconds, (sample) => {
    isReading = sample !== null;
    put("graph-reading", sample
      ? `${shown(sample.messagesPerSecond)} a second, ${sample.sockets} connections at ${clock.format(new Date(sample.at))}`
      : "");
  });
}

function enter(user) {
  at("password").value = "";
  at("sign-in").hidden = true;
  at("board").hidden = false;
  at("who").hidden = false;
  put("who-name", user.name);
  show(newest);
}

function leave(problem) {
  clearTimeout(timer);
  tokens = newest = answered = null;
  for (const id of ["people", "rooms", "clients", "graph", "checks"]) at(id).replaceChildren();
  at("board").hidden = true;
  at("who").hidden = true;
  at("sign-in").hidden = false;
  document.title = "Bomizzel server status";
  showProblem(problem);
  at("email").focus();
}

function showProblem(problem) {
  put("sign-in-problem", problem ?? "");
  at("sign-in-problem").hidden = !problem;
}

async function endSession(refreshToken) {
  try {
    await call("POST", "auth/logout", { refreshToken });
  } catch {
    // The session ends by itself when nobody renews it.
  }
}

at("sign-in-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  at("sign-in-button").disabled = true;
  try {
    tokens = await call("POST", "auth/login", { email: at("email").value, password: at("password").value });
    newest = await readStatus();
    answered = new Date();
    showProblem(null);
    enter(tokens.user);
    timer = setTimeout(refresh, EVERY_MS);
  } catch (error) {
    if (tokens) await endSession(tokens.refreshToken);
    tokens = null;
    showProblem(error instanceof Refused ? (PROBLEMS[error.code] ?? UNREACHABLE) : UNREACHABLE);
    at("password").select();
  } finally {
    at("sign-in-button").disabled = false;
  }
});

at("sign-out").addEventListener("click", async () => {
  const { refreshToken } = tokens;
  leave(null);
  await endSession(refreshToken);
});

addEventListener("resize", () => newest && drawGraph());
