import { sealed } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import type { Log } from "@shouwen/event-bus/log";
import { rejection } from "./rejection.ts";
import { contactReason, type ReadingReason } from "./words-access.ts";

const wordsOfOthers = rejection(
  "words.not_yours",
  "forbidden",
  "What was written is read by the people of the matter and those who lead; an agent who has its customer on the line says so (reason)",
);

/** Throws unless there is a reason to read. */
export const demandReason = <Reason extends Opening["reason"]>(reason: Reason | undefined): Reason => {
  if (reason === undefined) throw wordsOfOthers({ reasons: contactReason.options });
  return reason;
};

/** Opens sealed text; null once its person is erased. */
export type OpenWords = (text: string) => Promise<string | null>;

const isSealed = (value: unknown): value is string =>
  typeof value === "string" && value.startsWith("sealed:v1:") && sealed.safeParse(value).success;

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
export const openWordsIn = async <Value>(value: Value, open: OpenWords): Promise<Value> => {
  const texts = [...new Set(sealedIn(value))];
  const opened = await Promise.all(texts.map(open));
  return replaced(value, new Map(texts.map((text, index) => [text, opened[index] ?? null]))) as Value;
};

/** The part of the vault that reading needs. */
type Keys = { open(sealed: string): Promise<string | null>; forget(subject: string): void };

/** What is known of a customer, for whoever opens what was sealed with their key. */
type KnownCustomer = (
  profileId: string,
) => Promise<{ readonly erasureRequestedAt?: string | undefined } | undefined>;

const subjectOf = (text: string): string => text.split(":")[2] ?? "";

/**
 * Opens with the vault. Whoever reads asks for the key each time, so that an erasure is seen at once at every replica,
 * wherever it was done. A text that cannot be read though its person was not erased, because it was damaged, is none; the
 * others beside it are read all the same. Of a customer whose erasure is asked for nothing is opened, confirmed or not.
 */
export const openerOf =
  (keys: Keys, log: Pick<Log, "error">, customerOf?: KnownCustomer): OpenWords =>
  async (text) => {
    const subject = subjectOf(text);
    if ((await customerOf?.(subject))?.erasureRequestedAt !== undefined) return null;
    try {
      keys.forget(subject);
      return await keys.open(text);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "UnreadableText") throw error;
      log.error({ error: error.message }, "sealed text cannot be read");
      return null;
    }
  };

/** Who read what was written about something, when and why. */
export type Opening = {
  readonly actor: string;
  /** The ticket, request, callback or approval. */
  readonly subject: string;
  readonly propertyId: string;
  readonly reason: ReadingReason | "asked" | "decides";
  readonly door: string;
};

/** Writes an opening down. Done before the words are opened. */
export const auditOpening = async (database: Database, opening: Opening): Promise<void> => {
  const { actor, subject, propertyId, reason, door } = opening;
  await database.query({
    name: "audit_opening",
    text: "insert into audit (actor, action, subject, property_id, detail) values ($1, 'words.read', $2, $3, $4)",
    values: [actor, subject, propertyId, JSON.stringify({ reason, door })],
  });
};

export type AuditedOpening = { readonly seq: number; readonly at: string } & Pick<
  Opening,
  "actor" | "reason" | "door"
>;

/** Who read what was written about something, newest first, before `before`. */
export const openingsOf = async (
  database: Database,
  { subject, before, limit }: { subject: string; before: number | undefined; limit: number },
): Promise<AuditedOpening[]> => {
  const { rows } = await database.query<AuditedOpening>({
    name: "openings_of",
    text: `select seq, at, actor, detail ->> 'reason' as reason, detail ->> 'door' as door from audit
           where subject = $1 and action = 'words.read' and ($2::bigint is null or seq < $2) order by seq desc limit $3`,
    values: [subject, before ?? null, limit],
  });
  return rows;
};
