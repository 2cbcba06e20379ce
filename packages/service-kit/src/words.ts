import { isSealed, keySubjectOf } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { Log } from "@shouwen/event-bus/log";
import { rejection } from "@shouwen/event-bus/rejection";
import { columns } from "@shouwen/event-bus/saving";
import { contactReason, type ReadingReason } from "./words-access.ts";

const wordsOfOthers = rejection(
  "words.not_yours",
  "forbidden",
  "What was written is read by the people of the matter and those who lead; an agent who has its customer on the line says so (reason)",
);

/** Throws unless there is a reason to read. */
export const requireReason = <Reason extends Opening["reason"]>(reason: Reason | undefined): Reason => {
  if (reason === undefined) throw wordsOfOthers({ reasons: contactReason.options });
  return reason;
};

/**
 * Opens sealed text; null once its person is erased. `customerId` is the customer of the matter it belongs to, where there
 * is one: what was sealed with another key, a request's or a property's, may be about them as well.
 */
export type OpenWords = (text: string, customerId?: string | null) => Promise<string | null>;

const sealedIn = (value: unknown): readonly string[] => {
  if (isSealed(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(sealedIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(sealedIn);
  return [];
};

const replaced = (value: unknown, words: ReadonlyMap<string, string | null>): unknown => {
  if (isSealed(value)) return words.get(value) ?? null;
  if (Array.isArray(value)) return value.map((item) => replaced(item, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, words)]));
};

/** Whether anything in a value is sealed. */
export const hasWords = (value: unknown): boolean => sealedIn(value).length > 0;

/** The same value with every sealed text in it opened; null where its person is erased. */
export const openWordsIn = async <Value>(
  value: Value,
  open: OpenWords,
  customerId: string | null = null,
): Promise<Value> => {
  const texts = [...new Set(sealedIn(value))];
  const opened = await Promise.all(texts.map((text) => open(text, customerId)));
  return replaced(value, new Map(texts.map((text, index) => [text, opened[index] ?? null]))) as Value;
};

/** The part of the vault that opening needs. */
type Keys = { open(sealed: string): Promise<string | null> };

/** What is known of a customer, for whoever opens what was written about them. */
export type KnownCustomer = (
  profileId: string,
) => Promise<{ readonly erasureRequestedAt?: string | undefined } | undefined>;

/**
 * Opens what the service itself works with, as to mask a name: also of a customer whose erasure is asked for. A text that
 * cannot be read though its person was not erased, because it was damaged, is none; the others beside it are read all the
 * same.
 */
export const toleratingDamage =
  ({ open }: Keys, log: Pick<Log, "error">): ((text: string) => Promise<string | null>) =>
  async (text) => {
    try {
      return await open(text);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "UnreadableText") throw error;
      log.error({ error: error.message }, "sealed text cannot be read");
      return null;
    }
  };

/**
 * Opens what people read. Whoever reads asks for the key each time, so that an erasure is seen at once at every replica,
 * wherever it was done. Of a customer whose erasure is asked for nothing is opened, confirmed or not. What another key
 * than the customer's sealed, as a request's, is opened only while its customer is known: their erasure may not have
 * reached that key. Texts that are opened side by side, as a page's are, cost one query for the customers and one for
 * the keys.
 */
export const openerOf = (
  keys: Keys & { forget(subject: string): void },
  log: Pick<Log, "error">,
  customerOf: KnownCustomer,
): OpenWords => {
  const open = toleratingDamage(keys, log);
  const isLeaving = async (id: string) => (await customerOf(id))?.erasureRequestedAt !== undefined;
  const isStaying = async (id: string) => {
    const customer = await customerOf(id);
    return customer !== undefined && customer.erasureRequestedAt === undefined;
  };
  return async (text, customerId = null) => {
    const subject = isSealed(text) ? keySubjectOf(text) : "";
    const [leaves, stays] = await Promise.all([
      subject.startsWith("pro_") && isLeaving(subject),
      customerId === null || customerId === subject || isStaying(customerId),
    ]);
    if (leaves || !stays) return null;
    keys.forget(subject);
    return open(text);
  };
};

/** Who read what was written about something, when and why. */
export type Opening = {
  readonly actor: string;
  /** The ticket, request, callback, approval, ledger entry or hand-over note. */
  readonly subject: string;
  readonly propertyId: string;
  /** Besides those of a matter: who asked for or decides an approval, whose account it is, who works at the property. */
  readonly reason: ReadingReason | "asked" | "decides" | "own_account" | "colleague";
  readonly door: string;
};

/** Writes openings down, a page's at once. Done before the words are opened. */
export const auditOpenings = async (database: Database, openings: readonly Opening[]): Promise<void> => {
  if (openings.length === 0) return;
  const rows = openings.map(({ reason, door, ...opening }) => ({
    ...opening,
    detail: JSON.stringify({ reason, door }),
  }));
  await database.query({
    name: "audit_openings",
    text: `insert into audit (actor, action, subject, property_id, detail)
           select o.actor, 'words.read', o.subject, o.property_id, o.detail
           from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) with ordinality
             as o(actor, subject, property_id, detail, n) order by o.n`,
    values: columns(rows, ["actor", "subject", "propertyId", "detail"]),
  });
};

/** Writes one opening down. */
export const auditOpening = (database: Database, opening: Opening): Promise<void> =>
  auditOpenings(database, [opening]);

export type AuditedOpening = { readonly seq: number; readonly at: string } & Pick<
  Opening,
  "actor" | "reason" | "door"
>;

/** Who read what was written about something, newest first, before `before`. */
export type ListOpenings = (asked: {
  readonly subject: string;
  readonly before: number | undefined;
  readonly limit: number;
}) => Promise<readonly AuditedOpening[]>;

/** Reads who opened what in a service's own audit. */
export const openingsIn =
  (database: Database): ListOpenings =>
  async ({ subject, before, limit }) => {
    const { rows } = await database.query<AuditedOpening>({
      name: "openings_of",
      text: `select seq, at, actor, detail ->> 'reason' as reason, detail ->> 'door' as door from audit
             where subject = $1 and action = 'words.read' and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
      values: [subject, before ?? null, limit],
    });
    return rows;
  };
