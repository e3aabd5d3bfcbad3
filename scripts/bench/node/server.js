// The peer: Node's socket.io with its default WebSocket engine, as its documentation has it.
// Signs people in with a JWT, puts them into the same rooms as the product, and says the same.
import { createSecretKey } from "node:crypto";
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import jwt from "jsonwebtoken";
import { createClient } from "redis";
import { Server } from "socket.io";

const { JWT_SECRET, TEAM, QUEUE, EVENT, REDIS_URL } = process.env;
const key = createSecretKey(Buffer.from(JWT_SECRET));
const claims = { algorithms: ["HS256"], audience: "bomizzel-api", issuer: "bomizzel" };
const event = JSON.parse(EVENT);
let said = 0;

const http = createServer((request, response) => {
  const address = new URL(request.url, "http://localhost");
  if (address.pathname === "/emit") {
    for (let left = Number(address.searchParams.get("count")); left > 0; left -= 1) {
      said += 1;
      io.to(`queue:${QUEUE}`).emit(event.type, { ...event, pos: { [`queue:${QUEUE}`]: said } });
    }
  }
  response.end("ok");
});

const io = new Server(http, { transports: ["websocket", "polling"] });
if (REDIS_URL) {
  const publishing = createClient({ url: REDIS_URL });
  const subscribed = publishing.duplicate();
  await Promise.all([publishing.connect(), subscribed.connect()]);
  io.adapter(createAdapter(publishing, subscribed));
}
io.on("connection", (socket) => {
  socket.on("authenticate", ({ userId, token }) => {
    const person = jwt.verify(token, key, claims);
    if (person.sub !== userId) throw new Error("somebody else");
    socket.join([`user:${userId}`, `team:${TEAM}`, `queue:${QUEUE}`]);
    socket.emit("authenticated", { success: true, userId });
  });
});

http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
