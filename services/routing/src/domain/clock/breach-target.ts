import type { SlaTarget } from "@shouwen/contracts/values";
import { type EscalationContext, sayStep } from "../escalation/escalate.ts";
import { stepsOfTarget } from "../escalation/escalation-recipients.ts";
import type { Target, Ticket, TicketState } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import { breached } from "./sla-targets.ts";

/**
 * A promise is broken when its moment comes and it still runs: never early, and once. Its owner hears of it. Who keeps it in
 * that very millisecond, before the clock looks, is in time.
 */
export const breachTarget = (name: SlaTarget["name"], state: TicketState, now: string): TicketFact[] => {
  if (state.status === "unknown") return [];
  const target = state.targets.find((candidate) => candidate.name === name);
  return target?.state === "running" && hasCome(target.dueAt, now) ? [breached(state, target, now)] : [];
};

const hasCome = (moment: string, now: string): boolean => Date.parse(now) >= Date.parse(moment);

type WatchTarget = { readonly name: SlaTarget["name"]; readonly escalation: EscalationContext };

/**
 * What the clock does to a promise: the steps of the ladder whose moment has come are told, each once, and it breaks
 * when it is due. One that was kept or waits tells nobody; one that somebody took
 * over breaks all the same, and its ladder stops.
 */
export const watchTarget = (
  { name, escalation }: WatchTarget,
  state: TicketState,
  now: string,
): TicketFact[] => {
  if (state.status === "unknown") return [];
  const target = state.targets.find((candidate) => candidate.name === name);
  if (!target || target.state === "met" || target.state === "paused") return [];
  const broken = breachTarget(name, state, now);
  const steps = stepsDue(state, target, { escalation, now });
  const tell = (step: DueStep) => sayTargetStep(state, { target, step }, { ...escalation, now });
  return [
    ...steps.filter(({ at }) => Date.parse(at) < Date.parse(target.dueAt)).flatMap(tell),
    ...broken,
    ...steps.filter(({ at }) => Date.parse(at) >= Date.parse(target.dueAt)).flatMap(tell),
  ];
};

type DueStep = { readonly stepId: string; readonly at: string };

/** A ticket that was opened before ladders were kept has the step at the breach and no other. */
const stepsDue = (
  ticket: Ticket,
  target: Target,
  { escalation, now }: { escalation: EscalationContext; now: string },
): readonly DueStep[] => {
  const steps =
    target.steps ??
    (target.state === "running"
      ? stepsOfTarget(escalation.ladder.body, target.name, ticket)
          .filter(({ atPercent }) => atPercent === 100)
          .map(({ id }) => ({ stepId: id, at: target.dueAt }))
      : []);
  return steps.filter(({ at }) => hasCome(at, now));
};

const sayTargetStep = (
  ticket: Ticket,
  { target, step: { stepId, at } }: { target: Target; step: DueStep },
  escalation: EscalationContext & { now: string },
): TicketFact[] => {
  const reason = reasonAt(at, target.dueAt);
  // A step that the ladder does not know any more is told all the same, to who is told of such a thing at its level.
  const step = escalation.ladder.body.steps.find(({ id }) => id === stepId) ?? {
    id: stepId,
    nature: "hierarchic" as const,
    level: levelOf[reason],
  };
  const occasion = { reason, occurrence: 1, target: target.name, by: null };
  return sayStep({ step, occasion }, ticket, escalation);
};

const levelOf = { target_nears: 1, target_breached: 2, target_overdue: 3 } as const;

const reasonAt = (at: string, dueAt: string): keyof typeof levelOf => {
  const early = Date.parse(at) - Date.parse(dueAt);
  if (early === 0) return "target_breached";
  return early < 0 ? "target_nears" : "target_overdue";
};
