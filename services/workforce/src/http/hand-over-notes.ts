import { shownText } from "@shouwen/contracts/shown-text";
import { instant, profileId, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { maySee, type Person, personBehind } from "@shouwen/service-kit/auth";
import { commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { deterministicId } from "@shouwen/service-kit/made-once";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { ListOpenings, Opening } from "@shouwen/service-kit/words";
import { reasonToRead } from "@shouwen/service-kit/words-access";
import { z } from "zod";
import { confirmHandOverNote } from "../domain/paper/confirm-hand-over-note.ts";
import {
  type HandOverNote,
  type KeptEntry,
  type KnownGuest,
  type NoteEntry,
  type NoteFact,
  requireGuests,
  type WrittenNote,
} from "../domain/paper/hand-over-note.ts";
import type { HandOverPolicy } from "../domain/paper/shift-papers.ts";
import { writeHandOverNote } from "../domain/paper/write-hand-over-note.ts";
import { noteNotFound, propertyNotFound } from "../domain/rejections.ts";
import type { NoteListing } from "../domain/rota-lists.ts";
import type { TeamMember } from "../domain/staff/who-may.ts";
import { shiftId, workers } from "./rota-views.ts";
import { type TeamMembers, teamMemberIn } from "./team-member.ts";

/** What hand-over notes need. */
export type NoteDesk = TeamMembers & {
  readonly handleNote: Handle<HandOverNote, NoteFact>;
  handOver(): Promise<PolicySet<HandOverPolicy>>;
  teamsOf(propertyId: string): Promise<readonly { readonly teamId: string }[]>;
  countryOf(propertyId: string): Promise<string>;
  guest(profileId: string): Promise<KnownGuest | undefined>;
  /** Writes down who reads which notes. Done before they are opened. */
  audit(openings: readonly Opening[]): Promise<void>;
  readonly openings: ListOpenings;
  readonly noteText: {
    seal(
      entries: readonly (NoteEntry & { profileId: string | null })[],
      about: { propertyId: string; countryCode: string },
    ): Promise<readonly KeptEntry[]>;
    open(
      notes: readonly (readonly KeptEntry[])[],
    ): Promise<readonly (readonly { profileId: string | null; text: NoteEntry | null }[])[]>;
  };
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
const points = z
  .array(z.object({ point: z.string().max(40), text: z.string().trim().max(1_000) }))
  .max(30)
  .readonly();

const entry = z.object({
  about: shownText(60).describe("A table, a room, a matter"),
  profileId: profileId
    .optional()
    .describe(
      "The guest whom it is about, where the property knows them: what is said is sealed with their key",
    ),
  points,
});

const entryView = z.object({
  about: z.string().nullable().describe("Null once the guest whom it was about is erased, or is to be"),
  profileId: profileId.nullable(),
  points,
});

const noteView = z.object({
  noteId,
  propertyId,
  teamId,
  shiftId: shiftId.nullable(),
  entries: z.array(entryView).readonly(),
  writtenBy: staffId,
  writtenAt: instant,
  confirmedBy: staffId.nullable().describe("Who took over"),
  confirmedAt: instant.nullable(),
});

type NoteView = z.output<typeof noteView>;

/** Who reads what: the team that it is for, those who lead, and whoever else works at the property. */
const openingsOf = ({ id: actor, roles, teamIds }: TeamMember, notes: readonly WrittenNote[]): Opening[] =>
  notes.map(({ noteId: subject, propertyId: home, teamId: team, writtenBy, confirmedBy }) => {
    const people = { ownerId: null, handlerId: null, alsoIds: [writtenBy, confirmedBy], teamIds: [team] };
    const reason = reasonToRead({ person: { id: actor, roles }, teamIds }, people) ?? "colleague";
    return { actor, subject, propertyId: home, reason, door: "hand_over_note" };
  });

/** Notes with what they say, in the order given, once it is written down who reads them. */
const viewsOf = async (
  { noteText, audit }: NoteDesk,
  by: TeamMember,
  notes: readonly WrittenNote[],
): Promise<NoteView[]> => {
  await audit(openingsOf(by, notes));
  const opened = await noteText.open(notes.map(({ entries }) => entries));
  return notes.map((note, n) => ({
    ...note,
    entries: (opened[n] ?? []).map(({ profileId: guest, text }) => ({
      about: text?.about ?? null,
      profileId: guest,
      points: Object.entries(text?.points ?? {}).map(([point, said]) => ({ point, text: said })),
    })),
  }));
};

const viewOf = async (desk: NoteDesk, by: TeamMember, note: WrittenNote): Promise<NoteView> => {
  const [view] = await viewsOf(desk, by, [note]);
  if (!view) throw noteNotFound();
  return view;
};

const viewIn = (desk: NoteDesk, by: TeamMember, note: HandOverNote): Promise<NoteView> => {
  if (note.status === "unknown") throw noteNotFound();
  const { status, ...written } = note;
  return viewOf(desk, by, written);
};

const tags = ["hand-over notes"];
const params = z.object({ noteId });

const writeRoute = (app: App, desk: NoteDesk): void => {
  app.post(
    "/v1/hand-over-notes",
    {
      config: workers,
      schema: {
        summary: "Write down what your shift hands over to the next",
        description:
          "The points of each entry are those of the team in `GET /v1/policies/hand_over`. An entry about a guest whom the property does not know is refused.",
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
      const id = deterministicId("hon", command);
      const [policySet, teams, countryCode, by] = await Promise.all([
        desk.handOver(),
        desk.teamsOf(about.propertyId),
        desk.countryOf(about.propertyId),
        teamMemberIn(desk, command.person),
      ]);
      const said = entries.map(({ about: what, profileId: guest = null, points: answers }) => ({
        about: what,
        profileId: guest,
        points: Object.fromEntries(answers.map(({ point, text }) => [point, text])),
      }));
      const guests = said.map(async ({ profileId: guest }) =>
        guest === null ? undefined : desk.guest(guest),
      );
      requireGuests(about.propertyId, said, await Promise.all(guests));
      const written = {
        ...about,
        noteId: id,
        by,
        said,
        entries: await desk.noteText.seal(said, { propertyId: about.propertyId, countryCode }),
      };
      const { state } = await desk.handleNote(id, command, (note, now) => {
        const policy = policySet.inForce(about.propertyId, now).body;
        return writeHandOverNote(written, note, { now, policy, teamIds: teams.map((team) => team.teamId) });
      });
      return reply.code(201).send(await viewIn(desk, by, state));
    },
  );
};

const confirmRoute = (app: App, desk: NoteDesk): void => {
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
      return viewIn(desk, by, state);
    },
  );
};

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true");

/** What one shift tells the next: written by who leaves, confirmed by who takes over. */
export const handOverNoteRoutes =
  (desk: NoteDesk, read: ReadNotes): Routes =>
  (app) => {
    writeRoute(app, desk);
    confirmRoute(app, desk);
    openingRoutes({
      path: "/v1/hand-over-notes",
      param: "noteId",
      id: noteId,
      tag: "hand-over notes",
      summary: "Who read a note, when and why, newest first",
      openings: desk.openings,
      find: read.note,
      notFound: noteNotFound,
    })(app);
    app.get(
      "/v1/hand-over-notes",
      {
        config: workers,
        schema: {
          summary: "Hand-over notes, newest first",
          description: "Who reads them is written into the audit before they are opened.",
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
        const person = personBehind(request);
        const rows = await read.notes(person, request.query);
        const { items, next } = toPage(rows, request.query.limit, {
          keyOf: (note) => [note.writtenAt, note.noteId],
          view: (note) => note,
        });
        return { items: await viewsOf(desk, await teamMemberIn(desk, person), items), next };
      },
    );
    app.get(
      "/v1/hand-over-notes/:noteId",
      {
        config: workers,
        schema: { summary: "One hand-over note", tags, params, response: { 200: noteView } },
      },
      async (request) => {
        const person = personBehind(request);
        const note = await read.note(person, request.params.noteId);
        if (!note) throw noteNotFound();
        return viewOf(desk, await teamMemberIn(desk, person), note);
      },
    );
  };
