import { randomUUID } from "node:crypto";
import { ownValue } from "@shouwen/contracts/own-value";
import { propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { fileIn } from "@shouwen/service-kit/file-body";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import type { LineError } from "../domain/importing.ts";
import { columnsOf, type Mapping, mappingView } from "../domain/mapping.ts";
import { importNotFound } from "../domain/rejections.ts";
import type { FileFormat } from "./open-file.ts";
import { dropRest, type SentFile } from "./run-import.ts";

const importId = z
  .string()
  .regex(/^imp_[A-Za-z0-9_-]{1,64}$/, "Expected an id that starts with imp_")
  .describe("One file; sending it again under its id goes on with the same import");

const importView = z.object({
  importId,
  propertyId,
  mapping: z.string(),
  name: z.string().nullable(),
  mode: z.enum(["live", "history"]),
  status: z.enum(["running", "done", "failed"]),
  reason: z
    .string()
    .nullable()
    .describe("Why it failed: broken_off, interrupted, too_large, too_many_errors, dates_open, fault"),
  attempt: z.int().describe("How often the file was sent"),
  total: z.int().describe("Rows so far"),
  accepted: z.int(),
  repeated: z.int().describe("Taken before, by another import or line: nothing new"),
  rejected: z.int().describe("See /errors"),
  startedAt: z.string(),
  updatedAt: z.string(),
  finishedAt: z.string().nullable(),
});

type StoredImport = Omit<
  z.output<typeof importView>,
  "importId" | "startedAt" | "updatedAt" | "finishedAt"
> & {
  id: string;
  startedAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
};

const lineError = z.object({
  line: z.int().describe("In the file, from 1"),
  field: z.string(),
  message: z
    .string()
    .describe(
      "Which value is wrong and what would be right, in the file's language; of a person never what was there",
    ),
});

const broken = z.object({
  file: z.string(),
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
});
type Broken = { readonly file: string; readonly problems: readonly { field: string; message: string }[] };

/** What the routes need. */
export type ImportsDoor = {
  mappings(): { readonly mappings: readonly Mapping[]; readonly broken: readonly Broken[] };
  run(sent: SentFile): Promise<void>;
  find(person: Person, importId: string): Promise<StoredImport | undefined>;
  errors(
    person: Person,
    importId: string,
    page: { limit: number; after: { line: number; field: string } | undefined },
  ): Promise<readonly LineError[]>;
  readonly maxBytes: number;
};

const formats: Record<string, FileFormat> = { "text/csv": "csv", "application/x-ndjson": "ndjson" };
const senders = { allow: ["integrator", "manager"] } as const;
const readers = { allow: ["agent", "staff", "supervisor", "manager", "integrator"] } as const;
/** Of one person, into whichever properties; how many go into one property is counted apart, for all copies. */
const filesAtOnce = 6;
const tags = ["imports"];
const params = z.object({ importId });

/** Sending files, and seeing how far they came. */
export const importRoutes =
  (door: ImportsDoor): Routes =>
  (app) => {
    sending(app, door);
    app.get(
      "/v1/imports/mappings",
      {
        config: readers,
        schema: {
          summary: "The kinds of files that can be imported",
          tags,
          response: {
            200: z.object({
              items: z.array(mappingView),
              broken: z.array(broken).describe("Files that cannot be used until they are mended"),
            }),
          },
        },
      },
      () => {
        const { mappings, broken: bad } = door.mappings();
        return {
          items: mappings.map((mapping) => ({ ...mapping, columns: columnsOf(mapping) })),
          broken: bad.map(({ file, problems }) => ({ file, problems: [...problems] })),
        };
      },
    );
    app.get(
      "/v1/imports/:importId",
      {
        config: readers,
        schema: { summary: "How far an import is", tags, params, response: { 200: importView } },
      },
      async (request) => viewOf(await found(door, personBehind(request), request.params.importId)),
    );
    app.get(
      "/v1/imports/:importId/errors",
      {
        config: readers,
        schema: {
          summary: "The rows that were not taken, and why",
          tags,
          params,
          querystring: z.object(pageQuery(sortKey.count, sortKey.name)),
          response: { 200: pageOf(lineError) },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const { limit, cursor } = request.query;
        const { id } = await found(door, person, request.params.importId);
        const after = cursor && { line: Number(cursor[0]), field: cursor[1] };
        const rows = await door.errors(person, id, { limit, after });
        return toPage(rows, limit, {
          keyOf: (row) => [String(row.line), row.field],
          view: (row) => ({ line: row.line, field: row.field, message: row.message }),
        });
      },
    );
  };

/** A scope of its own: files come as streams here, and are refused as a media type everywhere else. */
const sending = (app: App, door: ImportsDoor): void => {
  void app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(Object.keys(formats), (_request, payload, done) => done(null, payload));
    scope.post(
      "/v1/imports",
      {
        config: { ...senders, takesFiles: true, atOnce: filesAtOnce },
        bodyLimit: door.maxBytes,
        schema: {
          summary: "Import a file: text/csv or application/x-ndjson, up to 100 MB, as a stream",
          description:
            "Answers when every row was taken, found to be taken before, or reported. Sending it again is safe: a row is known by the mapping's system and its external id.",
          tags,
          consumes: Object.keys(formats),
          querystring: z.object({
            mapping: z.string().max(40),
            propertyId: propertyId.optional().describe("The mapping's own unless named"),
            history: z.stringbool().optional().describe("Records of the past, into a property for such"),
            name: z.string().trim().max(120).optional().describe("For people, such as the file's name"),
            id: importId.optional().describe("Choose it, to follow the progress and to send the file again"),
          }),
          response: { 201: importView },
        },
      },
      async (request, reply) => {
        const person = personBehind(request);
        const { id = `imp_${randomUUID()}`, mapping, history, name } = request.query;
        const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
        const stream = fileIn(request);
        const format = ownValue(formats, type) ?? "csv";
        const { propertyId } = request.query;
        const file = { person, importId: id, mapping, history, name, propertyId, format, stream };
        await door.run(file).catch((error: unknown) => {
          if (dropRest(stream, error) === "cut off") void reply.header("connection", "close");
          throw error;
        });
        return reply
          .code(201)
          .header("location", `/v1/imports/${id}`)
          .send(viewOf(await found(door, person, id)));
      },
    );
  });
};

const found = async (door: ImportsDoor, person: Person, id: string): Promise<StoredImport> => {
  const stored = await door.find(person, id);
  if (!stored) throw importNotFound();
  return stored;
};

const viewOf = ({ id, startedAt, updatedAt, finishedAt, ...stored }: StoredImport) => ({
  ...stored,
  importId: id,
  startedAt: startedAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
});
