import { connect } from "node:net";
import { expect, test } from "vitest";
import type { App } from "../src/http.ts";
import { listening, openTea } from "./tea.ts";

const noRoutes = () => undefined;

/** Opens a connection that says nothing yet; `ended` once the other side has closed it, with what it said before. */
const silentConnection = (port: number) => {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (part) => (heard += part.toString()));
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve(heard)));
  const connected = new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  return { socket, connected, ended };
};

test("a client that does not come to the end of its headers is told 408 and cut", async () => {
  const app = await openTea({ routes: noRoutes, headersWithinMs: 200 });
  const slow = silentConnection(await listening(app));
  const began = performance.now();
  slow.socket.write("GET /v1/teas HTTP/1.1\r\nhost: tea\r\nx-slow: ");
  expect(await slow.ended).toContain("408 ");
  // Without a time-out of ours Node waits for a minute.
  expect(performance.now() - began).toBeLessThan(20_000);
  await app.close();
});

test("beyond MAX_CONNECTIONS a connection is closed at once, and taken again when another has ended", async () => {
  const app = await openTea({ routes: noRoutes, maxConnections: 2 });
  const port = await listening(app);
  const [first, second] = [silentConnection(port), silentConnection(port)];
  await Promise.all([first.connected, second.connected]);
  await expect.poll(() => connectionsOf(app)).toBe(2);
  expect(await silentConnection(port).ended).toBe("");
  first.socket.destroy();
  await expect.poll(() => connectionsOf(app)).toBe(1);
  expect((await fetch(`http://127.0.0.1:${port}/v1/teas`)).status).toBe(404);
  second.socket.destroy();
  await app.close();
});

const connectionsOf = (app: App): Promise<number> =>
  new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

test("who went while they were being signed in takes no place of those that one person has", async () => {
  const signedIn = Promise.withResolvers<void>();
  const person = { id: "stf_maya", name: "Maya", roles: ["agent" as const], properties: ["prp_lakeside"] };
  let asked = 0;
  const slow = await openTea({
    authenticate: async () => {
      asked += 1;
      await signedIn.promise;
      return person;
    },
    routes: (routes) => {
      routes.get("/v1/held", { config: { allow: ["agent"], atOnce: 1 } }, () => ({ served: 1 }));
    },
  });
  const port = await listening(slow);
  let closed = false;
  slow.server.once("connection", (theirs) => theirs.once("close", () => (closed = true)));
  const socket = connect(port, "127.0.0.1", () => socket.write("GET /v1/held HTTP/1.1\r\nhost: tea\r\n\r\n"));
  await expect.poll(() => asked).toBe(1);
  socket.destroy();
  await expect.poll(() => closed).toBe(true);
  signedIn.resolve();
  expect((await fetch(`http://127.0.0.1:${port}/v1/held`)).status).toBe(200);
  await slow.close();
});
