import { expect, test } from "vitest";
import { now } from "../../../test/workforce.ts";
import { confirmHandOverNote } from "./confirm-hand-over-note.ts";
import { evolveNote, type HandOverNote, unknownNote } from "./hand-over-note.ts";
import { handOverPolicy, shippedHandOver } from "./shift-papers.ts";
import { formOf, type WriteHandOverNote, writeHandOverNote } from "./write-hand-over-note.ts";

const policy = handOverPolicy.parse(shippedHandOver);
const around = { now, policy, teamIds: ["tea_lakeside_fnb", "tea_lakeside_security"] };

const sixPoints = {
  paid: "no",
  dishes_due: "the fish",
  course: "mains",
  mood: "in a hurry",
  wishes: "window seat",
  host_or_payer: "the gentleman in grey",
};

const waiter = (id: string, teamIds = ["tea_lakeside_fnb"]) => ({ id, roles: ["staff" as const], teamIds });

const writing = (overrides: Partial<WriteHandOverNote> = {}): WriteHandOverNote => ({
  noteId: "hon_one",
  propertyId: "prp_lakeside",
  teamId: "tea_lakeside_fnb",
  shiftId: null,
  said: [{ about: "8 号桌", points: sixPoints }],
  entries: [{ profileId: null, sealed: "sealed:v1:prp_lakeside:AAAA" }],
  by: waiter("stf_lakeside_sophie"),
  ...overrides,
});

const written = (): HandOverNote =>
  writeHandOverNote(writing(), unknownNote, around).reduce(evolveNote, unknownNote);

test("the restaurant hands over six points a table: paid, dishes due, course, mood, wishes, host or payer", () => {
  expect(formOf(policy, "tea_lakeside_fnb").map(({ nameEn }) => nameEn)).toEqual([
    "Paid",
    "Dishes due",
    "Course of the meal",
    "Mood",
    "Wishes",
    "Host or payer",
  ]);
  expect(written()).toMatchObject({ status: "written", writtenAt: now, confirmedBy: null });
});

test("what is written is told to nobody outside: it may be about guests", () => {
  for (const fact of writeHandOverNote(writing(), unknownNote, around)) expect(fact.internal).toBe(true);
});

test("every entry answers all that must be handed over, and a refusal repeats none of the text", () => {
  const half = writing({ said: [{ about: "8 号桌", points: { ...sixPoints, mood: "  " } }] });
  expect(() => writeHandOverNote(half, unknownNote, around)).toThrow(
    expect.objectContaining({ code: "note.lacks_points", facts: { entry: 0, missing: ["mood"] } }),
  );
  const more = writing({ said: [{ about: "8 号桌", points: { ...sixPoints, guest_name: "Mr Zhang" } }] });
  expect(() => writeHandOverNote(more, unknownNote, around)).toThrow(
    expect.objectContaining({
      code: "note.point_unknown",
      facts: { entry: 0, points: Object.keys(sixPoints) },
    }),
  );
});

test("other teams have a form of their own, and a team that is not there has none", () => {
  const watch = writing({
    teamId: "tea_lakeside_security",
    by: waiter("stf_lakeside_grace", ["tea_lakeside_security"]),
    said: [{ about: "夜班", points: { open_matters: "gate 2" } }],
  });
  expect(writeHandOverNote(watch, unknownNote, around)).toHaveLength(1);
  expect(() => writeHandOverNote(writing({ teamId: "tea_x" }), unknownNote, around)).toThrow(
    expect.objectContaining({ code: "team.not_found" }),
  );
});

test("a note is written once", () => {
  expect(writeHandOverNote(writing(), written(), around)).toEqual([]);
});

test("whoever takes over confirms it, once, and never the one who wrote it", () => {
  const note = written();
  const confirmed = confirmHandOverNote({ by: waiter("stf_lakeside_marco") }, note, now).reduce(
    evolveNote,
    note,
  );
  expect(confirmed).toMatchObject({ confirmedBy: "stf_lakeside_marco", confirmedAt: now });
  expect(confirmHandOverNote({ by: waiter("stf_lakeside_marco") }, confirmed, now)).toEqual([]);
  const refuse = (by: string, to: HandOverNote, code: string) =>
    expect(() => confirmHandOverNote({ by: waiter(by) }, to, now)).toThrow(expect.objectContaining({ code }));
  refuse("stf_lakeside_sophie", note, "note.own");
  refuse("stf_lakeside_grace", confirmed, "note.confirmed");
  refuse("stf_lakeside_marco", unknownNote, "note.not_found");
});

test("notes of a team are written and taken over by who works in it, or leads", () => {
  const stranger = waiter("stf_lakeside_ben", ["tea_lakeside_engineering"]);
  const ofOther = expect.objectContaining({ code: "note.of_other_team" });
  expect(() => writeHandOverNote(writing({ by: stranger }), unknownNote, around)).toThrow(ofOther);
  expect(() => confirmHandOverNote({ by: stranger }, written(), now)).toThrow(ofOther);
  const leader = { id: "stf_lakeside_diana", roles: ["supervisor" as const], teamIds: [] };
  expect(confirmHandOverNote({ by: leader }, written(), now)).toHaveLength(1);
});
