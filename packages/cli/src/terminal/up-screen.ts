import stringWidth from "string-width";
import { bold, createSteps, dim, explain, yellow } from "#bin/terminal.mjs";
import { demoUsers } from "../stack/demo-users.ts";
import type { Progress, Watcher } from "../stack/progress.ts";
import type { Stack } from "../stack/stack-file.ts";
import { spaceBehind } from "./table.ts";

/** Shows the progress of `up` on the terminal. */
export const progressOnTerminal = (): Watcher => {
  const steps = createSteps();
  const show: { [Kind in Progress["kind"]]: (progress: Extract<Progress, { kind: Kind }>) => void } = {
    step_started: ({ key, title }) => steps.start(key, title),
    step_done: ({ key, note }) => steps.done(key, note),
    step_detail: ({ key, text }) => steps.detail(key, text),
    step_failed: ({ key, reason, fix }) => {
      steps.fail(key);
      steps.say(`  ${reason}\n  ${bold("→")} ${fix}`);
    },
    notice: ({ text }) => steps.say(`${yellow("•")} ${dim(clock())} ${text}`),
    ready: () => undefined,
    failed: ({ message, fix }) => explain(message, fix),
  };
  return (progress) => (show[progress.kind] as (progress: Progress) => void)(progress);
};

const clock = (): string => new Date().toTimeString().slice(0, 8);

/** Lines of two columns, the first as wide as its widest cell. */
const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(0, ...rows.map(([name]) => stringWidth(name)));
  return rows.map(([name, value]) => `  ${name}${spaceBehind(name, width)}  ${value}`);
};

const curl = ({ gateway }: Stack): string =>
  `  curl -s ${gateway}/v1/requests \\
    -H "authorization: Bearer $(npx shouwen token --as ${demoUsers.agent?.staffId})" \\
    -H 'content-type: application/json' -H "idempotency-key: try-$(date +%s)" \\
    -d '{"propertyId":"prp_lakeside","channel":"phone","kind":"repair","category":"engineering/hvac","words":"房间空调不制冷，麻烦派人看看","place":"1203","contact":{"text":"13800138000"}}'`;

/** What a newcomer wants to know once everything is ready: where to look, who to be, what to try. */
export const readyScreen = (stack: Stack, tookMs: number | undefined): string => {
  const services = Object.entries(stack.services).filter(([name]) => name !== "gateway");
  const urls: [string, string][] = [
    ...(stack.gateway ? ([["Shouwen · 首问", stack.gateway]] as [string, string][]) : []),
    ...services,
    ["mail inbox", stack.helpers.mail],
    ["traces (OTLP)", stack.otlp],
    ["PostgreSQL", stack.postgres.url.replace(/:[^:@/]+@/, ":…@")],
    ["Kafka", stack.kafka.brokers.join(", ")],
  ];
  const users = Object.entries(demoUsers).map(([role, { name, staffId }]): [string, string] => [
    role,
    `${name}  ${dim(staffId)}`,
  ]);
  return [
    "",
    bold(
      tookMs === undefined ? "Shouwen is running" : `Shouwen is ready after ${(tookMs / 1000).toFixed(1)} s`,
    ),
    "",
    ...columns(urls),
    "",
    bold("Demo users") + dim("  (a token for each: npx shouwen token --as <id>; all in .shouwen/stack.json)"),
    ...columns(users),
    ...(stack.gateway ? ["", bold("Try it"), curl(stack)] : []),
    "",
  ].join("\n");
};
