import type { FactOf } from "@shouwen/contracts/define-event";
import type { callbackCompleted } from "@shouwen/contracts/events/callback";
import { ledgerEntryPosted } from "@shouwen/contracts/events/ledger";
import type { slaTargetBreached, slaTargetMet } from "@shouwen/contracts/events/ticket";
import type { AccountFact } from "./account.ts";
import { type PackInForce, packRef, type ScoreRule, type Subject } from "./score-pack.ts";

/** An event that may be worth something, with its id. */
export type ScoredEvent = FactOf<
  typeof slaTargetMet | typeof slaTargetBreached | typeof callbackCompleted
> & {
  readonly eventId: string;
};

type Answer = FactOf<typeof callbackCompleted>["data"];
type Promised = Exclude<ScoredEvent["data"], Answer>;

const isPromised = (data: ScoredEvent["data"]): data is Promised => "target" in data;

/** Whose account an event touches for one kind of subject. Records of the past touch nobody's. */
export const accountOf = (subject: Subject, { data }: Pick<ScoredEvent, "data">): string | undefined => {
  if (subject === "owner") return isScored(data) ? (data.ownerId ?? undefined) : undefined;
  if (subject === "handler") return isScored(data) ? (data.handlerId ?? undefined) : undefined;
  if (!isPromised(data) || !isScored(data)) return undefined;
  const accounts = { responsible: data.responsibleId, department: data.departmentId, team: data.teamId };
  return accounts[subject] ?? undefined;
};

/** Only live tickets are called back, so a callback says nothing of a mode. */
export const isScored = (data: ScoredEvent["data"]): boolean => !isPromised(data) || data.mode === "live";

/**
 * What an event is worth to one kind of subject: one entry per rule that matches. The entry's id names the event and
 * the rule, so the same event is scored by a rule once, ever.
 */
export const scoreEvent = (
  event: ScoredEvent,
  { subject, pack }: { subject: Subject; pack: PackInForce },
  now: string,
): AccountFact[] => {
  const account = accountOf(subject, event);
  if (account === undefined) return [];
  const { propertyId, ticketId, profileId, at: occurredAt } = event.data;
  return pack.body.rules
    .filter((rule) => rule.subject === subject && matches(rule, event))
    .map(({ ruleId, points }) =>
      ledgerEntryPosted.of({
        entryId: `ent_${event.eventId}-${ruleId}`,
        account,
        propertyId,
        points,
        ...packRef(pack),
        ruleId,
        causeEventId: event.eventId,
        causeType: event.type,
        ticketId,
        profileId,
        occurredAt,
        at: now,
      }),
    );
};

const matches = (rule: ScoreRule, event: ScoredEvent): boolean => {
  if (rule.on === "callback.completed.v1")
    return event.type === rule.on && matchesAnswer(rule.when, event.data);
  if (rule.on === "sla_target.breached.v1")
    return event.type === rule.on && names(rule.when.targets, event.data.target);
  return event.type === rule.on && matchesKept(rule.when, event.data);
};

const names = <Name>(named: readonly Name[] | undefined, name: Name): boolean =>
  named?.includes(name) ?? true;

type When<On extends ScoreRule["on"]> = Extract<ScoreRule, { on: On }>["when"];

const matchesKept = (
  { targets, late }: When<"sla_target.met.v1">,
  { target, lateMs }: FactOf<typeof slaTargetMet>["data"],
): boolean => names(targets, target) && (late ?? lateMs > 0) === lateMs > 0;

const matchesAnswer = (
  { outcomes, ratingAtMost, ratingAtLeast }: When<"callback.completed.v1">,
  { outcome, rating }: Answer,
): boolean =>
  names(outcomes, outcome) &&
  (ratingAtMost === undefined || (rating !== null && rating <= ratingAtMost)) &&
  (ratingAtLeast === undefined || (rating !== null && rating >= ratingAtLeast));
