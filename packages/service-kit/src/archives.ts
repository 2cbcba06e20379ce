import type { Database } from "@shouwen/event-bus/database";
import { rejection } from "@shouwen/event-bus/rejection";
import { type ArchivedEvent, archivedEvents, type EventReference } from "@shouwen/event-bus/replay";
import { z } from "zod";

const archiveUnknown = rejection(
  "replay.archive_unknown",
  "unprocessable",
  "This service does not know where the archive of that one is (ARCHIVES)",
);
const archiveSilent = rejection(
  "replay.archive_silent",
  "busy",
  "The archive could not be read; nothing was replayed",
);
const eventsUnknown = rejection(
  "replay.events_unknown",
  "not_found",
  "The archive has no such events; nothing was replayed",
);

/** An event as an archive gives it out. */
export const archivedEvent = z.object({
  topic: z.string(),
  key: z.string(),
  headers: z.record(z.string(), z.string()),
  payload: z.string().nullable(),
});

const answer = z.object({ events: z.array(archivedEvent) });

/** Which events of which service, asked for by whom. */
export type ArchiveRequest = {
  readonly source: string;
  readonly references: readonly EventReference[];
  /** Whoever replays must be let in by the archive's own service as well. */
  readonly authorization: string | undefined;
};

const withinMs = 30_000;

const askOther = async (url: string, { references, authorization }: ArchiveRequest) => {
  const response = await fetch(`${url}/v1/archive/events`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    body: JSON.stringify({ events: references }),
    signal: AbortSignal.timeout(withinMs),
  }).catch((cause: unknown) => {
    throw Object.assign(archiveSilent(), { cause });
  });
  if (!response.ok) throw archiveSilent({ archiveStatus: response.status });
  return answer.parse(await response.json()).events;
};

/**
 * Reads events where they were said, so that nobody can have a service hear what never was. All of them are there, or
 * it is refused.
 */
export const readEvents = async (
  needs: { readonly service: string; readonly database: Database; readonly archives: Archives },
  request: ArchiveRequest,
): Promise<readonly ArchivedEvent[]> => {
  const url = needs.archives.get(request.source);
  if (request.source !== needs.service && url === undefined)
    throw archiveUnknown({ archives: [...needs.archives.keys()] });
  const events =
    url === undefined || request.source === needs.service
      ? await archivedEvents(needs.database, request.references)
      : await askOther(url, request);
  const found = new Set(events.map(({ headers }) => headers.ce_id));
  const unknown = request.references.map(({ eventId }) => eventId).filter((id) => !found.has(id));
  if (unknown.length > 0) throw eventsUnknown({ unknown });
  return events;
};

/** Where each service's archive is. */
export type Archives = ReadonlyMap<string, string>;
