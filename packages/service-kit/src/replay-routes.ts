import { givenMoment } from "@shouwen/contracts/given-moment";
import type { Database } from "@shouwen/event-bus/database";
import type { Consumer } from "@shouwen/event-bus/message";
import { readArchive, replayEvents } from "@shouwen/event-bus/replay";
import { z } from "zod";
import { personBehind } from "./auth.ts";
import type { Routes } from "./http.ts";
import { rejection } from "./rejection.ts";

const noSuchConsumer = rejection("consumer.not_found", "not_found", "No such consumer in this service");

const archiveQuestion = z.object({
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

const replay = z.object({
  replayId: z.uuid().describe("The same for every part of one replay: it is audited once"),
  reason: z.string().min(3).max(200),
  consumer: z.string().max(120).optional().describe("Only this one; all that hear such events otherwise"),
  events: z
    .array(
      z.object({
        topic: z.string().max(120),
        key: z.string().min(1).max(200),
        headers: z.record(z.string(), z.string()),
        payload: z.string().nullable(),
      }),
    )
    .min(1)
    .max(100),
});

const auditText = `
insert into audit (actor, action, subject, detail)
select $1, 'events.replay', $2, jsonb_build_object('reason', $3::text, 'consumer', $4::text)
where not exists (select from audit where action = 'events.replay' and subject = $2)`;

/**
 * Reading the archive, and letting this service hear events once more. For admins of the whole group. Whoever replays reads the archive
 * of the service that said it and hands it to the one that is to hear it: services do not ask each other.
 */
export const replayRoutes =
  ({ database, consumers }: { database: Database; consumers: readonly Consumer[] }): Routes =>
  (app) => {
    const config = { allow: ["admin" as const], group: true };
    const tags = ["replay"];
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
      "/v1/replays",
      { config, schema: { summary: "Let this service hear events once more", tags, body: replay } },
      async (request) => {
        const { replayId, reason, consumer, events } = request.body;
        const chosen = consumer === undefined ? consumers : consumers.filter(({ name }) => name === consumer);
        if (chosen.length === 0) throw noSuchConsumer({ consumers: consumers.map(({ name }) => name) });
        await database.query(auditText, [personBehind(request).id, replayId, reason, consumer ?? null]);
        return replayEvents({ database, consumers: chosen }, events);
      },
    );
  };
