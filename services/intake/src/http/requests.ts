import { requestReceived } from "@shouwen/contracts/events/request";
import { givenMoment } from "@shouwen/contracts/given-moment";
import { isShown } from "@shouwen/contracts/shown-text";
import {
  category,
  channel,
  kind,
  type Language,
  language,
  place,
  priority,
  propertyId,
  requestId,
  staffId,
  ticketId,
  tier,
} from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import type { App, AppRequest, Routes } from "@shouwen/service-kit/http";
import { languageFor } from "@shouwen/service-kit/problem";
import { contactReason } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { type Answer, answer } from "../domain/answer.ts";
import { cleanText } from "../domain/clean-text.ts";
import type { RequestDraft } from "../domain/receive-request.ts";
import { propertyNotFound, replyInThePast, requestNotFound } from "../domain/rejections.ts";
import { takenBy } from "../domain/take-first-contact.ts";
import { type TicketPeople, type WordSources, wordsFor } from "./request-words.ts";

const text = (longest: number) => z.string().overwrite(cleanText).trim().max(longest);
const orNull = (value: string | undefined): string | null =>
  value !== undefined && isShown(value) ? value : null;

/** How a customer can be reached, as people write it. */
const contactBody = z.strictObject({
  text: text(200).min(1).describe("A phone number or e-mail address, as people write it"),
});

/** A request as anybody sends it: only the property and the channel must be named. */
const requestBody = z.strictObject({
  propertyId,
  channel,
  kind: kind.optional().describe("inquiry unless said; what danger words change is the priority"),
  category: text(242).pipe(category).optional(),
  priority: priority.optional().describe("normal unless said; danger words make it emergency"),
  language: language.optional().describe("The customer's own, else the property's, unless said"),
  contact: contactBody.optional(),
  displayName: text(80).optional().describe("What the customer is called"),
  words: text(20_000).optional().describe("The customer's own words"),
  place: text(200).refine(isShown, "Is blank: expected words that people can read").pipe(place).optional(),
  summary: text(500)
    .optional()
    .describe("Without personal data; made from kind, category and place unless given"),
  occurredAt: givenMoment.optional().describe("When the customer asked; now unless said"),
  replyBy: givenMoment.optional().describe("The date promised to this customer"),
  followUpOf: ticketId
    .optional()
    .describe("The ticket that is over and that the customer comes back about: the new one is linked to it"),
  takenBy: staffId
    .nullable()
    .optional()
    .describe(
      "Whom the customer reached; unless said, the member of staff who sends it, on staffed channels",
    ),
  channelMessageId: z
    .strictObject({ system: text(60).min(1), id: text(120).min(1) })
    .optional()
    .describe("The channel's own id; a repeat of it gets the first answer"),
});
type RequestBody = z.output<typeof requestBody>;

const requestView = requestReceived.data
  .omit({ contact: true, displayName: true, words: true, priority: true, emergency: true })
  .extend({
    priority,
    contactKind: z.enum(["phone", "email", "text"]).nullable().describe("text: it could not be read"),
  });

const readableRequest = requestView.extend({
  number: z.string().nullable().describe("What people call its ticket; null until it is opened"),
  callerName: z
    .string()
    .nullable()
    .describe("What whoever called this time is called, masked: 赵**. One number may be several people's"),
  words: z
    .string()
    .nullable()
    .optional()
    .describe(
      "The customer's own words; missing for whoever may not read them, null where there are none or the customer is erased",
    ),
});

const callerAnswer = z.object({
  profileId: z.string().nullable().describe("Null for somebody we have not heard of"),
  tier: tier.nullable(),
  language: language.nullable(),
  shared: z
    .boolean()
    .describe("Several people called from this number: a family, a switchboard, a number that changed hands"),
  people: z
    .array(
      z.object({
        name: z.string().describe("Masked: 王**"),
        place: z.string().nullable(),
        lastRequestId: requestId,
        lastAt: z.string(),
      }),
    )
    .describe("By which names, as far as you may see their requests; the last one first"),
  openTickets: z.array(ticketId),
  requests: z
    .array(
      requestView.pick({
        requestId: true,
        ticketId: true,
        propertyId: true,
        channel: true,
        kind: true,
        category: true,
        summary: true,
        receivedAt: true,
      }),
    )
    .describe("The last ones that you may see, newest first"),
});
export type CallerAnswer = z.output<typeof callerAnswer>;

type SeenRequest = {
  readonly view: Omit<z.output<typeof readableRequest>, "words">;
  /** Sealed. */
  readonly words: string | null;
  readonly people: TicketPeople | undefined;
};

/** What the routes need: how a request is taken, and how people read. */
export type RequestsDoor = {
  readonly now: () => string;
  take(asked: {
    draft: RequestDraft;
    contactText: string | null;
    person: Person;
    /** The language in which the person is told what became of it. */
    toldIn: Language;
    key: { readonly name: string; readonly body: string } | null;
  }): Promise<{ answer: Answer; repeated: boolean }>;
  /** The language of a property; undefined where nobody knows it. */
  languageOf(propertyId: string): Promise<Language | undefined>;
  find(person: Person, requestId: string): Promise<SeenRequest | undefined>;
  lookUp(person: Person, propertyId: string, contactText: string): Promise<CallerAnswer>;
};

const everybody = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
const tags = ["requests"];

/** Taking requests, reading them, and knowing who calls. */
export const requestRoutes =
  (door: RequestsDoor, words: WordSources): Routes =>
  (app) => {
    app.post(
      "/v1/requests",
      {
        config: everybody,
        preValidation: speakAsProperty(door),
        schema: {
          summary: "Take a request: once it is answered with 202 it is never lost",
          description:
            "An `Idempotency-Key` or the channel's own message id makes a repeat return the first answer.",
          tags,
          body: requestBody,
          response: { 202: answer },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const { propertyId: where, replyBy } = request.body;
        if (!maySee(person, where)) throw propertyNotFound();
        requireToCome(replyBy, door.now());
        const taken = await door.take({
          draft: draftOf(request.body, person),
          contactText: request.body.contact?.text ?? null,
          person,
          toldIn: languageFor(request),
          key: keyOf(request.headers["idempotency-key"], request.body),
        });
        void reply.header("location", `/v1/requests/${taken.answer.requestId}`);
        // A repeat gets the first answer, in the language that was asked for then.
        if (taken.repeated) void reply.header("idempotent-replayed", "true");
        else void reply.header("content-language", languageFor(request));
        return reply.code(202).send(taken.answer);
      },
    );
    readingOne(app, door, words);
    lookingUp(app, door);
  };

const requireToCome = (replyBy: string | undefined, now: string): void => {
  if (replyBy === undefined || Date.parse(replyBy) > Date.parse(now)) return;
  throw replyInThePast({
    replyBy,
    errors: [{ field: "replyBy", message: "Expected a date that is still to come" }],
  });
};

/** Whoever asks in no language of ours is answered in their property's, be it with a refusal or not. */
const speakAsProperty =
  ({ languageOf }: Pick<RequestsDoor, "languageOf">) =>
  async (request: AppRequest): Promise<void> => {
    const { propertyId: where } = (request.body ?? {}) as { propertyId?: unknown };
    if (typeof where !== "string" || !request.person || !maySee(request.person, where)) return;
    const spoken = await languageOf(where);
    if (spoken !== undefined) request.propertyLanguage = spoken;
  };

const readingOne = (app: App, door: RequestsDoor, sources: WordSources): void => {
  app.get(
    "/v1/requests/:requestId",
    {
      config: everybody,
      schema: {
        summary: "One request",
        description:
          "Whoever took it, the people of its ticket and those who lead find the customer's words, which is audited.",
        tags,
        params: z.object({ requestId }),
        querystring: z.object({ reason: contactReason.exclude(["callback"]).optional() }),
        response: { 200: readableRequest },
      },
    },
    async (request) => {
      const person = personBehind(request);
      const found = await door.find(person, request.params.requestId);
      if (!found) throw requestNotFound();
      const { view, ...sealed } = found;
      const words = await wordsFor(sources, { ...view, ...sealed }, { person, says: request.query.reason });
      return words === undefined ? view : { ...view, words };
    },
  );
};

const lookingUp = (app: App, door: RequestsDoor): void => {
  app.post(
    "/v1/callers/lookup",
    {
      config: everybody,
      preValidation: speakAsProperty(door),
      schema: {
        summary: "Who calls: tier, last requests and open tickets, while the phone rings",
        description:
          "Tells nothing of a customer whom none of your properties knows, unless the group shares its customers.",
        tags,
        body: z.strictObject({ propertyId, contact: contactBody }),
        response: { 200: callerAnswer },
      },
    },
    async (request) => {
      const person = personBehind(request);
      if (!maySee(person, request.body.propertyId)) throw propertyNotFound();
      return door.lookUp(person, request.body.propertyId, request.body.contact.text);
    },
  );
};

const draftOf = (body: RequestBody, person: Person): RequestDraft => ({
  propertyId: body.propertyId,
  channel: body.channel,
  kind: body.kind ?? null,
  category: body.category ?? null,
  priority: body.priority ?? null,
  language: body.language ?? null,
  displayName: orNull(body.displayName),
  words: orNull(body.words),
  place: body.place ?? null,
  summary: orNull(body.summary),
  occurredAt: body.occurredAt ?? null,
  replyBy: body.replyBy ?? null,
  ...(body.followUpOf === undefined ? {} : { followUpOf: body.followUpOf }),
  takenBy: takenBy(body.takenBy, body.channel, person),
  source: body.channelMessageId
    ? { system: body.channelMessageId.system, externalId: body.channelMessageId.id }
    : null,
  mode: "live",
  past: null,
});

/** The schema puts the fields in its own order, so the same body always has the same text. */
const keyOf = (header: string | string[] | undefined, body: RequestBody) => {
  if (typeof header !== "string") return null;
  return { name: header, body: JSON.stringify(body) };
};
