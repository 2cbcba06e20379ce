import { connect, createServer, type Socket } from "node:net";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { eventually } from "./eventually.ts";
import { type TcpProxy, tcpProxy } from "./tcp-proxy.ts";

let proxy: TcpProxy;

/** Says back what it hears. */
const anEchoServer = async (): Promise<number> => {
  const server = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
};

beforeEach(async () => {
  proxy = await tcpProxy({ port: await anEchoServer() });
  return () => proxy.close();
});

type Caller = { socket: Socket; heard: string[]; ended: string[] };

const call = (): Caller => {
  const caller: Caller = { socket: connect(proxy.port, "127.0.0.1"), heard: [], ended: [] };
  caller.socket.on("data", (chunk) => caller.heard.push(chunk.toString()));
  caller.socket.on("error", (error) =>
    caller.ended.push("code" in error ? String(error.code) : error.message),
  );
  caller.socket.on("close", () => caller.ended.push("closed"));
  onTestFinished(() => void caller.socket.destroy());
  return caller;
};

const hears = (caller: Caller, words: string) => eventually(() => expect(caller.heard.join("")).toBe(words));

test("without a fault everything passes", async () => {
  const caller = call();
  caller.socket.write("hello");
  await hears(caller, "hello");
  expect(proxy.connections()).toBe(1);
});

test("a cut ends present connections and lets no new one talk, until it is mended", async () => {
  const present = call();
  present.socket.write("hello");
  await hears(present, "hello");
  proxy.fault({ kind: "cut" });
  const late = call();
  await eventually(() => expect([present.ended.at(-1), late.ended.at(-1)]).toEqual(["closed", "closed"]));
  proxy.fault({ kind: "none" });
  const mended = call();
  mended.socket.write("again");
  await hears(mended, "again");
});

test("a reset is seen as a reset", async () => {
  const caller = call();
  caller.socket.write("hello");
  await hears(caller, "hello");
  proxy.fault({ kind: "reset" });
  await eventually(() => expect(caller.ended).toEqual(["ECONNRESET", "closed"]));
});

test("half open means connected and without an answer; what was held back arrives when it ends", async () => {
  const caller = call();
  caller.socket.write("one ");
  await hears(caller, "one ");
  proxy.fault({ kind: "half-open" });
  caller.socket.write("two");
  await expect(eventually(() => expect(caller.heard).toHaveLength(2), { timeoutMs: 150 })).rejects.toThrow();
  expect(caller.ended).toEqual([]);
  proxy.fault({ kind: "none" });
  await hears(caller, "one two");
});

test("mute passes what is said and throws the answer away", async () => {
  const caller = call();
  caller.socket.write("one ");
  await hears(caller, "one ");
  proxy.fault({ kind: "mute" });
  caller.socket.write("two ");
  await expect(eventually(() => expect(caller.heard).toHaveLength(2), { timeoutMs: 150 })).rejects.toThrow();
  proxy.fault({ kind: "none" });
  caller.socket.write("three");
  await hears(caller, "one three");
});

test("latency delays both directions", async () => {
  const caller = call();
  caller.socket.write("warm up");
  await hears(caller, "warm up");
  proxy.fault({ kind: "latency", ms: 60 });
  const began = performance.now();
  caller.socket.write("!");
  await hears(caller, "warm up!");
  expect(performance.now() - began).toBeGreaterThanOrEqual(118);
});
