import { isStateTopic, topics } from "@shouwen/contracts/catalogue";
import { startLiveTail } from "@shouwen/event-bus/live-tail";
import type { Log } from "@shouwen/event-bus/log";
import type { Message } from "@shouwen/event-bus/message";
import { Problem } from "@shouwen/stack/problem";
import { dim } from "#bin/terminal.mjs";
import { runningStack } from "../platform/running-stack.ts";
import { eventLine } from "./event-line.ts";

/** What to follow. */
export type TailOptions = {
  /** `ticket` for `shouwen.ticket`; none means every topic of facts. */
  readonly names: readonly string[];
  readonly property: string | undefined;
  /** `now`, `beginning`, or how long ago: `90s`, `10m`, `2h`. */
  readonly since: string;
  readonly json: boolean;
};

const known = topics.map(({ name }) => name).filter((name) => !name.endsWith(".dlq"));

/** The topics that are meant by their short names. Throws which there are when one is none. */
export const topicsNamed = (names: readonly string[]): string[] => {
  if (names.length === 0) return known.filter((name) => !isStateTopic(name));
  return names.map((name) => {
    const full = name.startsWith("shouwen.") ? name : `shouwen.${name}`;
    if (known.includes(full)) return full;
    throw new Problem(`There is no topic ${full}`, {
      fix: `The topics are: ${known.map((it) => it.replace("shouwen.", "")).join(", ")}.`,
    });
  });
};

const unitMs: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970 from which on events are shown. */
export const sinceOf = (text: string, now: number): number | "beginning" => {
  if (text === "beginning") return text;
  if (text === "now") return now;
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count && unit) return now - Number(count) * (unitMs[unit] ?? 0);
  throw new Problem(`--since ${text} is not a time`, { fix: "Write now, beginning, 90s, 10m or 2h." });
};

const onStderr = (fields: object, message: string): void => {
  const { reason } = fields as { reason?: string };
  process.stderr.write(`${dim(reason === undefined ? message : `${message} (${reason})`)}\n`);
};
const log: Log = { info: () => undefined, warn: onStderr, error: onStderr };

const jsonOf = ({ envelope, data, topic, partition, offset, key }: Message): string =>
  JSON.stringify({ topic, partition, offset, key, ...envelope, data });

/** Shows events as they happen, until Ctrl-C. */
export const runTail = async ({ names, property, since, json }: TailOptions): Promise<void> => {
  const { kafka } = runningStack();
  const from = sinceOf(since, Date.now());
  const tail = startLiveTail({
    brokers: kafka.brokers,
    name: "shouwen-tail",
    topics: topicsNamed(names).map((name) => ({ name, since: from })),
    log,
    onMessage: (message) => {
      const { envelope, key } = message;
      if (property !== undefined && envelope.propertyid !== property) return;
      const data = message.data as Record<string, unknown> | null;
      const line = json ? jsonOf(message) : eventLine({ ...envelope, key, data });
      process.stdout.write(`${line}\n`);
    },
  });
  await new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
    process.stdout.once("error", () => resolve()); // `| head` has seen enough
  });
  await tail.stop();
};
