import { expect, test } from "vitest";
import { after, anAbsence, aShift, aShiftAt, aSwap, rostered, rotaAfter, told } from "../../../test/rota.ts";
import { aMember, now, onDuty } from "../../../test/workforce.ts";
import { forgetColleague } from "./forget-colleague.ts";
import { leave } from "./leave.ts";
import { unknownStaff } from "./staff.ts";

const leaver = { staffId: "stf_lakeside_amy", supervisorId: "stf_lakeside_diana" };

test("with who leaves, shifts to come, leave and exchanges end; what was worked stays", () => {
  const worked = aShiftAt("shi_worked", "21T01:00/21T05:00", "over");
  const running = aShiftAt("shi_running", "22T06:00/22T10:00", "begun");
  const victor = rostered(
    {
      shifts: [worked, running, aShift()],
      absences: [anAbsence(), anAbsence({ absenceId: "abs_two", status: "refused" })],
      swaps: [aSwap(), aSwap({ swapId: "swp_two", status: "approved" })],
      stay: { teamId: "tea_lakeside_engineering", since: now, until: now },
    },
    onDuty,
  );
  const facts = leave(victor, now, ["manager"]);
  expect(rotaAfter(victor, facts)).toMatchObject({
    shifts: [worked, { shiftId: "shi_running", windows: [{ to: now, stage: "over" }] }],
    absences: [{ status: "cancelled" }, { status: "refused" }],
    swaps: [{ status: "withdrawn" }, { status: "approved" }],
    stay: null,
  });
  expect(told(facts)).toEqual(["staff.went_off_duty.v1", "staff.left.v1", "staff.state.v1"]);
});

test("who leaves while on leave is away no more: they are gone", () => {
  const away = rostered(
    { absences: [anAbsence({ status: "begun", from: "2026-11-21T16:00:00.000Z" })] },
    { absentUntil: "2026-11-25T16:00:00.000Z", substituteId: "stf_lakeside_amy" },
  );
  const gone = after(away, leave(away, now, ["manager"]));
  expect(gone).toMatchObject({ data: { employed: false, absentUntil: null, substituteId: null } });
  expect(rotaAfter(gone, []).absences).toMatchObject([{ status: "over", to: now }]);
});

test("a leaver stands in for nobody any more, now or later", () => {
  const away = rostered(
    { absences: [anAbsence({ status: "begun" }), anAbsence({ absenceId: "abs_two", status: "over" })] },
    { absentUntil: "2026-11-25T16:00:00.000Z", substituteId: "stf_lakeside_amy" },
  );
  const facts = forgetColleague(leaver, away, now);
  expect(after(away, facts)).toMatchObject({
    data: { substituteId: null, absentUntil: "2026-11-25T16:00:00.000Z" },
    rota: { absences: [{ substituteId: null }, { substituteId: "stf_lakeside_amy" }] },
  });
});

test("exchanges with a leaver are over", () => {
  const victor = rostered({
    swaps: [aSwap(), aSwap({ swapId: "swp_two", withStaffId: "stf_lakeside_ben" })],
  });
  expect(rotaAfter(victor, forgetColleague(leaver, victor, now)).swaps).toMatchObject([
    { status: "withdrawn" },
    { status: "offered" },
  ]);
});

test("who reported to a leaver reports to whom the leaver reported to, and never to themselves", () => {
  const report = aMember({ supervisorId: "stf_lakeside_amy" });
  expect(after(report, forgetColleague(leaver, report, now))).toMatchObject({
    data: { supervisorId: "stf_lakeside_diana" },
  });
  const superior = { staffId: "stf_lakeside_amy", supervisorId: "stf_lakeside_victor" };
  expect(after(report, forgetColleague(superior, report, now))).toMatchObject({
    data: { supervisorId: null },
  });
});

test("whom a leaver does not concern is left alone, so it may be said twice", () => {
  const victor = rostered({
    swaps: [aSwap({ withStaffId: "stf_lakeside_ben" })],
    absences: [anAbsence({ substituteId: null })],
  });
  expect(forgetColleague(leaver, victor, now)).toEqual([]);
  expect(forgetColleague(leaver, unknownStaff, now)).toEqual([]);
});
