import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@shouwen/test-kit/eventually";
import pg from "pg";
import type { Platform } from "./platform.ts";

/** A made-up customer whose phone, identity number, e-mail and name stand nowhere else on the platform. */
export type Canary = {
  readonly phone: string;
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** All of it in one sentence, as somebody at a desk might write it down. */
  readonly text: string;
};

export const aCanary = (): Canary => {
  const own = String(process.pid % 10_000).padStart(4, "0");
  const [phone, id, email, name] = [
    `1770077${own}`,
    `11010119871103${own}`,
    `canary.${own}@example.com`,
    "尉迟晓鹂",
  ];
  return { phone, id, email, name, text: `${name}，电话 ${phone}，身份证 ${id}，邮箱 ${email}，1203` };
};

/** What of a canary stands in a text. */
export const namedIn = (text: string, { phone, id, email, name }: Canary): string[] =>
  [phone, id, email, name].filter((what) => text.includes(what));

const tablesText = `
select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' order by 1, 2`;

/** Every table of every schema in which the canary can be read, by the owner of the whole database. */
export const tablesNaming = async ({ stack }: Platform, canary: Canary): Promise<string[]> => {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; name: string }>(tablesText);
    const found: string[] = [];
    for (const { schema, name } of rows) {
      const text = `select t::text as row from "${schema}"."${name}" t where t::text like any($1)`;
      const wanted = [canary.phone, canary.id, canary.email, canary.name].map((what) => `%${what}%`);
      const named = await client.query<{ row: string }>(text, [wanted]);
      found.push(...named.rows.map(({ row }) => `${schema}.${name}: ${row.slice(0, 400)}`));
    }
    return found;
  } finally {
    await client.end();
  }
};

/** The lines of the platform's logs in which the canary can be read; those of what stands in for the world excepted. */
export const logLinesNaming = ({ folder }: Platform, canary: Canary): string[] =>
  readdirSync(folder.logs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:sms|mail)/.test(entry.name))
    .flatMap((entry) =>
      readFileSync(join(entry.parentPath, entry.name), "utf8")
        .split("\n")
        .filter((line) => namedIn(line, canary).length > 0)
        .map((line) => `${entry.name}: ${line.slice(0, 400)}`),
    );

type Kept = { readonly spans: number; readonly forgotten: number };

const ask = async (url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
};

/** How many spans the platform remembers, and how many it has forgotten. */
export const keptSpans = async ({ stack }: Platform): Promise<Kept> =>
  JSON.parse(await ask(`${stack.otlp}/health/ready`));

/**
 * Waits until every process has handed over the spans that have ended until now. They are handed over in the order in which
 * they ended: asks each process something under a trace of its own, and waits for that one.
 */
const untilHandedOver = async ({ stack }: Platform): Promise<void> => {
  const processes = [stack.gateway, ...Object.values(stack.services)].filter((url) => url !== "");
  const traceIds = processes.map(() => randomBytes(16).toString("hex"));
  await Promise.all(
    processes.map((url, n) =>
      ask(`${url}/health/ready`, {
        traceparent: `00-${traceIds[n]}-${randomBytes(8).toString("hex")}-01`,
      }),
    ),
  );
  await eventually(() => Promise.all(traceIds.map((traceId) => ask(`${stack.otlp}/traces/${traceId}`))));
};

type Looked = { readonly ticketIds: readonly string[]; readonly before: Kept };

/**
 * The spans in which the canary can be read, of all that the platform made since `before`. Throws where some of them are
 * not there to be looked at: those of a ticket are missing, or more were forgotten than there had been before.
 */
export const spansNaming = async (
  platform: Platform,
  canary: Canary,
  { ticketIds, before }: Looked,
): Promise<string[]> => {
  await untilHandedOver(platform);
  const { forgotten } = await keptSpans(platform);
  if (forgotten - before.forgotten > before.spans) throw new Error("Spans of this test were forgotten");
  const { otlp } = platform.stack;
  const stories = await Promise.all(ticketIds.map((id) => ask(`${otlp}/traces?ticket=${id}`)));
  for (const [n, story] of stories.entries())
    if (JSON.parse(story).traces.length === 0) throw new Error(`No span tells of ${ticketIds[n]}`);
  return [...stories, await ask(`${otlp}/spans`)].flatMap((page) => namedIn(page, canary));
};
