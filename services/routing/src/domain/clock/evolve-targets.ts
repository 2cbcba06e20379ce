import type { DataOf } from "@shouwen/contracts/define-event";
import type { slaTargetRecalculated } from "@shouwen/contracts/events/ticket-promises";
import type { SlaTarget } from "@shouwen/contracts/values";
import type { Target, Ticket } from "../ticket/ticket.ts";
import type { TicketFact } from "../ticket/ticket-fact.ts";

/** What an event does to the promises of a ticket. Nothing where it says nothing of them. */
export const evolveTargets = (ticket: Ticket, event: TicketFact): Partial<Ticket> => {
  const targets = targetsAfter(ticket, event);
  if (targets === undefined) return {};
  return event.type === "sla_target.recalculated.v1"
    ? { targets, pinned: versionsOf(event.data) }
    : { targets };
};

/** The versions of the rules that something was decided under. */
export const versionsOf = ({ policyVersion, calendarVersion }: NonNullable<Ticket["pinned"]>) => ({
  policyVersion,
  calendarVersion,
});

const targetsAfter = (ticket: Ticket, event: TicketFact): readonly Target[] | undefined => {
  switch (event.type) {
    case "sla_target.met.v1":
      return withState(ticket, event.data.target, "met");
    case "sla_target.breached.v1":
      return withState(ticket, event.data.target, "breached");
    case "sla_target.recalculated.v1":
      return moved(ticket, [asTarget(event.data)]);
    case "ticket.reprioritised.v1":
    case "ticket.recategorised.v1":
      return moved(ticket, event.data.targets);
    case "ticket.paused.v1":
      return event.data.pausesClocks ? paused(ticket) : undefined;
    case "ticket.merged.v1":
      return paused(ticket);
    case "ticket.resumed.v1":
    case "ticket.unmerged.v1":
      return resumed(ticket, event.data.targets);
    case "ticket.reply_promised.v1":
      return promisedAnew(ticket, [event.data.target]);
    case "ticket.reopened.v1":
      return event.data.targets && promisedAnew(ticket, event.data.targets);
    case "ticket.escalated.v2":
      return stepTaken(ticket, event.data);
    case "ticket.escalation_acknowledged.v1":
      return ticket.targets.map((target) => (target.told === true ? { ...target, steps: [] } : target));
    default:
      return undefined;
  }
};

const withState = (ticket: Ticket, name: SlaTarget["name"], state: Target["state"]): Target[] =>
  ticket.targets.map((target) => (target.name === name ? { ...target, state } : target));

/** The date promised to the customer stands and is watched, whatever we wait for. */
const paused = (ticket: Ticket): Target[] =>
  ticket.targets.map((target) =>
    target.state === "running" && target.name !== "reply_by" ? { ...target, state: "paused" } : target,
  );

const moved = (ticket: Ticket, due: readonly SlaTarget[]): Target[] =>
  ticket.targets.map((target) => ({ ...target, ...due.find(({ name }) => name === target.name) }));

const asTarget = (data: DataOf<typeof slaTargetRecalculated>): SlaTarget => ({
  name: data.target,
  dueAt: data.dueAt,
  policyVersion: data.policyVersion,
  calendarVersion: data.calendarVersion,
  ...(data.counts ? { counts: data.counts } : {}),
  ...(data.steps ? { steps: data.steps } : {}),
});

const resumed = (ticket: Ticket, due: readonly SlaTarget[]): Target[] =>
  ticket.targets.map((target) => {
    const later = due.find(({ name }) => name === target.name);
    return target.state === "paused" ? { ...target, ...later, state: "running" } : target;
  });

/** New promises stand in the place of those that were made before. */
const promisedAnew = (ticket: Ticket, due: readonly SlaTarget[]): Target[] => [
  ...ticket.targets.filter(({ name }) => !due.some((target) => target.name === name)),
  ...due.map((target) => ({ ...target, state: "running" as const })),
];

type Taken = { readonly target: SlaTarget["name"] | null; readonly stepId: string | null };

const stepTaken = (ticket: Ticket, { target: name, stepId }: Taken): Target[] | undefined =>
  name === null
    ? undefined
    : ticket.targets.map((target) =>
        target.name === name
          ? { ...target, told: true, steps: (target.steps ?? []).filter((step) => step.stepId !== stepId) }
          : target,
      );
