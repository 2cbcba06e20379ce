import { requestReceived } from "@shouwen/contracts/events/request";
import { sayPriority } from "@shouwen/contracts/priority";
import type { Database } from "@shouwen/event-bus/database";
import { pass, passDuring } from "@shouwen/event-bus/failpoint";
import { newId, withPrefix } from "@shouwen/event-bus/ids";
import { keyReused } from "@shouwen/event-bus/key-reused";
import type { Log } from "@shouwen/event-bus/log";
import { outboxRow } from "@shouwen/event-bus/outbox";
import { inContext } from "@shouwen/event-bus/tracing";
import type { Committed } from "@shouwen/service-kit/group-commit";
import { openWith, type PersonKey, sealWith, subjectOf, UnreadableText } from "@shouwen/vault/sealed-text";
import type { Vault } from "@shouwen/vault/vault";
import type { Answer } from "../domain/answer.ts";
import { type Received, receiveRequest } from "../domain/receive-request.ts";
import { differsFromRecorded, externalIdPersonal, recordedOtherwise } from "../domain/rejections.ts";
import { tellDecision, warningsOf } from "../domain/tell-decision.ts";
import type { Arrival, ImportedRow } from "./arrival.ts";
import { profilesFor } from "./contacts.ts";
import { type Earlier, type FirstLook, lookFirst } from "./first-look.ts";
import { isSomebodysId, maskKnownName } from "./mask-draft.ts";
import { type RequestRow, writeRequests } from "./request-rows.ts";

/** A request that is durable. */
export type Taken = {
  readonly answer: Answer;
  /** It had been taken before; nothing was written. */
  readonly repeated: boolean;
  /** The row of a file that it was taken from. */
  readonly imported: ImportedRow | null;
};

/** Writes down what arrives. */
export type RequestTaking = {
  /** Takes a batch in three or four statements, whatever its size, and says in order what became of each. */
  take(arrivals: readonly Arrival[]): Promise<readonly Committed<Taken>[]>;
};

type Needs = {
  readonly database: Database;
  readonly vault: Vault;
  readonly source: string;
  /** Tells the relay that there is something to send. */
  readonly wake: () => void;
  readonly log: Pick<Log, "error">;
};

/** One arrival with what is known about it, on its way through a batch. */
type Open = {
  readonly n: number;
  readonly arrival: Arrival;
  readonly look: FirstLook;
  readonly received: Received;
  readonly now: string;
};

const maxRounds = 3;

/**
 * Opens the desk. What loses its place to a request with the same key, in another batch or in its own, is looked at
 * again and gets that request's answer.
 */
export const openRequestTaking = (needs: Needs): RequestTaking => ({
  take: async (arrivals) => {
    const outcomes: Committed<Taken>[] = arrivals.map(() => ({
      error: new Error("Others keep the same key"),
    }));
    let waiting = arrivals.map((arrival, n) => ({ arrival, n }));
    for (let round = 1; waiting.length > 0 && round <= maxRounds; round++) {
      const open = await lookAt(needs, waiting, outcomes);
      const taken = await takeOpen(needs, open);
      for (const { n, arrival } of open) {
        const answer = taken.get(arrival.requestId);
        if (answer) outcomes[n] = { answer: { answer, repeated: false, imported: arrival.imported } };
      }
      waiting = open.filter(({ arrival }) => !taken.has(arrival.requestId));
    }
    return outcomes;
  },
});

/** Reads what is known, answers the repeats, and decides about the others. */
const lookAt = async (
  { database }: Needs,
  waiting: readonly { arrival: Arrival; n: number }[],
  outcomes: Committed<Taken>[],
): Promise<readonly Open[]> => {
  const looking = waiting.map(({ arrival }) => ({ arrival, category: categoryToCompare(arrival) }));
  const { looks, now } = await lookFirst(database, looking);
  const open: Open[] = [];
  for (const [index, { arrival, n }] of waiting.entries()) {
    const look = looks[index] as FirstLook;
    if (look.earlier) outcomes[n] = repeatOf(look.earlier, arrival);
    else if (isSomebodysId(arrival.draft, arrival.property.countryCode))
      outcomes[n] = { error: externalIdPersonal({ field: "externalId" }) };
    else open.push({ n, arrival, look, now, received: decide(arrival, look.customer, now) });
  }
  return open;
};

const decide = (
  { draft, property, danger }: Arrival,
  customer: FirstLook["customer"],
  now: string,
): Received => receiveRequest(draft, { houseLanguage: property.language, danger, customer, now });

/** The category does not depend on who asks, so that duplicates are found in the same statement. */
const categoryToCompare = (arrival: Arrival): string | null =>
  arrival.draft.mode === "history" ? null : decide(arrival, null, epoch).category;
const epoch = "1970-01-01T00:00:00.000Z";

const repeatOf = ({ answer, fingerprint, imported }: Earlier, arrival: Arrival): Committed<Taken> =>
  fingerprint !== null && fingerprint !== arrival.once?.fingerprint
    ? { error: contradiction(arrival) }
    : { answer: { answer, repeated: true, imported } };

const contradiction = ({ life, imported }: Arrival): Error => {
  if (life) return recordedOtherwise();
  return imported ? differsFromRecorded() : keyReused();
};

/** Names the customers, seals what is theirs, and writes. Answers what was written, by request. */
const takeOpen = async (needs: Needs, open: readonly Open[]): Promise<ReadonlyMap<string, Answer>> => {
  if (open.length === 0) return new Map();
  const subjects = await customersOf(needs, open);
  const rows = open.map((one) => rowOf(needs, one, subjects.get(one.arrival.requestId)));
  const written = await passDuring("saving", writeRequests(needs.database, rows));
  pass("saved");
  if (written.size > 0) needs.wake();
  return new Map(
    rows.flatMap(({ arrival, answer }) =>
      written.has(arrival.requestId) ? [[arrival.requestId, answer] as const] : [],
    ),
  );
};

/** Whose the request is, and the key that seals what they said; without a profile it is the request's own. */
type Customer = { readonly profileId: string | null; readonly key: PersonKey | null };

const customersOf = async (
  { database, vault }: Needs,
  open: readonly Open[],
): Promise<ReadonlyMap<string, Customer>> => {
  const unknown = open.flatMap(({ arrival, look }) =>
    arrival.contact?.index && look.profileId === null ? [arrival.contact.index] : [],
  );
  const minted = await profilesFor(database, unknown);
  const profileOf = ({ arrival: { contact }, look }: Open): string | null => {
    if (contact === null) return null;
    return contact.index === null ? newId("pro") : (look.profileId ?? minted.get(contact.index) ?? null);
  };
  const profiles = new Map(open.map((one) => [one.arrival.requestId, profileOf(one)]));
  const keys = await vault.keysFor([...profiles.values()].filter((id) => id !== null));
  // Erased a moment ago: what is said now is a stranger's.
  const named = (requestId: string) => {
    const profileId = profiles.get(requestId) ?? null;
    return profileId !== null && keys.get(profileId) ? profileId : null;
  };
  const strangers = open.filter(({ arrival }) => isPersonal(arrival) && named(arrival.requestId) === null);
  const own = await vault.keysFor(strangers.map(({ arrival }) => arrival.requestId));
  return new Map(
    open.map(({ arrival: { requestId } }) => {
      const profileId = named(requestId);
      return [requestId, { profileId, key: keys.get(profileId ?? "") ?? own.get(requestId) ?? null }];
    }),
  );
};

const isPersonal = ({ contact, draft, life }: Arrival): boolean =>
  contact !== null ||
  draft.words !== null ||
  draft.displayName !== null ||
  (life?.some(({ note }) => note !== null) ?? false);

/** What all may read, without the name by which the customer is known from before. */
const withoutKnownName = (
  { log }: Needs,
  { arrival, look, received }: Pick<Open, "arrival" | "look" | "received">,
  key: PersonKey | null,
): Received => {
  const sealedName = look.customer?.displayName ?? null;
  const name = sealedName === null || key === null ? null : knownName(log, sealedName, key);
  return name === null ? received : maskKnownName(received, name, arrival.property.countryCode);
};

/** A name that was damaged is none: it must not refuse the requests of everybody who stands in the same batch. */
const knownName = (log: Needs["log"], sealedName: string, key: PersonKey): string | null => {
  try {
    return subjectOf(sealedName) === key.subject ? openWith(key, sealedName) : null;
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    log.error({ error: error.message }, "sealed text cannot be read");
    return null;
  }
};

const rowOf = (
  needs: Needs,
  { arrival, look, received, now }: Open,
  customer: Customer | undefined,
): RequestRow => {
  const { requestId, draft, contact } = arrival;
  const { profileId = null, key = null } = customer ?? {};
  const ticketId = withPrefix("tic", requestId);
  const sealed = (text: string | null) => (text !== null && key ? sealWith(key, text) : null);
  const fact = requestReceived.of({
    requestId,
    ticketId,
    propertyId: draft.propertyId,
    profileId,
    contact: sealed(contact && JSON.stringify({ kind: contact.kind, value: contact.value })),
    displayName: sealed(draft.displayName),
    words: sealed(draft.words),
    ...withoutKnownName(needs, { arrival, look, received }, key),
    ...sayPriority(received.priority),
    ...(arrival.life ? { life: arrival.life.map((step) => ({ ...step, note: sealed(step.note) })) } : {}),
  });
  const cause = { actor: arrival.actor, correlationId: requestId };
  const event = inContext(arrival.trace, () =>
    outboxRow(fact, { source: needs.source, aggSeq: 1, now, cause }),
  );
  const profile = profileId && {
    profileId,
    tier: received.tier,
    known: look.profileId === profileId,
    openTickets: [...look.openTickets],
  };
  const answer = {
    requestId,
    ticketId,
    profile: profile || null,
    duplicates: [...look.duplicates],
    ...toldOf(arrival, received),
  };
  return { arrival, profileId, receivedAt: received.receivedAt, answer, event };
};

/** What the sender is told of the decision. Of a record of the past nothing was decided. */
const toldOf = (
  { draft, danger, isCategoryKnown, contact, property, toldIn: language }: Arrival,
  received: Received,
): Pick<Answer, "decided" | "warnings"> => {
  if (draft.mode === "history") return {};
  const isContactReadable = contact?.kind !== "text";
  return {
    decided: tellDecision({ draft, received, danger, language }),
    warnings: warningsOf({ isCategoryKnown, isContactReadable, lacks: property.lacks ?? [], language }),
  };
};
