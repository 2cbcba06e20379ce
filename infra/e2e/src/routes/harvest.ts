import type { Operation } from "./operations.ts";
import { addressOf, type Known, requestFor } from "./samples.ts";

const idsIn = (value: unknown, name = ""): (readonly [string, string])[] => {
  if (typeof value === "string") return /Id$/.test(name) ? [[name, value]] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inside]) =>
    idsIn(inside, Array.isArray(value) ? name : field),
  );
};

/** What the lists of all services name, by the names of their fields, beside what is known already. */
export const harvest = async (
  operations: readonly Operation[],
  known: Known,
  authorization: string,
): Promise<Known> => {
  const lists = operations.filter(({ method, path }) => method === "GET" && !path.includes("{"));
  const found = await Promise.all(
    lists.map(async (operation) => {
      const address = addressOf(operation, requestFor(operation, known, false));
      const answer = await fetch(address, { headers: { authorization } });
      return answer.ok ? idsIn(await answer.json().catch(() => undefined)) : [];
    }),
  );
  const all = new Map<string, Set<string>>();
  for (const [name, id] of [...Object.entries(known).flatMap(entriesOf), ...found.flat()])
    all.set(name, (all.get(name) ?? new Set()).add(id));
  return Object.fromEntries([...all].map(([name, ids]) => [name, [...ids]]));
};

const entriesOf = ([name, values]: [string, readonly unknown[]]) =>
  values.map((value) => [name, String(value)] as const);
