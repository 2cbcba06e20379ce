import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import {
  ticketAccepted,
  ticketClosed,
  ticketEscalated,
  ticketEscalatedV1,
  ticketNoteAdded,
  ticketPaused,
  ticketQueued,
  ticketReopened,
  ticketReprioritised,
  ticketResolved,
  ticketResumed,
  ticketStarted,
} from "@shouwen/contracts/events/ticket";
import { evolveTicket } from "./evolve-ticket.ts";
import { sayFormerPriority } from "./reclassify-ticket.ts";
import { about, type Ticket, type TicketState } from "./ticket.ts";
import type { TicketFact } from "./ticket-fact.ts";

type PastStep = NonNullable<DataOf<typeof requestReceived>["life"]>[number];

/**
 * A record of the past lives once more as it did, each step with its own time, even where today's rules would have
 * refused it: resolved twice, never taken, noted after it was closed. Only what a step implies is added to it: work on
 * what is over reopens it, and whatever goes on after a wait ends the wait, be it another wait.
 */
export const recordLife = (opened: TicketFact, steps: readonly PastStep[]): TicketFact[] => {
  const facts: TicketFact[] = [];
  let state = evolveTicket({ status: "unknown" }, opened);
  for (const [index, step] of steps.entries()) {
    const said = factsOf(step, state as Ticket, index);
    facts.push(...said);
    state = said.reduce<TicketState>(evolveTicket, state);
  }
  return facts;
};

const works = new Set<PastStep["did"]>(["reprioritised", "accepted", "paused", "escalated"]);
const endsAWait = new Set<PastStep["did"]>(["accepted", "paused", "escalated", "closed"]);

const factsOf = (step: PastStep, ticket: Ticket, index: number): TicketFact[] => {
  const implied = impliedBy(step, ticket);
  const resumed = implied.reduce<TicketState>(evolveTicket, ticket) as Ticket;
  const moved = moveOf(step, resumed);
  const now = moved.reduce<TicketState>(evolveTicket, resumed) as Ticket;
  return [...implied, ...moved, ...stepAs(step, now, index)];
};

const isWork = ({ did, moved }: PastStep): boolean => moved !== undefined || works.has(did);

const nowhere = { teamId: "tea_not_named", name: undefined };

/** It went into a queue, was given to somebody, or work goes on with another team: it waits there for who takes it. */
const moveOf = (step: PastStep, ticket: Ticket): TicketFact[] => {
  const { moved, team, line, by, at } = step;
  const isOfOthers = team !== undefined && team.teamId !== ticket.teamId;
  if (moved === undefined && !(isOfOthers && isWork(step))) return [];
  const { teamId, name } = team ?? nowhere;
  return [
    ticketQueued.of({
      ...about(ticket, at),
      departmentId: teamId.replace("tea_", "dep_"),
      teamId,
      ruleId: "history",
      rulesVersion: "history",
      ...(name === undefined ? {} : { teamName: name }),
      ...(line === undefined ? {} : { line }),
      ...(moved === "assigned" && by !== null ? { assignedTo: by } : {}),
    }),
  ];
};

const impliedBy = (step: PastStep, ticket: Ticket): TicketFact[] => {
  const { did, at, moved } = step;
  const isOver = ticket.status === "resolved" || ticket.status === "closed";
  if (isOver && isWork(step))
    return [
      ticketReopened.of({
        ...about({ ...ticket, handlerId: null }, at),
        reason: "manual",
        words: null,
        reopening: ticket.reopenings + 1,
        by: null,
      }),
    ];
  if (ticket.waiting !== null && (moved !== undefined || endsAWait.has(did)))
    return [ticketResumed.of({ ...about(ticket, at), reason: ticket.waiting.reason, targets: [], by: null })];
  return [];
};

const stepAs = ({ did, at, by, note }: PastStep, ticket: Ticket, index: number): TicketFact[] => {
  const said = { ...about(ticket, at), by };
  switch (did) {
    case "reprioritised":
      return [ticketReprioritised.of({ ...said, ...sayFormerPriority(ticket), targets: [] })];
    case "accepted":
      return [by === null ? ticketStarted.of(said) : ticketAccepted.of({ ...said, handlerId: by })];
    case "paused":
      return [ticketPaused.of({ ...said, reason: "customer", pausesClocks: true })];
    case "escalated":
      return sayPastEscalation(said);
    case "resolved":
      return [
        ticketResolved.of({
          ...said,
          resolution: ticket.resolutions + 1,
          outcome: "done",
          note: null,
          place: ticket.place,
          summary: ticket.summary,
          closesAt: null,
        }),
      ];
    case "closed":
      return [ticketClosed.of({ ...said, reason: "history" })];
    case "noted":
      return note === null
        ? []
        : [ticketNoteAdded.of({ ...said, noteId: `note_${index + 1}`, audience: "internal", text: note })];
  }
};

type Said = ReturnType<typeof about> & { readonly by: string | null };

/** Nobody is told any more; both versions are said, as of a live ticket. */
const sayPastEscalation = (said: Said): TicketFact[] => {
  const step = { ...said, level: 1, nature: "functional" as const, reason: "manual" as const };
  return [
    ticketEscalated.of({
      ...step,
      stepId: null,
      ladderVersion: null,
      target: null,
      occurrence: 1,
      tells: [],
      toldIds: [],
    }),
    ticketEscalatedV1.of(step),
  ];
};
