import { staffState, staffWentOffDuty } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import {
  after,
  amy,
  anAbsence,
  aShiftAt,
  rostered,
  rotaAfter,
  supervisor,
  told,
  victor,
} from "../../../test/rota.ts";
import { aMember, now, onDuty, staffData } from "../../../test/workforce.ts";
import { unknownStaff } from "../staff/staff.ts";
import { approveAbsence } from "./approve-absence.ts";
import { type AskAbsence, askAbsence } from "./ask-absence.ts";
import { cancelAbsence } from "./cancel-absence.ts";
import { followAbsences } from "./follow-absences.ts";
import { refuseAbsence } from "./refuse-absence.ts";

const rejected = (code: string) => expect.objectContaining({ code });
const inShanghai = { now, timeZone: "Asia/Shanghai" };

const asking = (overrides: Partial<AskAbsence> = {}): AskAbsence => ({
  absenceId: "abs_rest",
  kind: "annual",
  firstDate: "2026-11-24",
  lastDate: "2026-11-25",
  substituteId: "stf_lakeside_amy",
  by: victor,
  ...overrides,
});

const approving = (removeShifts = false) => ({ absenceId: "abs_rest", removeShifts, by: supervisor });
const fit = { now, substituteFit: true };

test("leave is asked for over whole dates of the home property, and nobody else hears of it", () => {
  const facts = askAbsence(asking(), aMember(), inShanghai);
  expect(rotaAfter(aMember(), facts).absences).toEqual([anAbsence()]);
  expect(told(facts)).toEqual([]);
});

test("one asks for oneself, and who leads asks for others", () => {
  expect(() => askAbsence(asking({ by: amy }), aMember(), inShanghai)).toThrow(
    rejected("rota.of_others_forbidden"),
  );
  expect(askAbsence(asking({ by: supervisor }), aMember(), inShanghai)).toHaveLength(1);
});

test("leave that ends before it begins, is over, or lasts more than a year is none", () => {
  for (const dates of [
    { firstDate: "2026-11-25", lastDate: "2026-11-24" },
    { firstDate: "2026-11-20", lastDate: "2026-11-21" },
    { firstDate: "2026-11-24", lastDate: "2027-11-25" },
  ])
    expect(() => askAbsence(asking(dates), aMember(), inShanghai)).toThrow(rejected("absence.dates_wrong"));
});

test("leave is asked for once for one time", () => {
  const asked = rostered({ absences: [anAbsence()] });
  const again = asking({ absenceId: "abs_more", lastDate: "2026-11-26", firstDate: "2026-11-25" });
  expect(() => askAbsence(again, asked, inShanghai)).toThrow(rejected("absence.overlaps"));
  const refused = rostered({ absences: [anAbsence({ status: "refused" })] });
  expect(askAbsence(again, refused, inShanghai)).toHaveLength(1);
});

test("who is not known or has left asks for no leave", () => {
  expect(() => askAbsence(asking(), unknownStaff, inShanghai)).toThrow(rejected("staff.not_found"));
  expect(() => askAbsence(asking(), aMember({ employed: false }), inShanghai)).toThrow(
    rejected("staff.has_left"),
  );
});

test("leave is granted by somebody else, once", () => {
  const asked = rostered({ absences: [anAbsence()] });
  const granted = after(asked, approveAbsence(approving(), asked, fit));
  expect(rotaAfter(granted, []).absences).toMatchObject([
    { status: "approved", decidedBy: "stf_lakeside_diana", decidedAt: now },
  ]);
  expect(approveAbsence(approving(), granted, fit)).toEqual([]);
  expect(() => approveAbsence({ ...approving(), by: victor }, asked, fit)).toThrow(rejected("absence.own"));
  expect(() => approveAbsence({ ...approving(), absenceId: "abs_x" }, asked, fit)).toThrow(
    rejected("absence.not_found"),
  );
});

const shift = aShiftAt("shi_tuesday", "24T01:00/24T05:00");

test("leave that meets rostered shifts is not granted, and names them", () => {
  const asked = rostered({ absences: [anAbsence()], shifts: [shift] });
  expect(() => approveAbsence(approving(), asked, fit)).toThrow(
    expect.objectContaining({
      code: "absence.meets_shifts",
      facts: { shifts: [expect.objectContaining({ shiftId: "shi_tuesday" })] },
    }),
  );
});

test("the approval may take those shifts out of the rota, and no others", () => {
  const other = aShiftAt("shi_monday", "23T01:00/23T05:00");
  const asked = rostered({ absences: [anAbsence()], shifts: [other, shift] });
  expect(rotaAfter(asked, approveAbsence(approving(true), asked, fit)).shifts).toEqual([other]);
});

test("a substitute who cannot stand in is no substitute; none is needed", () => {
  const asked = rostered({ absences: [anAbsence()] });
  expect(() => approveAbsence(approving(), asked, { now, substituteFit: false })).toThrow(
    rejected("substitute.unfit"),
  );
  const without = rostered({ absences: [anAbsence({ substituteId: null })] });
  expect(approveAbsence(approving(), without, { now, substituteFit: false })).toHaveLength(1);
});

test("leave that was refused, taken back or whose time is over is not granted any more", () => {
  for (const status of ["refused", "cancelled"] as const)
    expect(() => approveAbsence(approving(), rostered({ absences: [anAbsence({ status })] }), fit)).toThrow(
      rejected("absence.decided"),
    );
  const late = { now: "2026-11-26T00:00:00.000Z", substituteFit: true };
  expect(() => approveAbsence(approving(), rostered({ absences: [anAbsence()] }), late)).toThrow(
    rejected("absence.dates_wrong"),
  );
});

test("refusing leave is said once, and only before it was granted", () => {
  const asked = rostered({ absences: [anAbsence()] });
  const refuse = { absenceId: "abs_rest", by: supervisor };
  const refused = after(asked, refuseAbsence(refuse, asked, now));
  expect(rotaAfter(refused, []).absences).toMatchObject([{ status: "refused" }]);
  expect(refuseAbsence(refuse, refused, now)).toEqual([]);
  const granted = rostered({ absences: [anAbsence({ status: "approved" })] });
  expect(() => refuseAbsence(refuse, granted, now)).toThrow(rejected("absence.decided"));
});

const begins = "2026-11-23T16:00:00.000Z";
const ends = "2026-11-25T16:00:00.000Z";

test("leave begins by itself: off duty, with until when and who stands in", () => {
  const granted = rostered({ absences: [anAbsence({ status: "approved" })] }, onDuty);
  const facts = followAbsences(granted, begins);
  expect(facts.slice(1)).toEqual([
    staffWentOffDuty.of({ staffId: "stf_lakeside_victor", propertyId: "prp_lakeside", at: begins }),
    staffState.of(staffData({ absentUntil: ends, substituteId: "stf_lakeside_amy", updatedAt: begins })),
  ]);
  expect(followAbsences(after(granted, facts), begins).slice(1)).toEqual([]);
});

test("leave ends by itself: nobody stands in any more", () => {
  const away = rostered(
    { absences: [anAbsence({ status: "begun" })] },
    { absentUntil: ends, substituteId: "stf_lakeside_amy" },
  );
  const facts = followAbsences(away, ends);
  expect(facts.at(-1)).toEqual(
    staffState.of(staffData({ absentUntil: null, substituteId: null, updatedAt: ends })),
  );
  expect(rotaAfter(away, facts).absences).toMatchObject([{ status: "over" }]);
});

test("leave whose first date has come begins when it is granted", () => {
  const ill = anAbsence({ kind: "sick", firstDate: "2026-11-22", from: "2026-11-21T16:00:00.000Z" });
  const running = aShiftAt("shi_today", "22T06:00/22T10:00", "begun");
  const asked = rostered({ absences: [ill], shifts: [running] }, onDuty);
  const facts = approveAbsence(approving(true), asked, fit);
  expect(told(facts)).toEqual(["staff.went_off_duty.v1", "staff.state.v1"]);
  expect(after(asked, facts)).toMatchObject({
    data: { absentUntil: ill.to, substituteId: "stf_lakeside_amy" },
  });
  expect(rotaAfter(asked, facts).shifts[0]?.windows).toEqual([
    { from: "2026-11-22T06:00:00.000Z", to: now, stage: "over" },
  ]);
});

test("one leave that begins as another ends hands over without a gap", () => {
  const first = anAbsence({ status: "begun" });
  const second = anAbsence({
    absenceId: "abs_more",
    from: ends,
    to: "2026-11-26T16:00:00.000Z",
    status: "approved",
    substituteId: null,
  });
  const away = rostered(
    { absences: [first, second] },
    { absentUntil: ends, substituteId: "stf_lakeside_amy" },
  );
  expect(followAbsences(away, ends).at(-1)).toMatchObject({
    data: { absentUntil: "2026-11-26T16:00:00.000Z", substituteId: null },
  });
});

test("leave is taken back before it begins, and ended while it runs", () => {
  const cancel = { absenceId: "abs_rest", by: victor };
  const granted = rostered({ absences: [anAbsence({ status: "approved" })] });
  expect(rotaAfter(granted, cancelAbsence(cancel, granted, now)).absences).toMatchObject([
    { status: "cancelled" },
  ]);
  const away = rostered(
    { absences: [anAbsence({ status: "begun", from: "2026-11-21T16:00:00.000Z" })] },
    { absentUntil: ends, substituteId: "stf_lakeside_amy" },
  );
  const facts = cancelAbsence(cancel, away, now);
  expect(facts.at(-1)).toMatchObject({ data: { absentUntil: null, substituteId: null } });
  expect(rotaAfter(away, facts).absences).toMatchObject([{ status: "over", to: now }]);
});

test("only oneself or who leads takes leave back; twice changes nothing, and a refusal stands", () => {
  const cancel = { absenceId: "abs_rest", by: supervisor };
  expect(() => cancelAbsence({ ...cancel, by: amy }, aMember(), now)).toThrow(
    rejected("rota.of_others_forbidden"),
  );
  expect(() => cancelAbsence(cancel, aMember(), now)).toThrow(rejected("absence.not_found"));
  for (const status of ["cancelled", "over"] as const)
    expect(cancelAbsence(cancel, rostered({ absences: [anAbsence({ status })] }), now)).toEqual([]);
  expect(() =>
    cancelAbsence(cancel, rostered({ absences: [anAbsence({ status: "refused" })] }), now),
  ).toThrow(rejected("absence.decided"));
});

test("who is not known or has left has no leave that begins", () => {
  expect(followAbsences(unknownStaff, begins)).toEqual([]);
  const left = rostered({ absences: [anAbsence({ status: "approved" })] }, { employed: false });
  expect(followAbsences(left, begins)).toEqual([]);
});

test("a shift that is over is not in the way of leave that counts from the beginning of its date", () => {
  const ill = anAbsence({ kind: "sick", firstDate: "2026-11-22", from: "2026-11-21T16:00:00.000Z" });
  const worked = aShiftAt("shi_morning", "22T01:00/22T05:00", "over");
  const asked = rostered({ absences: [ill], shifts: [worked] });
  expect(rotaAfter(asked, approveAbsence(approving(), asked, fit)).shifts).toEqual([worked]);
});

test("leave of another time leaves alone who stands in today", () => {
  const away = rostered(
    { absences: [anAbsence({ status: "approved" })] },
    { substituteId: "stf_lakeside_ben" },
  );
  expect(told(followAbsences(away, now))).toEqual([]);
});

test("of a night that leave cuts, what lies before the leave is worked", () => {
  const night = aShiftAt("shi_night", "23T14:00/23T22:00");
  const asked = rostered({ shifts: [night], absences: [anAbsence()] });
  const ahead = rotaAfter(asked, approveAbsence(approving(true), asked, fit)).shifts;
  expect(ahead).toMatchObject([
    { shiftId: "shi_night", windows: [{ to: "2026-11-23T16:00:00.000Z", stage: "ahead" }] },
  ]);
  const running = rostered({
    shifts: [aShiftAt("shi_night", "23T14:00/23T22:00", "begun")],
    absences: [anAbsence()],
  });
  const late = { now: "2026-11-23T15:00:00.000Z", substituteFit: true };
  expect(rotaAfter(running, approveAbsence(approving(true), running, late)).shifts).toMatchObject([
    { windows: [{ to: "2026-11-23T16:00:00.000Z", stage: "begun" }] },
  ]);
});

test("nobody stands in for themselves", () => {
  const self = asking({ substituteId: "stf_lakeside_victor" });
  expect(() => askAbsence(self, aMember(), inShanghai)).toThrow(rejected("substitute.unfit"));
});
