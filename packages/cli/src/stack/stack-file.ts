import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { StateFolder } from "./state-folder.ts";

/** How to reach a running stack. Written once it is ready, kept up to date, gone when it has stopped. */
export type Stack = {
  gateway: string;
  services: Record<string, string>;
  /** Every process of a service by its name (`routing`, `routing-2`), the first ones included. */
  replicas: Record<string, string>;
  kafka: { brokers: string[] };
  postgres: { url: string; services: Record<string, string> };
  /** One token per role, as `shouwen token` makes it. A running stack makes new ones before they end. */
  tokens: Record<string, string>;
  pids: Record<string, number>;
  /** OTLP/HTTP endpoint; recent traces and metrics are asked for here as well. */
  otlp: string;
  /** What stands in for the world outside. */
  helpers: { sms: string; mail: string; smtp: string };
};

/** Writes aside and renames, so that a reader never sees half of it. It holds tokens: readable by its owner only. */
export const writeStack = ({ stackFile }: StateFolder, stack: Stack): void => {
  writeFileSync(`${stackFile}.new`, `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${stackFile}.new`, stackFile);
};

/** The stack that runs, or that was running when its supervisor was killed. */
export const readStack = ({ stackFile }: StateFolder): Stack | undefined =>
  existsSync(stackFile) ? (JSON.parse(readFileSync(stackFile, "utf8")) as Stack) : undefined;

/** Nothing runs any more. */
export const removeStack = ({ stackFile }: StateFolder): void => rmSync(stackFile, { force: true });
