import { type FactOf, internalFact } from "@shouwen/contracts/define-event";
import { consentGiven, consentWithdrawn } from "@shouwen/contracts/events/consent";
import type { Instant } from "@shouwen/contracts/values";
import type { CustomerChannel } from "./messaging-rules.ts";
import { saidBefore, saidInTheFuture } from "./rejections.ts";

type Said = FactOf<typeof consentGiven>["data"];

/** How a person's word reached us, and the text that proves it, sealed with their key. */
export type Proof = {
  readonly source: Said["source"];
  readonly text: string | null;
  readonly by: string | null;
};

/** One thing that a person said about one channel. Never changed; a later one takes its place. */
export type ConsentEntry = Proof & {
  readonly what: "given" | "withdrawn";
  readonly channel: Said["channel"];
  readonly scope: Said["scope"];
  readonly at: Instant;
};

/** All that a person ever said about being written to, in the order in which we heard it. */
export type ConsentState = {
  readonly told: number;
  readonly entries: readonly ConsentEntry[];
  /** The proof of the word that follows. */
  readonly proof: Proof | null;
};

export const noConsent: ConsentState = { told: 0, entries: [], proof: null };

/** What counts now on one channel. `stopped`: nothing but safety. `marketing`: they said yes, and have not said no. */
export type ChannelConsent = { readonly stopped: boolean; readonly marketing: boolean };

const proofKept = "consent.proof_kept";
export type ConsentFact =
  | FactOf<typeof consentGiven | typeof consentWithdrawn>
  | { readonly type: typeof proofKept; readonly data: Proof };

/** What a person's consent is after one of its facts. A proof stands before the word that it proves. */
export const evolveConsent = (state: ConsentState, event: ConsentFact): ConsentState => {
  if (event.type === proofKept) return { ...state, proof: event.data };
  if (state.proof === null) throw new Error(`${event.type} without its proof`);
  const { channel, scope, at } = event.data;
  const what = event.type === "consent.given.v1" ? "given" : "withdrawn";
  return {
    told: state.told + 1,
    entries: [...state.entries, { ...state.proof, what, channel, scope, at }],
    proof: null,
  };
};

/** What counts on a channel: what was said last, first about everything, then about marketing. */
export const consentOn = (state: ConsentState, channel: string): ChannelConsent => {
  const said = state.entries.filter((entry) => entry.channel === channel).toSorted(byMoment);
  const lastOfAll = said.findLast((entry) => entry.scope === "all");
  return { stopped: lastOfAll?.what === "withdrawn", marketing: said.at(-1)?.what === "given" };
};

const byMoment = (a: ConsentEntry, b: ConsentEntry): number => Date.parse(a.at) - Date.parse(b.at);

export type Saying = {
  readonly profileId: string;
  readonly channel: CustomerChannel;
  readonly scope: Said["scope"];
  /** When the person said so; a paper form is entered later. */
  readonly at: Instant;
  readonly proof: Proof;
};

/** A person allows it. With scope `all` this lifts an opt-out as well. What is allowed already says nothing again. */
export const giveConsent = (saying: Saying, state: ConsentState, now: Instant): ConsentFact[] => {
  const { stopped, marketing } = consentOn(state, saying.channel);
  if (marketing && (saying.scope === "marketing" || !stopped)) return [];
  return said(saying, consentGiven.of(wordOf(saying)), { state, now });
};

/** A person forbids it. What is forbidden already says nothing again. */
export const withdrawConsent = (saying: Saying, state: ConsentState, now: Instant): ConsentFact[] => {
  const entries = state.entries.filter(({ channel }) => channel === saying.channel);
  const { stopped, marketing } = consentOn(state, saying.channel);
  const forbidden = stopped || (saying.scope === "marketing" && entries.length > 0 && !marketing);
  if (forbidden) return [];
  return said(saying, consentWithdrawn.of(wordOf(saying)), { state, now });
};

/**
 * A person who stopped everything wants to be written to again: what they allowed before counts again, and no more than
 * that. Nobody who asks for news of their ticket asked for advertisements. Who stopped nothing says nothing.
 */
export const liftStop = (saying: Omit<Saying, "scope">, state: ConsentState, now: Instant): ConsentFact[] => {
  const { channel } = saying;
  if (!consentOn(state, channel).stopped) return [];
  const allowed = said({ ...saying, scope: "all" }, consentGiven.of(wordOf({ ...saying, scope: "all" })), {
    state,
    now,
  });
  if (consentOn(beforeStop(state, channel), channel).marketing) return allowed;
  const onlyMarketing: Saying = { ...saying, scope: "marketing" };
  return [...allowed, ...said(onlyMarketing, consentWithdrawn.of(wordOf(onlyMarketing)), { state, now })];
};

const beforeStop = (state: ConsentState, channel: string): ConsentState => {
  const entries = state.entries.filter((entry) => entry.channel === channel).toSorted(byMoment);
  const stop = entries.findLastIndex(({ what, scope }) => what === "withdrawn" && scope === "all");
  return { ...state, entries: entries.slice(0, stop) };
};

const wordOf = ({ profileId, channel, scope, at, proof }: Saying) => ({
  profileId,
  channel,
  scope,
  at,
  source: proof.source,
});

/** What a person said last counts: an old form that is entered today does not undo what they said yesterday. */
const said = (
  saying: Saying,
  word: ConsentFact,
  { state, now }: { state: ConsentState; now: Instant },
): ConsentFact[] => {
  if (Date.parse(saying.at) > Date.parse(now)) throw saidInTheFuture({ now });
  const later = state.entries.find(
    (entry) => entry.channel === saying.channel && Date.parse(entry.at) > Date.parse(saying.at),
  );
  if (later) throw saidBefore({ saidAt: later.at });
  return [internalFact(proofKept, saying.proof), word];
};
