import {
  callbackAttempted,
  callbackCompleted,
  callbackExpired,
  callbackRescheduled,
  callbackScheduled,
} from "@shouwen/contracts/events/callback";
import { messageFailed, messageRefused, messageSent } from "@shouwen/contracts/events/message";
import { requestReceived } from "@shouwen/contracts/events/request";
import {
  slaTargetBreached,
  ticketClosed,
  ticketOpened,
  ticketReopened,
} from "@shouwen/contracts/events/ticket";
import { ownValue } from "@shouwen/contracts/own-value";
import type { Message } from "@shouwen/event-bus/message";
import { LRUCache } from "lru-cache";
import { openTally, type Tally } from "./tally.ts";

/** What the live page counts, for one property or several together. */
export type LiveFigures = {
  /** Requests of each of the last 60 minutes, oldest first. */
  readonly requestsPerMinute: readonly number[];
  readonly lastHour: { readonly requests: number; readonly historyRecords: number };
  readonly lastDay: Readonly<Record<DailyCount, number>>;
  readonly callbacks: { readonly due: number; readonly planned: number };
};

const dailyCounts = [
  "opened",
  "closed",
  "reopened",
  "breached",
  "satisfied",
  "dissatisfied",
  "unreachable",
  "sent",
  "failed",
  "refused",
] as const;
type DailyCount = (typeof dailyCounts)[number];

type PropertyFigures = {
  readonly requests: Tally;
  readonly historyRecords: Tally;
  readonly daily: Readonly<Record<DailyCount, Tally>>;
  /** Callback → when it is due. Only the open ones. */
  readonly callbacks: Map<string, number>;
};

/** Counts what is heard, by property. */
export type Figures = {
  hear(message: Message): void;
  of(propertyIds: readonly string[] | "all", now: number): LiveFigures;
};

const minuteMs = 60_000;
const repeatsKnown = 50_000;

const opened = (): PropertyFigures => ({
  requests: openTally(minuteMs, 60),
  historyRecords: openTally(minuteMs, 60),
  daily: Object.fromEntries(dailyCounts.map((name) => [name, openTally(10 * minuteMs, 144)])) as Record<
    DailyCount,
    Tally
  >,
  callbacks: new Map(),
});

type ReceivedEvent = { data: Record<string, unknown>; at: number };

const dailyOf: Readonly<Record<string, (heard: ReceivedEvent) => DailyCount | undefined>> = {
  [ticketOpened.type]: () => "opened",
  [ticketClosed.type]: () => "closed",
  [ticketReopened.type]: () => "reopened",
  [slaTargetBreached.type]: () => "breached",
  [messageSent.type]: () => "sent",
  [messageFailed.type]: () => "failed",
  [messageRefused.type]: () => "refused",
  [callbackCompleted.type]: ({ data }) => dailyCounts.find((name) => name === data.outcome),
  [callbackExpired.type]: () => "unreachable",
};

/** When a callback is due after an event; null when it is over; undefined when the event says nothing about it. */
const dueAfter: Readonly<Record<string, (data: ReceivedEvent["data"]) => unknown>> = {
  [callbackScheduled.type]: ({ dueAt }) => dueAt,
  [callbackRescheduled.type]: ({ dueAt }) => dueAt,
  [callbackAttempted.type]: ({ nextDueAt }) => nextDueAt ?? undefined,
  [callbackCompleted.type]: () => null,
  [callbackExpired.type]: () => null,
};

/** Opens empty figures. Repeats of an event, which any topic may hold, are counted once. */
export const openFigures = (): Figures => {
  const properties = new Map<string, PropertyFigures>();
  const known = new LRUCache<string, true>({ max: repeatsKnown });
  return {
    hear: ({ envelope, data }) => {
      const propertyId = envelope.propertyid;
      if (propertyId === undefined || data === null || known.has(envelope.id)) return;
      known.set(envelope.id, true);
      const figures = properties.get(propertyId) ?? opened();
      properties.set(propertyId, figures);
      count(figures, envelope.type, { data: data as ReceivedEvent["data"], at: Date.parse(envelope.time) });
    },
    of: (propertyIds, now) => {
      const ids = propertyIds === "all" ? [...properties.keys()] : propertyIds;
      return together(
        ids.flatMap((id) => properties.get(id) ?? []),
        now,
      );
    },
  };
};

const count = (figures: PropertyFigures, type: string, heard: ReceivedEvent): void => {
  const { data, at } = heard;
  if (type === requestReceived.type)
    (data.mode === "history" ? figures.historyRecords : figures.requests).add(at);
  if (data.mode === "history") return;
  const daily = ownValue(dailyOf, type)?.(heard);
  if (daily) figures.daily[daily].add(at);
  const due = ownValue(dueAfter, type)?.(data);
  if (due === null) figures.callbacks.delete(String(data.callbackId));
  else if (due !== undefined) figures.callbacks.set(String(data.callbackId), Date.parse(String(due)));
};

const together = (all: readonly PropertyFigures[], now: number): LiveFigures => {
  const sum = (value: (figures: PropertyFigures) => number) =>
    all.reduce((total, one) => total + value(one), 0);
  const perMinute = all.map(({ requests }) => requests.series(now));
  const due = all.flatMap(({ callbacks }) => [...callbacks.values()]).filter((at) => at <= now).length;
  return {
    requestsPerMinute: Array.from({ length: 60 }, (_, minute) =>
      perMinute.reduce((total, series) => total + (series[minute] ?? 0), 0),
    ),
    lastHour: {
      requests: sum(({ requests }) => requests.total(now)),
      historyRecords: sum(({ historyRecords }) => historyRecords.total(now)),
    },
    lastDay: Object.fromEntries(
      dailyCounts.map((name) => [name, sum(({ daily }) => daily[name].total(now))]),
    ) as LiveFigures["lastDay"],
    callbacks: { due, planned: sum(({ callbacks }) => callbacks.size) - due },
  };
};
