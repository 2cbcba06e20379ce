import { nameOf, type Operation } from "./operations.ts";
import { addressOf, type Known, requestFor, type Sent } from "./samples.ts";

const roles = ["agent", "staff", "supervisor", "manager", "integrator", "admin"] as const;

/** Where somebody belongs: to the property whose things are asked for, to another one, to the whole group, to nobody. */
export type Side = "own" | "other" | "group" | "nobody";

/** Somebody who asks. */
export type Asker = {
  readonly role: string | undefined;
  readonly side: Side;
  readonly authorization: string;
};

/** What a property has, as those who may see it find it. */
export type Treasure = {
  readonly known: Known;
  /** Texts and ids that only people of the property, or of the group, may ever be shown. */
  readonly secrets: readonly string[];
};

/** What came of asking everything as everybody: how often, how often a secret was rightly shown, and every leak. */
export type Asked = {
  operations: number;
  requests: number;
  shown: number;
  refused: number;
  readonly leaks: string[];
};

type Told = { readonly status: number; readonly code: string; readonly text: string };

const withinMs = 30_000;

const tell = async (operation: Operation, sent: Sent, authorization: string): Promise<Told> => {
  const answer = await fetch(addressOf(operation, sent), {
    method: operation.method,
    signal: AbortSignal.timeout(withinMs),
    headers: {
      ...(authorization === "" ? {} : { authorization }),
      ...(sent.body === undefined ? {} : { "content-type": operation.fileType ?? "application/json" }),
      ...sent.headers,
    },
    ...(sent.body === undefined || operation.method === "GET" ? {} : { body: sent.body }),
  });
  const text = await answer.text();
  const code = /"type":"urn:shouwen:problem:([^"]+)"/.exec(text)?.[1] ?? "";
  return { status: answer.status, code, text };
};

const isRead = ({ method }: Operation): boolean => method === "GET";

const mayCall = ({ roles: allowed, forGroup }: Operation, { role, side }: Asker): boolean =>
  role !== undefined && (role === "admin" || allowed.includes(role)) && (!forGroup || side === "group");

/** Names of the same form that nobody has. */
const unknownFor = ({ parameters }: Operation, known: Known): Known => ({
  ...known,
  ...Object.fromEntries(
    parameters
      .filter((one) => one.in === "path")
      .map(({ name }) => {
        const [prefix = "x"] = String(known[name]?.[0] ?? "x_").split("_");
        return [name, [`${prefix}_${crypto.randomUUID()}`]];
      }),
  ),
});

/** "Not yet" says as little as "not": which of them depends on how young an id looks. */
const likeness = ({ status, code }: Told): string => `${status} ${code.replace(/not_yet$/, "not_found")}`;

/** A secret in an answer that did not stand in the question. */
const secretIn = (told: Told, sent: Sent, { secrets }: Treasure): string | undefined => {
  const said = JSON.stringify(sent);
  return secrets.find((secret) => told.text.includes(secret) && !said.includes(secret));
};

/** Somebody of another property asks for a thing of this one: it must look like one that nobody has. */
const leakTo = async (
  operation: Operation,
  asker: Asker,
  treasure: Treasure,
): Promise<string | undefined> => {
  const sent = requestFor(operation, treasure.known, false);
  const told = await tell(operation, sent, asker.authorization);
  const secret = secretIn(told, sent, treasure);
  if (secret !== undefined) return `shows ${secret}`;
  const names = JSON.stringify(sent);
  const namesThing = [...treasure.secrets, ...(treasure.known.propertyId ?? [])].some((id) =>
    names.includes(String(id)),
  );
  if (!isRead(operation) && namesThing && told.status < 300) return `is done: ${told.status}`;
  // What others may see as well, such as a version of the group's rule, may be told from one that nobody has.
  if (!Object.values(sent.path).some((id) => treasure.secrets.includes(id))) return undefined;
  const nobodys = requestFor(operation, unknownFor(operation, treasure.known), false);
  const unknown = await tell(operation, nobodys, asker.authorization);
  return likeness(told) === likeness(unknown)
    ? undefined
    : `answers ${likeness(told)}, and ${likeness(unknown)} for one that nobody has`;
};

const refusalMissing = (told: Told, { role }: Asker): string | undefined => {
  const wanted = role === undefined ? 401 : 403;
  return told.status === wanted ? undefined : `answers ${told.status} ${told.code} instead of ${wanted}`;
};

/** Looked at only after who may is decided, and before anything is done. */
const stopsBeforeDoing = { "if-match": "nonsense" };

const askOne = async (
  operation: Operation,
  asker: Asker,
  { treasure, asked }: { treasure: Treasure; asked: Asked },
): Promise<string | undefined> => {
  asked.requests += 1;
  if (operation.isPublic) return undefined;
  const plain = requestFor(operation, treasure.known, false);
  if (!mayCall(operation, asker)) {
    asked.refused += 1;
    return refusalMissing(await tell(operation, plain, asker.authorization), asker);
  }
  if (asker.side === "other") return leakTo(operation, asker, treasure);
  const sent = isRead(operation) ? plain : { ...plain, headers: stopsBeforeDoing };
  const told = await tell(operation, sent, asker.authorization);
  if (secretIn(told, sent, treasure) !== undefined) asked.shown += 1;
  return ["unauthenticated", "forbidden", "group_only"].includes(told.code)
    ? `is refused (${told.code}) though its role may`
    : undefined;
};

const atOnce = 8;

/** Asks every route as everybody. What one property has is shown to its own people and the group's, and to nobody else. */
export const askAsEverybody = async (
  operations: readonly Operation[],
  askers: readonly Asker[],
  treasure: Treasure,
): Promise<Asked> => {
  const asked: Asked = { operations: operations.length, requests: 0, shown: 0, refused: 0, leaks: [] };
  const waiting = operations.flatMap((operation) => askers.map((asker) => ({ operation, asker })));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { operation, asker } = next;
      const leak = await askOne(operation, asker, { treasure, asked }).catch((error: unknown) =>
        String(error),
      );
      if (leak !== undefined)
        asked.leaks.push(`${asker.role ?? "nobody"} of ${asker.side}: ${nameOf(operation)} ${leak}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return asked;
};

/** Everybody who can ask: each role of the property, of another one and of the group, and nobody at all. */
export const everybody = async (
  properties: { readonly own: string; readonly other: string },
  authorizationFor: (person: { role: string; properties: readonly string[] }) => Promise<string>,
): Promise<Asker[]> => {
  const sides = { own: [properties.own], other: [properties.other], group: ["*"] } as const;
  const people = Object.entries(sides).flatMap(([side, of]) =>
    (side === "group" ? (["agent", "manager", "admin"] as const) : roles).map(
      async (role): Promise<Asker> => {
        const authorization = await authorizationFor({ role, properties: of });
        return { role, side: side as Side, authorization };
      },
    ),
  );
  return [{ role: undefined, side: "nobody", authorization: "" }, ...(await Promise.all(people))];
};
