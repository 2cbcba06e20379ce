import { z } from "zod";
import { dim, red, yellow } from "#bin/terminal.mjs";
import { figure } from "../terminal/table.ts";
import { askServices, type ServiceAnswer } from "./ask-services.ts";

/** Which messages are meant: one, a group of alike ones, those of a consumer, or all. */
export type Selection = {
  readonly service: string | undefined;
  readonly id: number | undefined;
  readonly fingerprint: string | undefined;
  readonly consumer: string | undefined;
};

const group = z.object({
  consumer: z.string(),
  type: z.string(),
  code: z.string(),
  reason: z.string(),
  fingerprint: z.string(),
  status: z.enum(["parked", "dead"]),
  count: z.number(),
  firstSeen: z.string(),
  lastSeen: z.string(),
});
type Group = z.output<typeof group>;

const groupLines = (service: string, it: Group): string[] => {
  const status = it.status === "dead" ? red(it.status) : yellow(it.status);
  return [
    `${service}  ${status}  ${figure(it.count)} × ${it.type}  in ${it.consumer}`,
    `  ${it.code}: ${it.reason}`,
    dim(`  group ${it.fingerprint} · first ${it.firstSeen} · last ${it.lastSeen}`),
  ];
};

const sayUnanswered = (answers: readonly ServiceAnswer[]): number => {
  const failed = answers.filter(({ status }) => status >= 400);
  for (const { service, status, title } of failed)
    process.stderr.write(`${red("✘")} ${service} answered ${status} ${title ?? ""}\n`);
  return failed.length === 0 ? 0 : 1;
};

const good = (answers: readonly ServiceAnswer[]) => answers.filter(({ status }) => status < 400);

/** Prints what was set aside, in groups of alike messages. Returns the exit code. */
export const listDeadLetters = async (service: string | undefined, json: boolean): Promise<number> => {
  const answers = await askServices({ service, path: "/v1/dead-letters" });
  const groups = good(answers).flatMap((answer) =>
    z
      .array(group)
      .parse(answer.groups)
      .map((it) => ({ service: answer.service, ...it })),
  );
  const text = json
    ? JSON.stringify(groups, null, 2)
    : groups.flatMap(({ service: name, ...it }) => groupLines(name, it)).join("\n");
  process.stdout.write(`${text || "No dead letters, and nothing parked."}\n`);
  return sayUnanswered(answers);
};

const words = { retry: "retried", discard: "discarded" } as const;

/** Puts a selection back in line, or gives it up for good; audited with the reason. Returns the exit code. */
export const actOnDeadLetters = async (
  action: keyof typeof words,
  { service, ...selection }: Selection,
  how: { readonly reason: string; readonly perSecond: number | undefined },
): Promise<number> => {
  const body = Object.fromEntries(
    Object.entries({ ...selection, ...how }).filter(([, value]) => value !== undefined),
  );
  const answers = await askServices({ service, path: `/v1/dead-letters/${action}`, body });
  for (const answer of good(answers))
    process.stdout.write(
      `${answer.service}  ${figure(Number(answer[words[action]] ?? 0))} ${words[action]}\n`,
    );
  return sayUnanswered(answers);
};
