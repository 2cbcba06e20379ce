import type { Fact } from "@shouwen/contracts/define-event";
import { slaTargetBreached, ticketEscalated } from "@shouwen/contracts/events/ticket";
import type { SlaTarget } from "@shouwen/contracts/values";
import { responsibleFor } from "./sla-targets.ts";
import { about, type TicketState } from "./ticket.ts";

/** A promise is broken when its moment comes and it still runs: never early, once, and somebody with authority hears. */
export const breachTarget = (name: SlaTarget["name"], state: TicketState, now: string): Fact[] => {
  if (state.status === "unknown") return [];
  const target = state.targets.find((candidate) => candidate.name === name);
  if (target?.state !== "running" || Date.parse(now) < Date.parse(target.dueAt)) return [];
  return [
    slaTargetBreached.of({
      ...about(state, now),
      target: name,
      dueAt: target.dueAt,
      policyVersion: target.policyVersion,
      responsibleId: responsibleFor(state, name),
    }),
    ticketEscalated.of({
      ...about(state, now),
      level: Math.min(3, state.escalationLevel + 1),
      nature: "hierarchic",
      reason: "target_breached",
      by: null,
    }),
  ];
};
