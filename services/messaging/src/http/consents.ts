import { givenMoment } from "@shouwen/contracts/given-moment";
import { shownText } from "@shouwen/contracts/shown-text";
import { profileId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle, tagOf } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { z } from "zod";
import {
  type ConsentFact,
  type ConsentState,
  consentOn,
  giveConsent,
  type Saying,
  withdrawConsent,
} from "../domain/consent.ts";
import { customerChannel } from "../domain/messaging-rules.ts";
import { erasureRequested, profileNotFound } from "../domain/rejections.ts";

/** Who asked for the proofs of a customer, given or refused. */
export type Reveal = {
  readonly actor: string;
  readonly action: "consent.reveal" | "consent.reveal_refused";
  readonly profileId: string;
  readonly entries: number;
};

/** What the routes need. */
export type ConsentSources = {
  readonly handleConsent: Handle<ConsentState, ConsentFact>;
  /** At which properties a customer is known; undefined when nobody knows them. */
  propertiesOf(profileId: string): Promise<readonly string[] | undefined>;
  consentOf(profileId: string): Promise<ConsentState>;
  /** Seals with the customer's key; null when they are erased. */
  seal(profileId: string, text: string): Promise<string | null>;
  open(sealed: string): Promise<string | null>;
  /** From that moment on nothing of theirs is opened. */
  isErasureRequested(profileId: string): Promise<boolean>;
  /** A person allowed everything: an opt-out word from their number before that moment is lifted. */
  liftOptOut(profileId: string, allowedAt: string): Promise<void>;
  audit(reveal: Reveal): Promise<void>;
};

const readers = ["agent", "supervisor", "manager"] as const;
const tags = ["consents"];

const channelView = z.object({
  stopped: z.boolean().describe("Nothing but safety"),
  marketing: z.boolean().describe("The person said yes, and has not said no"),
});

const entryView = z.object({
  what: z.enum(["given", "withdrawn"]),
  channel: z.string(),
  scope: z.enum(["marketing", "all"]),
  at: z.string().describe("When the person said so"),
  source: z.string().describe("Where the proof came from"),
  by: z.string().nullable().describe("Who wrote it down; null when the person said it to the machine"),
  hasProof: z.boolean(),
});

const consentView = z
  .object({
    profileId: z.string(),
    channels: z.object({ sms: channelView, email: channelView }),
    entries: z.array(entryView).describe("Everything that was ever said, in order"),
  })
  .describe("What a person allows, with the proof");

const viewOf = (id: string, state: ConsentState): z.output<typeof consentView> => ({
  profileId: id,
  channels: { sms: consentOn(state, "sms"), email: consentOn(state, "email") },
  entries: state.entries.map(({ text, ...entry }) => ({ ...entry, hasProof: text !== null })),
});

/** What people allow. A person's word counts from the moment it is saved, for what waits to be sent as well. */
export const consentRoutes =
  (sources: ConsentSources): Routes =>
  (app) => {
    app.get(
      "/v1/consents",
      {
        config: { allow: readers },
        schema: {
          summary: "What a customer allows",
          tags,
          querystring: z.object({ profileId }),
          response: { 200: consentView },
        },
      },
      async (request) => {
        const { profileId: id } = request.query;
        await requireVisible(sources, personBehind(request), id);
        return viewOf(id, await sources.consentOf(id));
      },
    );
    sayRoute(app, sources);
    revealRoute(app, sources);
  };

/** A customer of another property is not there. */
const requireVisible = async (sources: ConsentSources, person: Person, id: string): Promise<void> => {
  const properties = await sources.propertiesOf(id);
  if (!properties?.some((propertyId) => maySee(person, propertyId))) throw profileNotFound();
};

const said = z.object({
  profileId,
  what: z.enum(["given", "withdrawn"]),
  channel: customerChannel,
  scope: z.enum(["marketing", "all"]).describe("all: anything but what concerns safety"),
  source: z.enum(["staff", "form", "link", "import"]),
  proof: shownText(2_000).describe("What proves it: the words that were said, the number of the form"),
  at: givenMoment.optional().describe("When the person said so; now when left out"),
});

const sayRoute = (app: App, sources: ConsentSources): void => {
  app.post(
    "/v1/consents",
    {
      config: { allow: readers, versioned: true },
      schema: {
        summary: "A customer allows or forbids to be written to",
        tags,
        body: said,
        response: { 200: consentView },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const command = commandOf(request);
      await requireVisible(sources, command.person, body.profileId);
      const text = await sources.seal(body.profileId, body.proof);
      const decide = body.what === "given" ? giveConsent : withdrawConsent;
      const sayingAt = (now: string): Saying => ({
        profileId: body.profileId,
        channel: body.channel,
        scope: body.scope,
        at: body.at ?? now,
        proof: { source: body.source, text, by: command.person.id },
      });
      const { state, version } = await sources.handleConsent(body.profileId, command, (before, now) =>
        decide(sayingAt(now), before, now),
      );
      await liftWhenAllowed(sources, body, state);
      return reply.header("etag", tagOf(version)).send(viewOf(body.profileId, state));
    },
  );
};

/** Done after the word is saved: until then, and if it fails, the contact stays opted out. */
const liftWhenAllowed = async (
  sources: ConsentSources,
  { profileId: id, channel, what, scope }: z.output<typeof said>,
  state: ConsentState,
): Promise<void> => {
  if (what !== "given" || scope !== "all" || consentOn(state, channel).stopped) return;
  const allowed = state.entries.findLast((entry) => entry.channel === channel && entry.scope === "all");
  if (allowed?.what === "given") await sources.liftOptOut(id, allowed.at);
};

const revealRoute = (app: App, sources: ConsentSources): void => {
  app.post(
    "/v1/consents/:profileId/reveal",
    {
      config: { allow: ["manager"] },
      schema: {
        summary: "Read the proofs; it is written down who did",
        tags,
        params: z.object({ profileId }),
        response: {
          200: z.object({
            profileId: z.string(),
            entries: z.array(entryView.extend({ proof: z.string().nullable() })),
          }),
        },
      },
    },
    async (request) => {
      const { profileId: id } = request.params;
      const person = personBehind(request);
      await requireVisible(sources, person, id);
      const { entries } = await sources.consentOf(id);
      const isRefused = await sources.isErasureRequested(id);
      await sources.audit({
        actor: person.id,
        action: isRefused ? "consent.reveal_refused" : "consent.reveal",
        profileId: id,
        entries: entries.length,
      });
      if (isRefused) throw erasureRequested();
      const opened = entries.map(async ({ text, ...entry }) => ({
        ...entry,
        hasProof: text !== null,
        proof: text === null ? null : await sources.open(text),
      }));
      return { profileId: id, entries: await Promise.all(opened) };
    },
  );
};
