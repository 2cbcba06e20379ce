import type { Platform } from "../platform.ts";
import { type Operation, operationsOf } from "./operations.ts";

/** Every route of every service, from its own document, and what the gateway answers itself. */
export const allRoutes = async ({ stack }: Platform): Promise<Operation[]> => {
  const own = await Promise.all(
    Object.entries(stack.services)
      .filter(([service]) => service !== "gateway")
      .map(([service, url]) => operationsOf(service, url)),
  );
  const merged = await operationsOf("gateway", stack.gateway);
  const passedOn = new Set(own.flat().map(({ method, path }) => `${method} ${path}`));
  const system = /^\/v1\/(dead-letters|archive|replays)/;
  const gateways = merged.filter(
    ({ method, path }) => system.test(path) || !passedOn.has(`${method} ${path}`),
  );
  return [...own.flat(), ...gateways];
};
