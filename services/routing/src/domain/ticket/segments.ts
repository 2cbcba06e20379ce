import type { TicketFact } from "./ticket-fact.ts";

/** Who held a ticket for a while: answered for it, had it in their queue, or worked on it. */
export type Segment = {
  readonly role: "owner" | "team" | "handler";
  readonly id: string;
  readonly from: string;
  /** Null while they still hold it. */
  readonly to: string | null;
  readonly minutes: number;
  /** Why it came to them: the reason or rule that the event names. */
  readonly why: string;
};

export type Segments = {
  readonly segments: readonly Segment[];
  /** How often it came back to a team or handler after somebody else had had it. */
  readonly pingPongs: number;
};

type Move = { readonly role: Segment["role"]; readonly id: string | null; readonly why: string };

/** Who held the ticket, from when until when, and why it moved; owner, team and handler each for themselves. */
export const segmentsOf = (events: readonly TicketFact[], now: string): Segments => {
  const segments: Segment[] = [];
  const held = new Map<Segment["role"], number>();
  const end = (role: Segment["role"], at: string): void => {
    const place = held.get(role);
    const segment = place === undefined ? undefined : segments[place];
    if (place === undefined || !segment) return;
    segments[place] = { ...segment, to: at, minutes: minutesBetween(segment.from, at) };
    held.delete(role);
  };
  for (const event of events) {
    const { at } = event.data;
    for (const { role, id, why } of movesOf(event)) {
      if (segments[held.get(role) ?? -1]?.id === id) continue;
      end(role, at);
      if (id === null) continue;
      held.set(role, segments.length);
      segments.push({ role, id, from: at, to: null, minutes: minutesBetween(at, now), why });
    }
  }
  return { segments, pingPongs: pingPongsIn(segments) };
};

const minuteMs = 60_000;

const minutesBetween = (from: string, to: string): number =>
  Math.round(((Date.parse(to) - Date.parse(from)) / minuteMs) * 10) / 10;

const owner = (id: string | null, why: string): Move => ({ role: "owner", id, why });
const handler = (id: string | null, why: string): Move => ({ role: "handler", id, why });
const everybody = (why: string): Move[] => [
  owner(null, why),
  { role: "team", id: null, why },
  handler(null, why),
];

const movesOf = (event: TicketFact): Move[] => {
  switch (event.type) {
    case "ticket.opened.v1":
      return [owner(event.data.ownerId, "opened")];
    case "ticket.owner_assigned.v1":
      return [owner(event.data.ownerId, event.data.reason)];
    case "ticket.owner_handed_over.v1":
      return [owner(event.data.ownerId, "accepted_hand_over")];
    case "ticket.queued.v1":
      return [{ role: "team", id: event.data.teamId, why: event.data.ruleId }, handler(null, "queued")];
    case "ticket.accepted.v1":
      return [handler(event.data.handlerId, "accepted_offer")];
    case "ticket.handed_over.v1":
      return [handler(event.data.handlerId, "accepted_hand_over")];
    case "ticket.reopened.v1":
      return [
        owner(event.data.ownerId, "reopened"),
        { role: "team", id: event.data.teamId, why: "reopened" },
        handler(null, "reopened"),
      ];
    case "ticket.closed.v1":
    case "ticket.cancelled.v1":
      return everybody(event.type === "ticket.closed.v1" ? "closed" : "cancelled");
    default:
      return [];
  }
};

const pingPongsIn = (segments: readonly Segment[]): number => {
  const seen = new Set<string>();
  const last = new Map<Segment["role"], string>();
  let count = 0;
  for (const { role, id } of segments) {
    if (role === "owner") continue;
    if (seen.has(`${role} ${id}`) && last.get(role) !== id) count += 1;
    seen.add(`${role} ${id}`);
    last.set(role, id);
  }
  return count;
};
