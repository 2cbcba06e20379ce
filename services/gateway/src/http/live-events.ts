import { propertyId } from "@shouwen/contracts/values";
import { rejection } from "@shouwen/event-bus/rejection";
import { maySee, type Person, personBehind, tokenIn } from "@shouwen/service-kit/auth";
import type { App } from "@shouwen/service-kit/http";
import type { FastifyRequest } from "fastify";
import { decodeJwt } from "jose";
import { z } from "zod";
import type { LiveEvent, LiveFeed, Selection } from "../live/live-feed.ts";
import type { Readiness } from "../upstreams/replicas.ts";
import { beginEventStream, type EventStream } from "./event-stream.ts";

const unknownProperty = rejection("property.not_found", "not_found", "No such property");

const everybody = ["agent", "staff", "supervisor", "manager", "integrator"] as const;
const streamsAtOnce = 6;
const eventsAtFirst = 150;
const eventsAtOnce = 40;
const flushMs = 400;
const figuresMs = 2_000;
const lookMs = 2_000;
const longestTimeoutMs = 2 ** 31 - 1;

/** What the live page stands on. */
export type Live = {
  readonly feed: LiveFeed;
  readonly readiness: () => Readiness[];
};

/**
 * `/live/events`: the present of one property, or of all that the person may see, and then whatever happens there. It
 * ends when the person's token does, or when they sign out or leave the company meanwhile. Answers how to end all streams, for stopping.
 */
export const liveEventRoutes = (
  app: App,
  { mayGoOn, ...live }: Live & { mayGoOn: (request: FastifyRequest) => Promise<boolean> },
): (() => void) => {
  const open = new Set<EventStream>();
  app.get(
    "/live/events",
    {
      config: { allow: everybody, atOnce: streamsAtOnce },
      schema: { hide: true, querystring: z.object({ propertyId: propertyId.optional() }) },
    },
    async (request, reply) => {
      const person = personBehind(request);
      const selection = selectionOf(person, request.query.propertyId);
      const signedInForMs = msUntilEnd(request.headers.authorization);
      const ends: (() => void)[] = [];
      const stream = beginEventStream(reply, () => {
        open.delete(stream);
        for (const end of ends) end();
      });
      open.add(stream);
      ends.push(...show({ ...live, person, selection }, stream));
      const signedOut = setTimeout(() => stream.end(), Math.min(signedInForMs, longestTimeoutMs));
      const look = setInterval(() => {
        void mayGoOn(request).then((goesOn) => goesOn || stream.end());
      }, lookMs);
      ends.push(
        () => clearTimeout(signedOut),
        () => clearInterval(look),
      );
      return reply;
    },
  );
  return () => {
    for (const stream of open) stream.end();
  };
};

/** What a person asked to see: one property of theirs, or all of them. */
export const selectionOf = (person: Person, wanted: string | undefined): Selection => {
  if (wanted === undefined) return person.properties.includes("*") ? "all" : person.properties;
  if (!maySee(person, wanted)) throw unknownProperty();
  return [wanted];
};

const msUntilEnd = (authorization: string | undefined): number => {
  const { exp } = decodeJwt(tokenIn(authorization) ?? "");
  return exp === undefined ? longestTimeoutMs : Math.max(0, exp * 1_000 - Date.now());
};

/** What is shown, and to whom. */
export type Showing = Live & { readonly person: Person; readonly selection: Selection };

const show = (showing: Showing, stream: EventStream): (() => void)[] => {
  const { feed, selection } = showing;
  const sendFigures = onChange((figures) => stream.send("figures", figures));
  const present = presentOf(showing);
  stream.send("present", { events: present.events });
  sendFigures(present.figures);
  const happened = inBatches((events, skipped) => stream.send("happened", { events, skipped }));
  const figures = setInterval(() => sendFigures(figuresOf(showing)), figuresMs);
  return [feed.watch(selection, happened.hear), happened.stop, () => clearInterval(figures)];
};

/** What a page begins with: the last events, and the figures. */
export const presentOf = (showing: Showing) => ({
  events: showing.feed.recent(showing.selection, eventsAtFirst),
  figures: figuresOf(showing),
});

const figuresOf = ({ feed, readiness, person, selection }: Showing) => ({
  caughtUp: feed.caughtUp(),
  properties: feed.properties().filter(({ propertyId }) => maySee(person, propertyId)),
  services: readiness(),
  ...feed.figures(selection),
});

/** What is the same as before is not sent again. */
const onChange = <Value>(send: (value: Value) => void): ((value: Value) => void) => {
  let before = "";
  return (value) => {
    const now = JSON.stringify(value);
    if (now !== before) send(value);
    before = now;
  };
};

/** Nobody reads a hundred lines a second: of many at once the last ones are sent, and how many were left out. */
const inBatches = (send: (events: readonly LiveEvent[], skipped: number) => void) => {
  let waiting: LiveEvent[] = [];
  const flush = setInterval(() => {
    if (waiting.length === 0) return;
    send(waiting.slice(-eventsAtOnce), Math.max(0, waiting.length - eventsAtOnce));
    waiting = [];
  }, flushMs);
  return { hear: (event: LiveEvent) => void waiting.push(event), stop: () => clearInterval(flush) };
};
