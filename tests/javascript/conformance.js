// The official Socket.IO client speaks with the server: `node conformance.js SCENARIO`.
// The surroundings come as JSON on standard input; what differs from the contract is thrown.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { io } from "socket.io-client";

const WAIT_MS = 8000;
const desk = JSON.parse(readFileSync(0, "utf8"));
const { ana, ben } = desk.people;
const team = `team:${desk.team}`;

const sockets = [];

function connect(options = {}) {
  const socket = io(desk.url, {
    transports: desk.transports,
    reconnectionDelay: 100,
    reconnectionDelayMax: 200,
    ...options,
  });
  sockets.push(socket);
  socket.events = [];
  socket.onAny((name, argument) => socket.events.push([name, argument]));
  return socket;
}

function named(socket, name) {
  return socket.events.filter(([event]) => event === name).map(([, argument]) => argument);
}

async function until(condition, what) {
  const deadline = Date.now() + WAIT_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function ask(socket, event, argument) {
  return socket.timeout(WAIT_MS).emitWithAck(event, argument);
}

async function signedIn(person, options) {
  const socket = connect(options);
  const answer = await ask(socket, "authenticate", { userId: person.id, token: person.token });
  assert.equal(answer.success, true);
  return socket;
}

async function post(path, person, body) {
  const response = await fetch(`${desk.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${person.token}` },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return response.status === 204 ? null : response.json();
}

function fileTicket() {
  return post("tickets", ana, { title: "Printer jams", queueId: desk.queue });
}

function numbersIn(socket, room) {
  return socket.events.filter(([, event]) => event?.pos).map(([, event]) => event.pos[room]);
}

function consecutive(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const scenarios = {
  async "uses the transport that it was told"() {
    const socket = await signedIn(ben);
    if (desk.transports.length > 1) {
      await until(() => socket.io.engine.transport.name === "websocket", "upgrade");
    } else {
      assert.equal(socket.io.engine.transport.name, desk.transports[0]);
    }
    await fileTicket();
    await until(() => named(socket, "ticket:created").length === 1, "event");
  },

  async "authenticates by event"() {
    const socket = connect();
    const answer = await ask(socket, "authenticate", { userId: ben.id, token: ben.token });
    assert.equal(answer.userId, ben.id);
    assert.equal(answer.protocol, 1);
    await until(() => named(socket, "authenticated").length === 1, "authenticated");
    assert.deepEqual(named(socket, "authenticated")[0], answer);
  },

  async "authenticates by the payload of CONNECT"() {
    const socket = connect({ auth: { token: ben.token } });
    await until(() => named(socket, "authenticated").length === 1, "authenticated");
    assert.equal(named(socket, "authenticated")[0].userId, ben.id);
  },

  async "joins and leaves by id and by object"() {
    const socket = await signedIn(ben);
    const byId = await ask(socket, "join_queue", desk.queue);
    assert.equal(byId.room, `queue:${desk.queue}`);
    assert.equal(byId.metrics.queueId, desk.queue);
    assert.deepEqual(await ask(socket, "leave_queue", { queueId: desk.queue }), {
      ok: true,
      room: byId.room,
    });
    const byObject = await ask(socket, "join_queue", { queueId: desk.queue });
    assert.equal(byObject.room, byId.room);
    assert.equal((await ask(socket, "join_team", { teamId: desk.team })).room, team);
    assert.equal((await ask(socket, "leave_team", desk.team)).ok, true);
    await until(() => named(socket, "room:left").length === 2, "room:left");
  },

  async "is refused a room by its code and stays"() {
    const socket = await signedIn(ben);
    const refused = await ask(socket, "join_queue", desk.otherQueue);
    assert.equal(refused.ok, false);
    assert.equal(refused.error.code, "not_found");
    await fileTicket();
    await until(() => named(socket, "ticket:created").length === 1, "event");
  },

  async "receives events in their order, each once"() {
    const socket = await signedIn(ben);
    for (let ticket = 0; ticket < 10; ticket += 1) await fileTicket();
    await until(() => named(socket, "queue:ticket_added").length === 10, "events");
    assert.deepEqual(numbersIn(socket, team), consecutive(20));
  },

  async "keeps up with a burst"() {
    const socket = await signedIn(ben);
    await Promise.all(Array.from({ length: 250 }, fileTicket));
    await until(() => numbersIn(socket, team).length === 500, "burst");
    assert.deepEqual(numbersIn(socket, team), consecutive(500));
  },

  async "renews its session on the live socket"() {
    const socket = await signedIn(ben);
    const { id } = socket;
    const fresh = await post("auth/refresh", ben, { refreshToken: ben.refreshToken });
    const renewal = { userId: ben.id, token: fresh.accessToken };
    assert.equal((await ask(socket, "authenticate", renewal)).success, true);
    await fileTicket();
    await until(() => named(socket, "ticket:created").length === 1, "event");
    assert.equal(socket.id, id);
  },

  async "takes a refused sign-in for final"() {
    const socket = connect();
    const gone = once(socket, "disconnect");
    const answer = await ask(socket, "authenticate", { userId: ben.id, token: "nonsense" });
    assert.equal(answer.error.code, "token_invalid");
    assert.equal(answer.error.retryable, false);
    const [reason] = await gone;
    assert.equal(reason, "io server disconnect");
    assert.equal(socket.active, false);
  },

  async "is closed for good after a sign-out"() {
    const socket = await signedIn(ben);
    const gone = once(socket, "disconnect");
    await post("auth/logout", ben, { refreshToken: ben.refreshToken });
    const [reason] = await gone;
    assert.equal(reason, "io server disconnect");
    assert.equal(socket.active, false);
  },

  async "comes back by itself after the server drained"() {
    const socket = connect({ auth: { token: ben.token } });
    await until(() => named(socket, "authenticated").length === 1, "authenticated");
    const gone = once(socket, "disconnect");
    process.stdout.write("signed in\n");
    const [reason] = await gone;
    assert.match(reason, /^transport (close|error)$/);
    assert.equal(socket.active, true);
    assert.equal(named(socket, "server:draining").length, 1);
    await until(() => named(socket, "authenticated").length === 2, "second sign-in");
    await fileTicket();
    await until(() => named(socket, "ticket:created").length === 1, "event");
  },
};

await scenarios[process.argv[2]]();
// Say good-bye, so that the server need not wait for somebody who is gone.
for (const socket of sockets) socket.disconnect();
