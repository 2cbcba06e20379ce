import type { pastStep } from "@shouwen/contracts/events/request";
import type { Channel, Kind, Language, Mode, Priority, Tier } from "@shouwen/contracts/values";
import type { z } from "zod";
import { type DangerWords, findDanger, type HeardDanger } from "./danger-words.ts";
import { summarise } from "./summarise.ts";

/** One step of a record of the past, and what the other system calls the person who took it. */
export type PastStep = Pick<z.output<typeof pastStep>, "did" | "at" | "moved" | "line"> & {
  /** As the other system calls it. */
  readonly team?: string;
  readonly who: string | null;
  readonly note: string | null;
};

/** What somebody asks for, as it came in: whatever is null nobody said. */
export type RequestDraft = {
  readonly propertyId: string;
  readonly channel: Channel;
  readonly kind: Kind | null;
  readonly category: string | null;
  readonly priority: Priority | null;
  readonly language: Language | null;
  readonly displayName: string | null;
  readonly words: string | null;
  readonly place: string | null;
  readonly summary: string | null;
  readonly occurredAt: string | null;
  readonly replyBy: string | null;
  readonly takenBy: string | null;
  /** The ticket that the customer comes back about. */
  readonly followUpOf?: string;
  /** Which system sent it, and that system's own id of it. */
  readonly source: { readonly system: string; readonly externalId: string } | null;
  readonly mode: Mode;
  /** A record of the past: when it was heard then, and when it ended; null while it is open. */
  readonly past: {
    readonly receivedAt: string;
    readonly closedAt: string | null;
    /** Its steps, oldest first, where they are known: they say whether it ended. */
    readonly life?: readonly PastStep[];
  } | null;
};

/** What else decides: the house, what was heard in the words, and who the customer is. */
export type ReceiveRequestContext = {
  readonly houseLanguage: Language;
  readonly danger: HeardDanger | undefined;
  readonly customer: { readonly tier: Tier; readonly language: Language } | null;
  readonly now: string;
};

/** What `request.received` says, without ids and personal data. */
export type Received = {
  readonly channel: Channel;
  readonly kind: Kind;
  readonly category: string;
  readonly priority: Priority;
  readonly language: Language;
  readonly tier: Tier | null;
  readonly place: string | null;
  readonly summary: string;
  readonly takenBy: string | null;
  readonly replyBy: string | null;
  readonly followUpOf?: string;
  readonly source: RequestDraft["source"];
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly mode: Mode;
  readonly history: { readonly closedAt: string; readonly note: null } | null;
};

/** The danger that a live request speaks of. Records of the past are over: nobody is sent for what they say. */
export const dangerIn = (
  { mode, words, summary }: Pick<RequestDraft, "mode" | "words" | "summary">,
  policy: DangerWords,
): HeardDanger | undefined => (mode === "live" ? findDanger([words, summary], policy) : undefined);

/**
 * What a request is: its kind and category, how soon it matters, in which language. A danger makes it as urgent as can
 * be and leaves it the kind that it was: a complaint about a leak is both. A record of the past is taken as it stands.
 */
export const receiveRequest = (draft: RequestDraft, context: ReceiveRequestContext): Received => {
  const { danger } = context;
  const kind = draft.kind ?? (danger ? (danger.kind ?? "service") : "inquiry");
  const isEmergency = danger !== undefined || (kind === "emergency" && draft.mode === "live");
  const priority = isEmergency ? "emergency" : (draft.priority ?? "normal");
  const category = draft.category ?? danger?.category ?? `${kind}/general`;
  const language = draft.language ?? context.customer?.language ?? context.houseLanguage;
  return {
    channel: draft.channel,
    kind,
    category,
    priority,
    language,
    tier: context.customer?.tier ?? null,
    place: draft.place,
    summary: summarise({ kind, category, priority, place: draft.place, language, summary: draft.summary }),
    takenBy: draft.takenBy,
    replyBy: draft.replyBy === null ? null : inUtc(draft.replyBy),
    ...(draft.followUpOf === undefined ? {} : { followUpOf: draft.followUpOf }),
    source: draft.source,
    ...momentsOf(draft, context.now),
  };
};

type Moments = Pick<Received, "occurredAt" | "receivedAt" | "mode" | "history">;

/** Nobody asks after we heard: a clock that is ahead of ours is read as ours. */
const momentsOf = ({ mode, past, occurredAt }: RequestDraft, now: string): Moments => {
  const receivedAt = past?.receivedAt ?? now;
  const asked =
    occurredAt === null || Date.parse(occurredAt) > Date.parse(receivedAt) ? receivedAt : inUtc(occurredAt);
  const closedAt = past?.closedAt ?? null;
  return {
    mode,
    receivedAt,
    occurredAt: asked,
    history: closedAt === null ? null : { closedAt, note: null },
  };
};

/** Moments are said in one way, whatever offset they came with: then they can be compared as they stand. */
const inUtc = (moment: string): string => new Date(moment).toISOString();
