import { instant, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { madeBy } from "@shouwen/service-kit/made-once";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { PolicyBook } from "@shouwen/service-kit/policies";
import { z } from "zod";
import { confirmHandOverNote } from "../domain/paper/confirm-hand-over-note.ts";
import type { HandOverNote, WrittenNote } from "../domain/paper/hand-over-note.ts";
import type { HandOverPolicy } from "../domain/paper/shift-papers.ts";
import { writeHandOverNote } from "../domain/paper/write-hand-over-note.ts";
import { noteNotFound, propertyNotFound } from "../domain/rejections.ts";
import type { NoteListing } from "../domain/rota-lists.ts";
import { shiftId, workers } from "./rota-views.ts";
import { type TeamMembers, teamMemberIn } from "./team-member.ts";

/** What hand-over notes need. */
export type NoteDesk = TeamMembers & {
  readonly handleNote: Handle<HandOverNote>;
  handOver(): Promise<PolicyBook<HandOverPolicy>>;
  teamsOf(propertyId: string): Promise<readonly { readonly teamId: string }[]>;
};

export type ReadNotes = {
  note(person: Person, noteId: string): Promise<WrittenNote | undefined>;
  notes(person: Person, listing: NoteListing): Promise<readonly WrittenNote[]>;
};

const noteId = z
  .string()
  .regex(/^hon_[A-Za-z0-9_-]{1,64}$/, "Expected an id that starts with hon_")
  .describe("What one shift tells the next");

// A list and not a record: what is wrong with a field is told by its place, and a key that somebody made up would be
// told as well.
const entry = z.object({
  about: z.string().trim().min(1).max(60).describe("A table, a room, a matter"),
  points: z
    .array(z.object({ point: z.string().max(40), text: z.string().trim().max(1_000) }))
    .max(30)
    .readonly(),
});

const noteView = z.object({
  noteId,
  propertyId,
  teamId,
  shiftId: shiftId.nullable(),
  entries: z.array(entry).readonly(),
  writtenBy: staffId,
  writtenAt: instant,
  confirmedBy: staffId.nullable().describe("Who took over"),
  confirmedAt: instant.nullable(),
});

const viewOf = ({ entries, ...note }: WrittenNote): z.output<typeof noteView> => ({
  ...note,
  entries: entries.map(({ about, points }) => ({
    about,
    points: Object.entries(points).map(([point, text]) => ({ point, text })),
  })),
});

const viewIn = (note: HandOverNote): z.output<typeof noteView> => {
  if (note.status === "unknown") throw noteNotFound();
  const { status, ...written } = note;
  return viewOf(written);
};

const tags = ["hand-over notes"];
const params = z.object({ noteId });

const writing = (app: App, desk: NoteDesk): void => {
  app.post(
    "/v1/hand-over-notes",
    {
      config: workers,
      schema: {
        summary: "Write down what your shift hands over to the next",
        description: "The points of each entry are those of the team in `GET /v1/policies/hand_over`.",
        tags,
        body: z.object({
          propertyId,
          teamId,
          shiftId: shiftId.nullable().default(null).describe("The shift that ends with it"),
          entries: z.array(entry).min(1).max(60),
        }),
        response: { 201: noteView },
      },
    },
    async (request, reply) => {
      const command = commandOf(request);
      const { entries, ...about } = request.body;
      if (!maySee(command.person, about.propertyId)) throw propertyNotFound();
      const id = madeBy("hon", command);
      const [book, teams] = await Promise.all([desk.handOver(), desk.teamsOf(about.propertyId)]);
      const written = {
        ...about,
        noteId: id,
        by: await teamMemberIn(desk, command.person),
        entries: entries.map(({ about: what, points }) => ({
          about: what,
          points: Object.fromEntries(points.map(({ point, text }) => [point, text])),
        })),
      };
      const { state } = await desk.handleNote(id, command, (note, now) => {
        const policy = book.inForce(about.propertyId, now).body;
        return writeHandOverNote(written, note, { now, policy, teamIds: teams.map((team) => team.teamId) });
      });
      return reply.code(201).send(viewIn(state));
    },
  );
  app.post(
    "/v1/hand-over-notes/:noteId/confirm",
    {
      config: workers,
      schema: { summary: "Take over: you have read it", tags, params, response: { 200: noteView } },
    },
    async (request) => {
      const command = commandOf(request);
      const by = await teamMemberIn(desk, command.person);
      const { state } = await desk.handleNote(request.params.noteId, command, (note, now) =>
        confirmHandOverNote({ by }, note, now),
      );
      return viewIn(state);
    },
  );
};

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

/** What one shift tells the next: written by who leaves, confirmed by who takes over. */
export const handOverNoteRoutes =
  (desk: NoteDesk, read: ReadNotes): Routes =>
  (app) => {
    writing(app, desk);
    app.get(
      "/v1/hand-over-notes",
      {
        config: workers,
        schema: {
          summary: "Hand-over notes, newest first",
          tags,
          querystring: z.object({
            ...pageQuery(sortKey.moment, sortKey.name),
            propertyId,
            teamId: teamId.optional(),
            confirmed: yesOrNo.optional().describe("false: those that nobody has taken over yet"),
          }),
          response: { 200: pageOf(noteView) },
        },
      },
      async (request) => {
        const { limit } = request.query;
        const rows = await read.notes(personBehind(request), request.query);
        return toPage(rows, limit, { keyOf: (note) => [note.writtenAt, note.noteId], view: viewOf });
      },
    );
    app.get(
      "/v1/hand-over-notes/:noteId",
      {
        config: workers,
        schema: { summary: "One hand-over note", tags, params, response: { 200: noteView } },
      },
      async (request) => {
        const note = await read.note(personBehind(request), request.params.noteId);
        if (!note) throw noteNotFound();
        return viewOf(note);
      },
    );
  };
