import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { closePromptly } from "./http-closing.ts";

const start = async () => {
  const app = Fastify({ forceCloseConnections: "idle" });
  closePromptly(app);
  let answer = (_text: string): void => undefined;
  const asked = new Promise<void>((resolve) => {
    app.get("/slow", () => {
      resolve();
      return new Promise<string>((give) => {
        answer = give;
      });
    });
  });
  app.get("/", () => "here");
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  return { app, port, asked, answer: (text: string) => answer(text) };
};

const msToClose = async (close: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await close();
  return performance.now() - startedAt;
};

test("a connection that never asked anything does not hold up a stop", async () => {
  const { app, port } = await start();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  expect(await msToClose(() => app.close())).toBeLessThan(5_000);
});

test("a connection that is kept for later does not hold up a stop", async () => {
  const { app, port } = await start();
  const agent = new Agent({ keepAlive: true });
  const [answer] = (await once(get({ port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage];
  await answer.resume().toArray();
  expect(await msToClose(() => app.close())).toBeLessThan(5_000);
  agent.destroy();
});

test("a request under way is answered, and then its connection does not hold up the stop", async () => {
  const { app, port, asked, answer } = await start();
  const agent = new Agent({ keepAlive: true });
  const response = once(get({ port, host: "127.0.0.1", path: "/slow", agent }), "response");
  await asked;
  const closing = msToClose(() => app.close());
  answer("done");
  const [message] = (await response) as [IncomingMessage];
  expect(Buffer.concat(await message.toArray()).toString()).toBe("done");
  expect(await closing).toBeLessThan(5_000);
  agent.destroy();
});
