import { expect, test } from "vitest";
import { type ChecklistDay, emptyDay, evolveDay, type RoundsAbout, roundsOf } from "./checklist-day.ts";
import { checklistPolicy, shippedChecklists } from "./shift-papers.ts";
import { signOffDay } from "./sign-off-day.ts";
import { type TickRound, tickRound } from "./tick-round.ts";
import type { Colleague } from "./weekly-person.ts";

const centre = "tea_lakeside_service_centre";
const housekeeping = "tea_lakeside_housekeeping";

/** The rounds of 22 November in Shanghai, at a time of that day. */
const at = (time: string, overrides: Partial<RoundsAbout> = {}): RoundsAbout => ({
  date: "2026-11-22",
  timeZone: "Asia/Shanghai",
  policy: checklistPolicy.parse(shippedChecklists),
  teamIds: [centre, housekeeping],
  colleagues: [],
  now: new Date(`2026-11-22T${time}:00+08:00`).toISOString(),
  ...overrides,
});

const inTeam = (id: string): TickRound["by"] => ({ id, roles: ["staff"], teamIds: [centre] });

const ticking = (overrides: Partial<TickRound> = {}): TickRound => ({
  propertyId: "prp_lakeside",
  list: "disinfect_hotline",
  teamId: centre,
  time: "12:00",
  by: inTeam("stf_lakeside_maya"),
  ...overrides,
});

const done = (day: ChecklistDay, command: TickRound, about: RoundsAbout): ChecklistDay =>
  tickRound(command, day, about).reduce(evolveDay, day);

const count = (list: string, about = at("00:00")) =>
  roundsOf(emptyDay, about).filter((round) => round.list === list).length;

test("the hotline is disinfected four times a day, the halls twice, and every team reports its health once", () => {
  expect([count("disinfect_hotline"), count("disinfect_halls"), count("health_report")]).toEqual([4, 2, 2]);
});

test("a round is ahead, then due, then overdue, in the time of the property", () => {
  const status = (time: string) =>
    roundsOf(emptyDay, at(time)).find(
      ({ list, time: due }) => list === "disinfect_hotline" && due === "12:00",
    )?.status;
  expect([status("11:59"), status("12:00"), status("12:59"), status("13:00")]).toEqual([
    "ahead",
    "due",
    "due",
    "overdue",
  ]);
});

test("whoever does a round signs it, and a round that was done late says so", () => {
  const day = done(done(emptyDay, ticking(), at("12:30")), ticking({ time: "08:00" }), at("12:31"));
  expect(roundsOf(day, at("12:40")).filter(({ status }) => status === "done")).toMatchObject([
    { time: "08:00", doneBy: "stf_lakeside_maya", late: true },
    { time: "12:00", doneBy: "stf_lakeside_maya", late: false },
  ]);
});

test("a round is signed once, by one person, and not before its time", () => {
  const day = done(emptyDay, ticking(), at("12:30"));
  const refuse = (code: string, command: TickRound, about = at("12:40")) =>
    expect(() => tickRound(command, day, about)).toThrow(expect.objectContaining({ code }));
  expect(tickRound(ticking(), day, at("12:40"))).toEqual([]);
  refuse("round.done", ticking({ by: inTeam("stf_lakeside_leo") }));
  refuse("round.not_due", ticking({ time: "16:00" }));
  refuse("round.not_found", ticking({ time: "12:01" }));
  refuse("round.of_other_team", ticking({ teamId: housekeeping }));
  const boss: TickRound["by"] = { ...inTeam("stf_lakeside_boss"), roles: ["supervisor"], teamIds: [] };
  refuse("round.not_found", ticking({ teamId: housekeeping, by: boss }));
  expect(tickRound(ticking({ time: "08:00", by: boss }), day, at("12:40"))).toHaveLength(1);
});

test("what is overdue is what nobody has signed in time", () => {
  const day = done(emptyDay, ticking({ time: "08:00" }), at("08:10"));
  const overdue = roundsOf(day, at("13:30")).filter(
    ({ status, teamId }) => status === "overdue" && teamId === centre,
  );
  expect(overdue.map(({ list, time }) => [list, time])).toEqual([
    ["health_report", "09:30"],
    ["disinfect_hotline", "12:00"],
  ]);
});

const signing = { propertyId: "prp_lakeside", teamId: centre, by: "stf_lakeside_diana" };

test("a leader signs a team's day, and what nobody did is named as missed", () => {
  const day = done(emptyDay, ticking({ time: "20:00" }), at("20:10"));
  const signed = signOffDay(signing, day, at("23:00")).reduce(evolveDay, day);
  expect(signed.signOffs).toMatchObject([
    { teamId: centre, by: "stf_lakeside_diana", missed: expect.any(Array) },
  ]);
  expect(signed.signOffs[0]?.missed).toContainEqual({ list: "disinfect_hotline", time: "08:00" });
  expect(signed.signOffs[0]?.missed).not.toContainEqual({ list: "disinfect_hotline", time: "20:00" });
  expect(signOffDay(signing, signed, at("23:30"))).toEqual([]);
  expect(() => signOffDay({ ...signing, by: "stf_lakeside_henry" }, signed, at("23:30"))).toThrow(
    expect.objectContaining({ code: "checklist.day_signed_off" }),
  );
});

test("a day is not signed while something of it can still be done in time", () => {
  expect(() => signOffDay(signing, emptyDay, at("20:30"))).toThrow(
    expect.objectContaining({ code: "checklist.day_not_over" }),
  );
  expect(() => signOffDay({ ...signing, teamId: "tea_x" }, emptyDay, at("23:00"))).toThrow(
    expect.objectContaining({ code: "round.not_found" }),
  );
});

const agent = (staffNumber: string, absences: Colleague["absences"] = []): Colleague => ({
  staffId: `stf_lakeside_${staffNumber}`,
  staffNumber,
  teamIds: [centre],
  absences,
});

const summary = (date: string, colleagues: readonly Colleague[]) =>
  roundsOf(emptyDay, at("22:00", { date, colleagues })).find(({ list }) => list === "problems_of_the_day")
    ?.assignedTo;

test("one person of the team sums up the problems of a week, in turn by staff number, known ahead", () => {
  const team = [agent("1010"), agent("98"), agent("1001"), { ...agent("97"), teamIds: [housekeeping] }];
  // Weeks begin on Monday: 23 November to 13 December are three of them.
  const inTurn = ["2026-11-23", "2026-11-29", "2026-11-30", "2026-12-07"].map((date) => summary(date, team));
  expect(inTurn[0]).toBe(inTurn[1]);
  expect(new Set(inTurn)).toEqual(new Set(["stf_lakeside_98", "stf_lakeside_1001", "stf_lakeside_1010"]));
  expect(summary("2026-12-14", team)).toBe(inTurn[0]);
  expect(summary("2026-12-14", [])).toBeNull();
});

test("who is on leave is passed over for those days", () => {
  const away = {
    status: "approved",
    from: "2026-11-23T16:00:00.000Z",
    to: "2026-11-24T16:00:00.000Z",
  } as const;
  const team = (absences: Colleague["absences"]) => ["1", "2"].map((number) => agent(number, absences));
  const [named, other] = [summary("2026-11-24", team([])), summary("2026-12-01", team([]))];
  const one = team([]).map((colleague) =>
    colleague.staffId === named ? { ...colleague, absences: [away] } : colleague,
  );
  expect(summary("2026-11-23", one)).toBe(named);
  expect(summary("2026-11-24", one)).toBe(other);
  expect(summary("2026-11-25", one)).toBe(named);
  expect(summary("2026-11-24", team([away]))).toBeNull();
});

test("only whose turn it is signs the summary, or who leads", () => {
  const about = at("21:10", { colleagues: [agent("1")] });
  const command = ticking({ list: "problems_of_the_day", time: "21:00" });
  expect(() => tickRound(command, emptyDay, about)).toThrow(
    expect.objectContaining({ code: "round.of_other_person", facts: { assignedTo: "stf_lakeside_1" } }),
  );
  expect(tickRound({ ...command, by: inTeam("stf_lakeside_1") }, emptyDay, about)).toHaveLength(1);
  const leader: TickRound["by"] = { ...inTeam("stf_lakeside_diana"), roles: ["supervisor"] };
  expect(tickRound({ ...command, by: leader }, emptyDay, about)).toHaveLength(1);
});
