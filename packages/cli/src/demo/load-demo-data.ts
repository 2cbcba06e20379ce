import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Problem } from "@shouwen/stack/problem";
import { z } from "zod";
import { bodyOf, type Call, type Client, createClient } from "../platform/http-client.ts";
import type { Stack } from "../stack/stack-file.ts";
import { type DemoGroup, type House, housesOf, readDemoGroup } from "./cast.ts";
import { type DemoPolicy, demoPolicies } from "./demo-policies.ts";

/** The part of a stack that is needed to load data into it. */
export type Reachable = Pick<Stack, "gateway" | "services" | "tokens">;

const count = z.object({ changed: z.int(), unchanged: z.int(), refused: z.int() });
const report = z.object({
  properties: count,
  teams: count,
  staff: count,
  refused: z.array(z.looseObject({ kind: z.string(), id: z.string().nullable(), title: z.string() })),
});

const inForce = z.object({ scope: z.string(), body: z.record(z.string(), z.unknown()) });

type AsAdmin = (call: Omit<Call, "token">) => Promise<unknown>;

const adminOf =
  (client: Client, token: string): AsAdmin =>
  async (call) => {
    const full = { ...call, token };
    return bodyOf(full, await client(full));
  };

/** Puts the whole group in; what is there already stays. Answers how many things changed. */
const importGroup = async (ask: AsAdmin, group: DemoGroup): Promise<number> => {
  const path = "/v1/imports/workforce";
  // Each item is idempotent by itself, so that the whole may be sent again.
  const key = `demo-data-${crypto.randomUUID()}`;
  const { refused, ...counts } = report.parse(
    await ask({ service: "workforce", method: "POST", path, body: group, key }),
  );
  const [first] = refused;
  if (first)
    throw new Problem(`The demo group was not taken: ${first.kind} ${first.id}: ${first.title}`, {
      fix: "Start without demo data to look into it: npm start -- --no-demo",
    });
  return counts.properties.changed + counts.teams.changed + counts.staff.changed;
};

/** What a service makes of a body that leaves defaults out: it is in force when all that we say is said. */
const says = (whole: unknown, part: unknown): boolean =>
  typeof part === "object" && part !== null && !Array.isArray(part)
    ? Object.entries(part).every(([name, value]) => says((whole as Record<string, unknown>)?.[name], value))
    : isDeepStrictEqual(whole, part);

type Publishing = { readonly ask: AsAdmin; readonly restore: boolean };

/** Publishes a rule for a property, unless it is in force already. Answers whether it published. */
const publish = async (
  { ask, restore }: Publishing,
  { propertyId: scope }: House,
  { service, kind, body }: DemoPolicy,
): Promise<boolean> => {
  const path = `/v1/policies/${kind}`;
  const now = inForce.parse(await ask({ service, path: `${path}?propertyId=${scope}` }));
  if (now.scope === scope && (!restore || says(now.body, body))) return false;
  const key = `demo-data-${crypto.randomUUID()}`;
  await ask({ service, method: "POST", path, body: { scope, body }, key });
  return true;
};

const KNOWN_WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 100;

/** Each asks a service about a property as somebody would who works with it: "not found" means not heard of yet. */
const questions = (propertyId: string): readonly Omit<Call, "token">[] => [
  {
    service: "intake",
    method: "POST",
    path: "/v1/callers/lookup",
    body: { propertyId, contact: { text: "nobody@example.com" } },
    key: `demo-data-${crypto.randomUUID()}`,
  },
  { service: "callbacks", path: `/v1/callbacks/desk?propertyId=${propertyId}` },
];

const waitUntilKnown = async (
  client: Client,
  { services, tokens }: Reachable,
  propertyId: string,
): Promise<void> => {
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  for (const question of questions(propertyId).filter(({ service }) => service in services)) {
    const call = { ...question, token: tokens.admin ?? "" };
    while ((await client(call)).status === 404) {
      if (performance.now() > deadline)
        throw new Problem(`${question.service} has not heard of ${propertyId}`, {
          fix: "npx shouwen status shows where events are waiting.",
        });
      await delay(ASK_AGAIN_MS);
    }
  }
};

/**
 * Loads what a newcomer finds in a fresh stack, over HTTP and as an admin, like any customer's own import: a group
 * with its people, and rules by which whole lives end in a minute. Safe to call at every start: what is there already
 * stays. A rule that somebody published for one of the properties stays as well, unless it is to be restored. `pace`
 * is how many times faster than usual lives are to end; `resume` finishes a load that failed half way: then what was
 * put in before may not be known everywhere yet. Returns a remark for the terminal.
 */
export const loadDemoData = async (
  stack: Reachable,
  { restore, pace, resume = false }: { restore: boolean; pace?: number; resume?: boolean } = {
    restore: false,
  },
): Promise<string> => {
  const { gateway, services, tokens } = stack;
  if (!("workforce" in services)) return "skipped, workforce was not started";
  const client = createClient({ gateway, services, patienceMs: 30_000, atOnce: 8 });
  const ask = adminOf(client, tokens.admin ?? "");
  const group = await readDemoGroup();
  const houses = housesOf(group);
  const changed = await importGroup(ask, group);
  const wanted = houses.flatMap((house) =>
    demoPolicies(house, pace)
      .filter(({ service }) => service in services)
      .map((policy) => publish({ ask, restore }, house, policy)),
  );
  const published = (await Promise.all(wanted)).filter(Boolean).length;
  if (changed > 0 || resume)
    await Promise.all(houses.map(({ propertyId }) => waitUntilKnown(client, stack, propertyId)));
  return changed + published === 0 ? "all there" : `${houses.length} properties, ${published} rules`;
};
