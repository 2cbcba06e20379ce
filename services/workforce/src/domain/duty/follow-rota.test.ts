import { staffCameOnDuty, staffState } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { after, anAbsence, aShift, aShiftAt, rostered, rotaAfter, told } from "../../../test/rota.ts";
import { aMember, now, onDuty, staffData } from "../../../test/workforce.ts";
import { removeShift } from "../shift/remove-shift.ts";
import { rotaOf, unknownStaff } from "../staff/staff.ts";
import { comeOnDuty } from "./come-on-duty.ts";
import { dutyBoard } from "./duty-board.ts";
import { endStay } from "./end-stay.ts";
import { type AtBoundary, followRota, requireSuccessor, teamsAtWork, teamsHeldBy } from "./follow-rota.ts";
import { goOffDuty } from "./go-off-duty.ts";

const team = "tea_lakeside_engineering";

const at = (moment: string, left: { isEmpty: boolean; awaitsSuccessor: boolean } | null = null) => ({
  now: `2026-11-${moment}:00.000Z`,
  context: {
    policy: { comeOnBy: "rota", stayAtMostMs: 2 * 3_600_000 },
    teams: new Map(left ? [[team, left]] : []),
  } satisfies AtBoundary,
});

const alone = { isEmpty: true, awaitsSuccessor: true };

test("the beginning of a window brings its person on duty", () => {
  const victor = rostered({ shifts: [aShift()] });
  const facts = followRota(victor, at("22T10:00"));
  const begun = "2026-11-22T10:00:00.000Z";
  expect(facts.slice(1)).toEqual([
    staffCameOnDuty.of({ staffId: "stf_lakeside_victor", propertyId: "prp_lakeside", at: begun }),
    staffState.of(staffData({ onDuty: true, onDutySince: begun, updatedAt: begun })),
  ]);
  expect(rotaAfter(victor, facts).shifts[0]?.windows[0]?.stage).toBe("begun");
});

test("where everybody comes on duty themselves, the rota only expects them", () => {
  const victor = rostered({ shifts: [aShift()] });
  const { now: begun, context } = at("22T10:00");
  const byHand = {
    now: begun,
    context: { ...context, policy: { ...context.policy, comeOnBy: "hand" as const } },
  };
  const facts = followRota(victor, byHand);
  expect(told(facts)).toEqual([]);
  expect(dutyBoard([after(victor, facts)])).toMatchObject([
    { status: "expected", since: begun, shiftId: "shi_evening" },
  ]);
});

test("the end of a window takes its person off duty, and who went home before stays there", () => {
  const shifts = [aShiftAt("shi_a", "22T06:00/22T10:00", "begun")];
  expect(told(followRota(rostered({ shifts }, onDuty), at("22T10:00")))).toEqual([
    "staff.went_off_duty.v1",
    "staff.state.v1",
  ]);
  expect(told(followRota(rostered({ shifts }), at("22T10:00")))).toEqual([]);
});

test("by hand wins until the next boundary: who went home in a window is not brought back before the next one", () => {
  const shifts = [
    aShift({
      windows: [
        { from: "2026-11-22T02:00:00.000Z", to: "2026-11-22T06:00:00.000Z", stage: "begun" },
        { from: "2026-11-22T10:00:00.000Z", to: "2026-11-22T14:30:00.000Z", stage: "ahead" },
      ],
    }),
  ];
  const home = after(rostered({ shifts }, onDuty), goOffDuty(rostered({ shifts }, onDuty), now));
  const atNoon = followRota(home, at("22T06:00"));
  expect(told(atNoon)).toEqual([]);
  expect(told(followRota(after(home, atNoon), at("22T10:00")))).toContain("staff.came_on_duty.v1");
});

test("who came on duty by hand outside the rota is left alone until a window of theirs ends", () => {
  const victor = rostered({ shifts: [aShift()] }, onDuty);
  const begun = followRota(victor, at("22T10:00"));
  expect(told(begun)).toEqual([]);
  expect(told(followRota(after(victor, begun), at("22T14:30")))).toContain("staff.went_off_duty.v1");
});

test("where one window ends as the next begins, nobody goes home in between", () => {
  const shifts = [aShiftAt("shi_a", "22T06:00/22T10:00", "begun"), aShiftAt("shi_b", "22T10:00/22T14:00")];
  const facts = followRota(rostered({ shifts }, onDuty), at("22T10:00", alone));
  expect(told(facts)).toEqual([]);
  expect(rotaAfter(rostered({ shifts }), facts).shifts.map(({ windows }) => windows[0]?.stage)).toEqual([
    "over",
    "begun",
  ]);
});

test("no one leaves before the successor has taken over: the last of a team stays on duty, for everybody to see", () => {
  const victor = rostered({ shifts: [aShiftAt("shi_a", "22T06:00/22T10:00", "begun")] }, onDuty);
  expect(teamsAtWork(victor)).toEqual([team]);
  const facts = followRota(victor, at("22T10:00", alone));
  const stay = { teamId: team, since: "2026-11-22T10:00:00.000Z", until: "2026-11-22T12:00:00.000Z" };
  expect(told(facts)).toEqual([]);
  expect(rotaAfter(victor, facts).stay).toEqual(stay);
  expect(dutyBoard([after(victor, facts)])).toMatchObject([{ status: "staying", stay }]);
});

test("who is not the last, or whom nobody is to follow, goes home on time", () => {
  const victor = rostered({ shifts: [aShiftAt("shi_a", "22T06:00/22T10:00", "begun")] }, onDuty);
  for (const left of [
    { isEmpty: false, awaitsSuccessor: true },
    { isEmpty: true, awaitsSuccessor: false },
    null,
  ])
    expect(told(followRota(victor, at("22T10:00", left)))).toContain("staff.went_off_duty.v1");
});

test("who works in no team waits for nobody", () => {
  const shifts = [{ ...aShiftAt("shi_a", "22T06:00/22T10:00", "begun"), teamId: null }];
  expect(told(followRota(rostered({ shifts }, onDuty), at("22T10:00", alone)))).toContain(
    "staff.went_off_duty.v1",
  );
});

const stay = { teamId: team, since: now, until: "2026-11-22T10:00:00.000Z" };

test("who stayed goes home when somebody has come, and only then", () => {
  const victor = rostered({ stay }, onDuty);
  const facts = endStay(victor, now);
  expect(told(facts)).toEqual(["staff.went_off_duty.v1", "staff.state.v1"]);
  expect(rotaAfter(victor, facts).stay).toBeNull();
  expect(endStay(aMember(onDuty), now)).toEqual([]);
});

test("a new window ends the waiting, and keeps on duty", () => {
  const victor = rostered({ stay, shifts: [aShift()] }, onDuty);
  const facts = followRota(victor, at("22T10:00"));
  expect(rotaAfter(victor, facts).stay).toBeNull();
  expect(told(facts)).toEqual([]);
});

test("a window that was missed altogether, because the service was down, brings nobody on duty", () => {
  const facts = followRota(rostered({ shifts: [aShift()] }), at("23T02:00"));
  expect(told(facts)).toEqual([]);
  expect(rotaAfter(rostered({ shifts: [aShift()] }), facts).shifts[0]?.windows[0]?.stage).toBe("over");
});

test("who is not known or has left follows no rota", () => {
  expect(followRota(unknownStaff, at("22T10:00"))).toEqual([]);
  expect(followRota(rostered({ shifts: [aShift()] }, { employed: false }), at("22T10:00"))).toEqual([]);
  expect(rotaOf(unknownStaff).shifts).toEqual([]);
});

test("who goes off duty may say who stands in, until they come again", () => {
  const facts = goOffDuty(aMember(onDuty), now, { substituteId: "stf_lakeside_amy", isFit: true });
  expect(facts.at(-1)).toEqual(
    staffState.of(staffData({ substituteId: "stf_lakeside_amy", updatedAt: now })),
  );
  const away = aMember({ substituteId: "stf_lakeside_amy" });
  expect(goOffDuty(away, now, { substituteId: "stf_lakeside_amy", isFit: true })).toEqual([]);
  expect(goOffDuty(away, now, { substituteId: "stf_lakeside_ben", isFit: true })).toHaveLength(1);
  expect(comeOnDuty(away, now).at(-1)).toMatchObject({ data: { onDuty: true, substituteId: null } });
});

test("nobody stands in who cannot, least of all for themselves", () => {
  const unfit = expect.objectContaining({ code: "substitute.unfit" });
  expect(() => goOffDuty(aMember(onDuty), now, { substituteId: "stf_lakeside_amy", isFit: false })).toThrow(
    unfit,
  );
  expect(() => goOffDuty(aMember(onDuty), now, { substituteId: "stf_lakeside_victor", isFit: true })).toThrow(
    unfit,
  );
});

test("who is on leave does not come on duty before the leave is ended", () => {
  expect(() => comeOnDuty(aMember({ absentUntil: "2026-11-25T16:00:00.000Z" }), now)).toThrow(
    expect.objectContaining({ code: "duty.on_leave" }),
  );
});

test("the board names who is on duty, and nobody who is simply at home", () => {
  const away = aMember({ absentUntil: "2026-11-25T16:00:00.000Z", substituteId: "stf_lakeside_amy" });
  expect(dutyBoard([aMember(), aMember(onDuty), away, unknownStaff])).toMatchObject([
    { status: "on_duty", until: null },
    { status: "on_leave", substituteId: "stf_lakeside_amy" },
  ]);
});

test("a window that begins while its person is on leave brings nobody on duty", () => {
  const away = rostered({ shifts: [aShift()] }, { absentUntil: "2026-11-25T16:00:00.000Z" });
  expect(told(followRota(away, at("22T10:00")))).toEqual([]);
});

test("who stands in during leave is named with the leave, and not in passing", () => {
  const away = aMember({ absentUntil: "2026-11-25T16:00:00.000Z", substituteId: "stf_lakeside_amy" });
  expect(() => goOffDuty(away, now, { substituteId: "stf_lakeside_ben", isFit: true })).toThrow(
    expect.objectContaining({ code: "duty.on_leave" }),
  );
  expect(goOffDuty(away, now)).toEqual([]);
});

test("leave that ends as a window begins is over first, whichever the clock comes to first", () => {
  const absence = anAbsence({
    status: "begun",
    from: "2026-11-20T16:00:00.000Z",
    to: "2026-11-22T10:00:00.000Z",
  });
  const away = rostered(
    { shifts: [aShift()], absences: [absence] },
    { absentUntil: absence.to, substituteId: "stf_lakeside_amy" },
  );
  const facts = followRota(away, at("22T10:00"));
  expect(after(away, facts)).toMatchObject({
    data: { onDuty: true, absentUntil: null, substituteId: null },
    rota: { absences: [{ status: "over" }], shifts: [{ windows: [{ stage: "begun" }] }] },
  });
});

test("work in another property brings nobody on duty at home, and takes nobody home", () => {
  const elsewhere = { ...aShift(), propertyId: "prp_harbour" };
  const facts = followRota(rostered({ shifts: [elsewhere] }), at("22T10:00"));
  expect(told(facts)).toEqual([]);
  const begun = { ...aShiftAt("shi_a", "22T06:00/22T10:00", "begun"), propertyId: "prp_harbour" };
  const home = followRota(rostered({ shifts: [begun] }, onDuty), at("22T10:00"));
  expect(told(home)).toEqual([]);
  expect(rotaAfter(rostered({}), home).shifts).toMatchObject([{ windows: [{ stage: "over" }] }]);
  const away = rostered({ shifts: [begun] }, onDuty);
  expect(teamsHeldBy(away)).toEqual([]);
  expect(told(removeShift({ shiftId: "shi_a" }, away, now))).toEqual([]);
});

test("no one leaves by their own word before the successor has taken over", () => {
  const shifts = [aShiftAt("shi_a", "22T06:00/22T10:00", "begun")];
  const stay = { teamId: "tea_lakeside_other", since: now, until: now };
  expect(teamsHeldBy(rostered({ shifts, stay }))).toEqual([team, "tea_lakeside_other"]);
  expect(teamsHeldBy(rostered({ shifts }))).toEqual([team]);
  const missing = expect.objectContaining({ code: "duty.successor_missing" });
  for (const left of [alone, { ...alone, awaitsSuccessor: false }])
    expect(() => requireSuccessor(aMember(onDuty), [left])).toThrow(missing);
  for (const left of [[], [{ ...alone, isEmpty: false }]])
    expect(() => requireSuccessor(aMember(onDuty), left)).not.toThrow();
  expect(() => requireSuccessor(aMember(), [alone])).not.toThrow();
});
