import type { Database } from "@shouwen/event-bus/database";
import type { Person } from "@shouwen/service-kit/auth";
import type { People } from "@shouwen/service-kit/people";
import { type ChecklistDay, emptyDay } from "../domain/paper/checklist-day.ts";
import type { HandOverNote, WrittenNote } from "../domain/paper/hand-over-note.ts";
import type { NoteListing } from "../domain/rota-lists.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";

const written = (state: unknown): WrittenNote[] => {
  const note = state as HandOverNote;
  if (note.status === "unknown") return [];
  const { status, ...text } = note;
  return [text];
};

const whereNote = ({ propertyId, teamId, confirmed, cursor }: NoteListing): Prisma.HandOverNoteWhereInput => {
  const [at, id = ""] = cursor ?? [];
  return {
    propertyId,
    ...(teamId === undefined ? {} : { teamId }),
    ...(confirmed === undefined ? {} : { confirmed }),
    ...(at === undefined ? {} : { OR: [{ writtenAt: { lt: at } }, { writtenAt: at, id: { lt: id } }] }),
  };
};

/** What people may read of notes and checklists: their own properties' and no others. */
export const openShiftPapers = (people: People<PrismaClient>) => ({
  note: async (person: Person, id: string): Promise<WrittenNote | undefined> => {
    const row = await people.read(person, (db) => db.handOverNote.findUnique({ where: { id } }));
    return row ? written(row.state)[0] : undefined;
  },
  /** Newest first. */
  notes: async (person: Person, listing: NoteListing): Promise<WrittenNote[]> => {
    const query: Prisma.HandOverNoteFindManyArgs = {
      where: whereNote(listing),
      orderBy: [{ writtenAt: "desc" }, { id: "desc" }],
      take: listing.limit + 1,
    };
    const rows = await people.read(person, (db) => db.handOverNote.findMany(query));
    return rows.flatMap(({ state }) => written(state));
  },
  /** What was signed on a date. */
  day: async (person: Person, id: string): Promise<ChecklistDay> => {
    const row = await people.read(person, (db) => db.checklistDay.findUnique({ where: { id } }));
    return row ? (row.state as unknown as ChecklistDay) : emptyDay;
  },
});

/** Deletes a property's notes that are older than it keeps them. */
export const forgetNotes = async (
  database: Database,
  keptDaysOf: (propertyId: string) => number,
): Promise<void> => {
  const { rows } = await database.query<{ id: string }>("select id from property");
  for (const { id } of rows)
    await database.query(
      "delete from hand_over_note where property_id = $1 and written_at < now() - make_interval(days => $2)",
      [id, keptDaysOf(id)],
    );
};
