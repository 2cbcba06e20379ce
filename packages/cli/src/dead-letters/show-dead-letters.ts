import { z } from "zod";
import { bold, dim, red, yellow } from "#bin/terminal.mjs";
import { createClient } from "../platform/http-client.ts";
import { runningStack } from "../platform/running-stack.ts";
import { askServices } from "./ask-services.ts";
import type { Selection } from "./run-dead-letters.ts";

const message = z.object({
  id: z.number(),
  status: z.string(),
  consumer: z.string(),
  topic: z.string(),
  key: z.string(),
  eventId: z.string(),
  type: z.string(),
  headers: z.string(),
  tries: z.number(),
  code: z.string(),
  reason: z.string(),
  firstFailedAt: z.string(),
  nextTryAt: z.string(),
});
type Message = z.output<typeof message>;

const timeline = z.object({
  events: z.array(z.looseObject({ type: z.string(), at: z.string().optional(), data: z.looseObject({}) })),
});

/** Of the W3C traceparent that the event carries: `00-<trace>-<span>-01`. */
const traceOf = (headers: string): string | undefined =>
  (JSON.parse(headers) as { traceparent?: string }).traceparent?.split("-")[1];

const shown = 12;

/** What happened to the ticket that the message is about, if it is about one. */
const storyOf = async ({ key }: Message): Promise<string[]> => {
  if (!key.startsWith("tic_")) return [];
  const { gateway, services, tokens } = runningStack();
  const client = createClient({ gateway, services, patienceMs: 5_000, atOnce: 1 });
  const path = `/v1/tickets/${key}/timeline`;
  const answer = await client({ service: "routing", path, token: tokens.admin ?? "" });
  if (answer.status >= 400) return [dim(`  there is no ticket ${key}`)];
  const { events } = timeline.parse(answer.body);
  const lines = events.slice(-shown).map(({ type, data }) => `  ${dim(String(data.at ?? ""))}  ${type}`);
  const before = events.length - shown;
  return [`  ${bold(`ticket ${key}`)}`, ...(before > 0 ? [dim(`  … ${before} earlier`)] : []), ...lines];
};

const linesOf = async (one: Message): Promise<string[]> => {
  const { id, status, consumer, topic, key, eventId, type, tries, code, reason, headers } = one;
  const trace = traceOf(headers);
  const until = status === "parked" ? ` · next try ${one.nextTryAt}` : "";
  return [
    `${bold(`#${id}`)}  ${(status === "dead" ? red : yellow)(status)}  ${type}  in ${consumer}`,
    `  ${code}: ${reason}`,
    dim(`  ${topic} · key ${key} · event ${eventId}`),
    dim(`  failed first ${one.firstFailedAt} · ${tries} tries${until}`),
    ...(trace ? [`  trace ${trace}${key.startsWith("tic_") ? `: npx shouwen trace ${key}` : ""}`] : []),
    ...(await storyOf(one)),
    "",
  ];
};

/** Prints messages that were set aside, oldest first, each with its trace and its ticket's story. */
export const showDeadLetters = async (
  service: string,
  selection: Omit<Selection, "service">,
): Promise<number> => {
  const chosen = Object.entries(selection).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(chosen.map(([name, value]): [string, string] => [name, String(value)]));
  const [answer] = await askServices({ service, path: `/v1/dead-letters/messages?${query}` });
  if (!answer || answer.status >= 400) {
    process.stderr.write(`${red("✘")} ${service} answered ${answer?.status} ${answer?.title ?? ""}\n`);
    return 1;
  }
  const messages = z.array(message).parse(answer.messages);
  for (const one of messages) process.stdout.write(`${(await linesOf(one)).join("\n")}\n`);
  if (messages.length === 0) process.stdout.write("No such message.\n");
  return 0;
};
