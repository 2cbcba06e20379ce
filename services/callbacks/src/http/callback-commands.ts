import { givenMoment } from "@shouwen/contracts/given-moment";
import { shownText } from "@shouwen/contracts/shown-text";
import { type Actor, command } from "@shouwen/service-kit/resource-command";
import { z } from "zod";
import { type KnownCallback, requestIdOf } from "../domain/callback.ts";
import { type Agent, mayChangeCallback, releaseCallback } from "../domain/claim-callback.ts";
import { type Attempt, mayRecordAttempt, recordAttempt } from "../domain/record-attempt.ts";
import { rescheduleCallback } from "../domain/reschedule-callback.ts";
import type { Terms } from "../domain/terms.ts";
import { callbackTable } from "../store/callback-table.ts";
import { attribute, dials } from "../telemetry.ts";

/** What the commands need besides the callback's state. */
export type CommandSources = {
  termsOf(callback: KnownCallback): Promise<Terms>;
  /** Seals text with somebody's key. Null when they were erased and nothing may be kept of them. */
  seal(subject: string, text: string): Promise<string | null>;
};

export const deskRoles = ["agent", "supervisor", "manager"] as const;

const words = shownText(4_000).optional().describe("What the customer said");

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

const leading = ["supervisor", "manager", "admin"] as const;

const agentOf = ({ id, roles }: Actor): Agent => ({
  id,
  leads: leading.some((role) => roles.includes(role)),
});

/** What the desk does with one callback: dial, move, give back. */
export const callbackCommands = (sources: CommandSources) => ({
  attempts: command(callbackTable, {
    summary: "Record how a dial ended; by the agent who claimed the callback",
    roles: deskRoles,
    body: attemptBody,
    may: (actor, callback, now) => mayRecordAttempt(agentOf(actor), callback, now),
    prepare: async ({ thing, body }) => {
      const [terms, attempt] = await Promise.all([
        sources.termsOf(thing),
        sealedAttempt(sources, thing, body),
      ]);
      return { terms, attempt };
    },
    decide: ({ actor, prepared: { terms, attempt } }, state, { now }) =>
      recordAttempt(attempt, state, { agent: agentOf(actor), terms, now }),
    done: ({ disposition }) => dials.add(1, { [attribute.disposition]: disposition }),
  }),
  reschedule: command(callbackTable, {
    summary: "Move the call to another time",
    roles: deskRoles,
    body: moveBody,
    may: (actor, callback, now) => mayChangeCallback(agentOf(actor), callback, now),
    prepare: ({ thing }) => sources.termsOf(thing),
    decide: ({ actor, body, prepared: terms }, state, { now }) =>
      rescheduleCallback({ ...body, agent: agentOf(actor) }, state, { terms, now }),
  }),
  release: command(callbackTable, {
    summary: "Give a claimed callback back to the desk",
    roles: deskRoles,
    may: (actor, callback, now) => mayChangeCallback(agentOf(actor), callback, now),
    decide: ({ actor }, state, { now }) => releaseCallback(agentOf(actor), state, now),
  }),
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
