import { givenMoment } from "@shouwen/contracts/given-moment";
import { shownText } from "@shouwen/contracts/shown-text";
import { callbackId, propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import { type Callback, type CallbackFact, type KnownCallback, requestIdOf } from "../domain/callback.ts";
import { type Agent, releaseCallback } from "../domain/claim-callback.ts";
import type { SeenCallback } from "../domain/desk.ts";
import { type Attempt, recordAttempt } from "../domain/record-attempt.ts";
import { callbackNotFound } from "../domain/rejections.ts";
import { rescheduleCallback } from "../domain/reschedule-callback.ts";
import type { Terms } from "../domain/terms.ts";
import { attribute, dials } from "../telemetry.ts";
import { callbackView, viewOf } from "./callback-view.ts";

/** What the commands need besides the callback's state. */
export type CommandSources = {
  readonly handleCallback: Handle<Callback, CallbackFact>;
  find(person: Person, callbackId: string): Promise<SeenCallback | undefined>;
  claimNext(
    command: Command,
    request: { propertyId?: string | undefined; count: number },
  ): Promise<readonly SeenCallback[]>;
  termsOf(callback: KnownCallback): Promise<Terms>;
  /** Seals text with somebody's key. Null when they were erased and nothing may be kept of them. */
  seal(subject: string, text: string): Promise<string | null>;
};

const callers = ["agent", "supervisor", "manager"] as const;
const tags = ["callback desk"];
const words = shownText(4_000).optional().describe("What the customer said");

const claimBody = z.object({
  propertyId: propertyId.optional().describe("Only callbacks of this property"),
  count: z.int().min(1).max(20).default(1),
});

const attemptBody = z.discriminatedUnion("disposition", [
  z.object({
    disposition: z.literal("answered"),
    outcome: z.enum(["satisfied", "dissatisfied"]),
    rating: z.int().min(1).max(5).optional().describe("CSAT"),
    words,
  }),
  z.object({ disposition: z.literal("refused"), words }),
  z.object({
    disposition: z.literal("reschedule"),
    dueAt: givenMoment.describe("When the customer wants the call"),
  }),
  z.object({ disposition: z.enum(["no_answer", "busy", "voicemail", "wrong_number"]) }),
]);

const moveBody = z.object({
  dueAt: givenMoment.describe(
    "The customer's wish is kept to the minute; else the next window from then on counts",
  ),
  wishedByCustomer: z.boolean().default(false),
});

/** The desk at work: claim, dial, move, give back. */
export const callbackCommandRoutes =
  (sources: CommandSources): Routes =>
  (app) => {
    claimRoute(app, sources);
    addCommand(app, sources, {
      name: "attempts",
      summary: "Record how a dial ended; by the agent who claimed the callback",
      body: attemptBody,
      prepare: async ({ agent, body, callback }) => {
        const [terms, attempt] = await Promise.all([
          sources.termsOf(callback),
          sealedAttempt(sources, callback, body),
        ]);
        return (state, now) => recordAttempt(attempt, state, { agent, terms, now });
      },
      done: ({ disposition }) => dials.add(1, { [attribute.disposition]: disposition }),
    });
    addCommand(app, sources, {
      name: "reschedule",
      summary: "Move the call to another time",
      body: moveBody,
      prepare: async ({ agent, body, callback }) => {
        const terms = await sources.termsOf(callback);
        return (state, now) => rescheduleCallback({ agent, ...body }, state, { terms, now });
      },
    });
    addCommand(app, sources, {
      name: "release",
      summary: "Give a claimed callback back to the desk",
      body: z.object({}).nullish(),
      prepare: async ({ agent }) => {
        return (state, now) => releaseCallback(agent, state, now);
      },
    });
  };

const claimRoute = (app: App, { claimNext }: CommandSources): void => {
  app.post(
    "/v1/callbacks/claim",
    {
      config: { allow: callers },
      schema: {
        summary: "Claim the next due callbacks: no other agent gets them while you hold them",
        tags,
        body: claimBody.nullish(),
        response: { 200: z.object({ items: z.array(callbackView) }) },
      },
    },
    async (request) => {
      const claimed = await claimNext(commandOf(request), request.body ?? claimBody.parse({}));
      return { items: claimed.map(viewOf) };
    },
  );
};

type Decide = (state: Callback, now: string) => readonly CallbackFact[];

type CommandRoute<Body extends z.ZodType> = {
  readonly name: string;
  readonly summary: string;
  readonly body: Body;
  /** Reads what the decision needs, then gives the decision. */
  prepare(about: { agent: Agent; body: z.output<Body>; callback: KnownCallback }): Promise<Decide>;
  /** Told once, when the command has changed something. */
  done?(body: z.output<Body>): void;
};

const addCommand = <Body extends z.ZodType>(
  app: App,
  sources: CommandSources,
  route: CommandRoute<Body>,
): void => {
  app.post(
    `/v1/callbacks/:callbackId/${route.name}`,
    {
      config: { allow: callers, versioned: true },
      schema: {
        summary: route.summary,
        tags,
        params: z.object({ callbackId }),
        body: route.body,
        response: { 200: callbackView },
      },
    },
    async (request, reply) => {
      const { callbackId: id } = request.params;
      const body = request.body as z.output<Body>;
      const found = await sources.find(personBehind(request), id);
      if (!found) throw callbackNotFound();
      const decide = await route.prepare({
        agent: agentOf(personBehind(request)),
        body,
        callback: found.callback,
      });
      const { state, version, facts } = await sources.handleCallback(id, commandOf(request), decide);
      if (state.status === "unknown") throw callbackNotFound();
      if (facts.length > 0) route.done?.(body);
      return reply.header("etag", tagOf(version)).send(viewOf({ callback: state, version }));
    },
  );
};

const leading = ["supervisor", "manager", "admin"] as const;

const agentOf = ({ id, roles }: Person): Agent => ({
  id,
  leads: leading.some((role) => roles.includes(role)),
});

/** What the customer said is sealed with their own key; of somebody anonymous with the key of their request. */
const sealedAttempt = async (
  { seal }: CommandSources,
  { profileId, ticketId }: KnownCallback,
  body: z.output<typeof attemptBody>,
): Promise<Attempt> => {
  if (!("words" in body || body.disposition === "answered" || body.disposition === "refused")) return body;
  const text = body.words;
  const words = text === undefined ? null : await seal(profileId ?? requestIdOf(ticketId), text);
  return body.disposition === "answered"
    ? { ...body, rating: body.rating ?? null, words }
    : { disposition: "refused", words };
};
