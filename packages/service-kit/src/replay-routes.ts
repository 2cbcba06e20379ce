import { givenMoment } from "@shouwen/contracts/given-moment";
import { shownText } from "@shouwen/contracts/shown-text";
import type { Database } from "@shouwen/event-bus/database";
import type { Consumer } from "@shouwen/event-bus/message";
import { rejection } from "@shouwen/event-bus/rejection";
import { archivedEvents, readArchive, replayEvents } from "@shouwen/event-bus/replay";
import { z } from "zod";
import { type Archives, archivedEvent, readEvents } from "./archives.ts";
import { personBehind } from "./auth.ts";
import type { App, Routes } from "./http.ts";

const noSuchConsumer = rejection("consumer.not_found", "not_found", "No such consumer in this service");

/** What can be asked of an archive. */
export const archiveQuestion = z.object({
  from: givenMoment,
  to: givenMoment,
  types: z.string().max(2_000).optional().describe("Event types, separated by commas"),
  after: z
    .string()
    .regex(/^[^ ]+ \d+$/)
    .optional()
    .describe("`next` of the answer before"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Which events are meant. */
export const references = z
  .array(z.object({ key: z.string().min(1).max(200), eventId: z.string().min(1).max(200) }))
  .min(1)
  .max(100)
  .describe("Each by the thing that it is about, and its id");

/** What is replayed, and why. */
export const replay = z.object({
  replayId: z.uuid().describe("The same for every part of one replay: it is audited once"),
  reason: shownText(200, 3),
  consumer: z.string().max(120).optional().describe("Only this one; all that hear such events otherwise"),
  source: z.string().max(40).describe("The service that said them: they are read from its archive"),
  events: references,
});

const auditText = `
insert into audit (actor, action, subject, detail)
select $1, 'events.replay', $2, jsonb_build_object('reason', $3::text, 'consumer', $4::text)
where not exists (select from audit where action = 'events.replay' and subject = $2)`;

type Needs = {
  readonly service: string;
  readonly database: Database;
  readonly consumers: readonly Consumer[];
  readonly archives: Archives;
};

const config = { allow: ["admin" as const], group: true };
const tags = ["replay"];

const archiveRoutes = (app: App, { database }: Needs): void => {
  app.get(
    "/v1/archive",
    {
      config,
      schema: { summary: "What this service said, oldest first", tags, querystring: archiveQuestion },
    },
    async ({ query: { from, to, types, after, limit } }) => {
      const [at = "", seq = ""] = after?.split(" ") ?? [];
      const { events, next } = await readArchive(database, {
        from,
        to,
        limit,
        types: types?.split(","),
        after: after === undefined ? undefined : { at, seq: Number(seq) },
      });
      return { events, next: next ? `${next.at} ${next.seq}` : null };
    },
  );
  app.post(
    "/v1/archive/events",
    {
      config,
      schema: {
        summary: "Events that this service said, by their ids; those that it did not say are left out",
        tags,
        body: z.object({ events: references }),
        response: { 200: z.object({ events: z.array(archivedEvent) }) },
      },
    },
    async ({ body }) => ({ events: [...(await archivedEvents(database, body.events))] }),
  );
};

/**
 * Reading the archive, and letting this service hear events once more. For admins of the whole group. A replay names
 * the events; they are read from the archive of the service that said them, with the right of whoever replays.
 */
export const replayRoutes =
  (needs: Needs): Routes =>
  (app) => {
    archiveRoutes(app, needs);
    const { database, consumers } = needs;
    app.post(
      "/v1/replays",
      { config, schema: { summary: "Let this service hear events once more", tags, body: replay } },
      async (request) => {
        const { replayId, reason, consumer, source, events: wanted } = request.body;
        const chosen = consumer === undefined ? consumers : consumers.filter(({ name }) => name === consumer);
        if (chosen.length === 0) throw noSuchConsumer({ consumers: consumers.map(({ name }) => name) });
        const { authorization } = request.headers;
        const events = await readEvents(needs, { source, references: wanted, authorization });
        await database.query(auditText, [personBehind(request).id, replayId, reason, consumer ?? null]);
        return replayEvents({ database, consumers: chosen }, events);
      },
    );
  };
