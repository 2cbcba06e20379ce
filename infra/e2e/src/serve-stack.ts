import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type StartedStack, startStack } from "./start-stack.ts";

/**
 * Runs once per vitest run. Starts the whole platform when the first test asks for it, and ends it after the last one.
 * Where `SHOUWEN_STACK` names the `stack.json` of a running one, the tests use that and this does nothing.
 */
export const setup = async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env.SHOUWEN_STACK) return undefined;
  let started: Promise<StartedStack> | undefined;
  const server = createServer((_request, response) => {
    started ??= startStack();
    started.then(
      ({ stackFile }) => response.end(stackFile),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.SHOUWEN_STACK_SERVER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async () => {
    delete process.env.SHOUWEN_STACK_SERVER;
    server.close();
    const stack = await started?.catch(() => undefined);
    await stack?.stop();
  };
};
