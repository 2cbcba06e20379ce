import { ticketEscalated, ticketEscalatedV1 } from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { Staff } from "../assignment/choose-owner.ts";
import type { Pinned } from "../clock/sla-targets.ts";
import { about, type Ticket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";
import type { EscalationPolicy, Step } from "./escalation-policy.ts";
import { type EscalationTrigger, peopleOfStep, rolesTold, stepsFor } from "./escalation-recipients.ts";

/**
 * What is needed to call somebody in: the ladder that the ticket is pinned to, who works at its property, and the group's
 * desk, where that one has nobody.
 */
export type EscalationContext = {
  readonly ladder: Pinned<EscalationPolicy>;
  readonly staff: readonly Staff[];
  readonly desk?: readonly Staff[] | undefined;
};

/** What an escalation is about. */
type Occasion = {
  readonly reason: string;
  readonly occurrence: number;
  readonly target: SlaTarget["name"] | null;
  readonly by: string | null;
};

type Said = { readonly step: StepTaken; readonly occasion: Occasion };
type StepTaken = Pick<Step, "level" | "nature" | "tells"> & { readonly id: string | null };

const reasonsOfV1 = new Set([
  ...["no_owner", "no_handler", "not_accepted"],
  ...["target_breached", "dissatisfied", "reopened", "manual"],
]);

type ReasonOfV1 = Parameters<typeof ticketEscalatedV1.of>[0]["reason"];

/** A step of the ladder as events: its second version, and the first beside it where that has a word for the reason. */
export const sayStep = (
  { step, occasion }: Said,
  ticket: Ticket,
  { ladder, staff, desk, now }: EscalationContext & { now: string },
): TicketFact[] => {
  const { reason, by, ...rest } = occasion;
  const { level, nature } = step;
  const tells = rolesTold(ladder.body, step);
  const said = { ...about(ticket, now), level, nature, by };
  const full = ticketEscalated.of({
    ...said,
    ...rest,
    reason,
    stepId: step.id,
    ladderVersion: ladder.policyVersionId,
    tells: [...tells],
    toldIds: peopleOfStep(ladder.body, { tells, level, ticket }, { staff, desk }),
  });
  if (!reasonsOfV1.has(reason)) return [full];
  return [full, ticketEscalatedV1.of({ ...said, reason: reason as ReasonOfV1 })];
};

/** Everybody whom the ladder calls in for a happening. What was told for this or a later time is not told again. */
export const escalateTo = (
  { reason, ...trigger }: EscalationTrigger & { readonly reason?: string },
  ticket: Ticket,
  escalation: EscalationContext & { now: string },
): TicketFact[] => {
  if (trigger.occurrence <= (ticket.alarms?.[trigger.on] ?? 0)) return [];
  const occasion = {
    reason: reason ?? trigger.on,
    occurrence: trigger.occurrence,
    target: null,
    by: null,
  };
  return stepsFor(escalation.ladder.body, trigger, ticket).flatMap((step) =>
    sayStep({ step, occasion }, ticket, escalation),
  );
};

type Reclassified = { readonly before: Ticket; readonly ticket: Ticket };

/**
 * It turned out to be another matter: everybody whom the ladder calls in for a ticket that opens as such a one, unless that
 * step was told already.
 */
export const escalateForChange = (
  { before, ticket }: Reclassified,
  escalation: EscalationContext & { now: string },
): TicketFact[] => {
  const told = openedStepsOf(before, escalation);
  const occasion = { reason: "opened", occurrence: 1, target: null, by: null };
  return stepsFor(escalation.ladder.body, opened, ticket)
    .filter(({ id }) => !told.includes(id))
    .flatMap((step) => sayStep({ step, occasion }, ticket, escalation));
};

const opened = { on: "opened", occurrence: 1 } as const;

/** A ticket that was saved before they were kept was told of as what it was taken for. */
const openedStepsOf = (ticket: Ticket, { ladder }: EscalationContext): readonly string[] =>
  ticket.openedSteps ??
  (ticket.alarms?.opened ? stepsFor(ladder.body, opened, ticket).map(({ id }) => id) : []);

/** A customer's second, third, fourth complaint is a happening of its own; `complaints` are those before this one. */
export const escalateForComplaint = (
  ticket: Ticket,
  complaints: number,
  escalation: EscalationContext & { now: string },
): TicketFact[] =>
  ticket.kind === "complaint" && complaints > 0
    ? escalateTo({ on: "repeated_complaint", occurrence: complaints + 1 }, ticket, escalation)
    : [];
