import { msBetween } from "@shouwen/contracts/moment";
import { byTheWall, type Measure } from "../clock/measure.ts";
import { type Ticket, workOpen } from "./ticket.ts";
import { noFigures } from "./ticket-figures.ts";

/** The times of a report, by what happened. */
export const reportTimes = [
  "firstTouch",
  "firstResolution",
  "resolution",
  "netResolution",
  "closure",
] as const;
export type ReportTime = (typeof reportTimes)[number];

/**
 * One ticket in a report: its figures as times from when it was received. Null where it has not happened, and where
 * it happened before it was received, which is `impossible`: such a record gives no duration.
 */
export type TicketReport = Readonly<Record<`${ReportTime}Ms`, number | null>> &
  Pick<Ticket, "ticketId" | "receivedAt" | "occurredAt" | "status" | "reopenings"> &
  Pick<Ticket, "kind" | "category" | "priority" | "channel" | "tier" | "language" | "place" | "mode"> &
  Pick<Ticket, "ownerId" | "handlerId" | "departmentId" | "teamId"> & {
    readonly externalId: string | null;
    readonly source: string | null;
    readonly teamName: string | null;
    readonly line: string | null;
    readonly outcome: string | null;
    readonly isOpen: boolean;
    readonly impossible: readonly ReportTime[];
    readonly waitedMs: number;
    readonly handOvers: number;
    readonly actorChanges: number;
    readonly handlerChanges: number;
    readonly escalations: number;
  };

type Durations = Readonly<Record<ReportTime, number | null>>;

const durationsOf = (ticket: Ticket, measure: Measure): Durations => {
  const figures = ticket.figures ?? noFigures;
  const since = (moment: string | null): number | null => {
    if (moment === null) return null;
    const wall = msBetween(ticket.receivedAt, moment);
    return wall < 0 ? wall : measure.between(ticket.receivedAt, moment);
  };
  const resolution = since(figures.lastResolvedAt);
  return {
    firstTouch: since(figures.firstTouchAt),
    firstResolution: since(figures.firstResolvedAt),
    resolution,
    netResolution: resolution === null ? null : netOf(ticket, resolution, measure),
    closure: since(figures.lastClosedAt),
  };
};

/**
 * Working time needs the moments of every wait. They are kept for waits that stopped the clocks and ended before the
 * resolution; where there were others it cannot be told.
 */
const netOf = (
  { figures = noFigures, waits = [] }: Ticket,
  resolution: number,
  measure: Measure,
): number | null => {
  if (measure === byTheWall) return resolution - figures.waitedBeforeResolutionMs;
  const before = waits.filter(({ to }) => to <= (figures.lastResolvedAt ?? ""));
  const waited = (by: Measure) => before.reduce((sum, { from, to }) => sum + by.between(from, to), 0);
  return waited(byTheWall) === figures.waitedBeforeResolutionMs ? resolution - waited(measure) : null;
};

/** What a ticket's life adds up to. */
export const reportOf = (ticket: Ticket, measure: Measure = byTheWall): TicketReport => {
  const durations = durationsOf(ticket, measure);
  const { waitedMs, handOvers, actorChanges, handlerChanges, escalations } = ticket.figures ?? noFigures;
  const told = (name: ReportTime) => {
    const duration = durations[name];
    return duration === null || duration < 0 ? null : duration;
  };
  return {
    ...describedBy(ticket),
    firstTouchMs: told("firstTouch"),
    firstResolutionMs: told("firstResolution"),
    resolutionMs: told("resolution"),
    netResolutionMs: told("netResolution"),
    closureMs: told("closure"),
    impossible: reportTimes.filter((name) => (durations[name] ?? 0) < 0),
    waitedMs,
    handOvers,
    actorChanges,
    handlerChanges,
    escalations,
  };
};

const describedBy = (ticket: Ticket) => ({
  ticketId: ticket.ticketId,
  externalId: ticket.source?.externalId ?? null,
  source: ticket.source?.system ?? null,
  receivedAt: ticket.receivedAt,
  occurredAt: ticket.occurredAt,
  status: ticket.status,
  isOpen: workOpen.some((one) => one === ticket.status),
  kind: ticket.kind,
  category: ticket.category,
  priority: ticket.priority,
  channel: ticket.channel,
  tier: ticket.tier,
  language: ticket.language,
  place: ticket.place,
  mode: ticket.mode,
  ownerId: ticket.ownerId,
  handlerId: ticket.handlerId,
  departmentId: ticket.departmentId,
  teamId: ticket.teamId,
  teamName: ticket.teamName ?? null,
  line: ticket.line ?? null,
  outcome: ticket.outcome ?? null,
  reopenings: ticket.reopenings,
});
