import { expect, test } from "vitest";
import {
  after,
  amy,
  anAbsence,
  aShift,
  aShiftAt,
  aSwap,
  rostered,
  rotaAfter,
  supervisor,
  told,
  victor,
} from "../../../test/rota.ts";
import { now } from "../../../test/workforce.ts";
import { type Rota, rotaChanged } from "../rota.ts";
import { rotaOf } from "../staff/staff.ts";
import { answerSwap } from "./answer-swap.ts";
import { approveSwap } from "./approve-swap.ts";
import { offerSwap } from "./offer-swap.ts";

const rejected = (code: string, facts: object = {}) =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

const mine = aShift();
const theirs = aShiftAt("shi_theirs", "23T06:00/23T10:00");
const offer = {
  swapId: "swp_one",
  shiftId: "shi_evening",
  withStaffId: "stf_lakeside_amy",
  theirShiftId: "shi_theirs",
};

const aVictor = (rota: Partial<Rota> = {}) => rostered({ shifts: [mine], ...rota });
const anAmy = (rota: Partial<Rota> = {}, teamIds = ["tea_lakeside_engineering"]) =>
  rostered({ shifts: [theirs], ...rota }, { staffId: "stf_lakeside_amy", teamIds });

const accepted = aVictor({ swaps: [aSwap({ status: "accepted" })] });
const approve = { swapId: "swp_one", by: supervisor };

test("an exchange is offered, and nobody else hears of it", () => {
  const facts = offerSwap(offer, aVictor(), { now, other: anAmy() });
  expect(rotaAfter(aVictor(), facts).swaps).toMatchObject([aSwap()]);
  expect(told(facts)).toEqual([]);
});

test("what could not be approved is not even offered, and says why", () => {
  const refuse = (code: string, other = anAmy(), staff = aVictor()) =>
    expect(() => offerSwap(offer, staff, { now, other }), code).toThrow(rejected(code));
  refuse("swap.shift_gone", anAmy({ shifts: [] }));
  refuse(
    "swap.shift_gone",
    anAmy(),
    aVictor({ shifts: [aShiftAt("shi_evening", "22T06:00/22T10:00", "begun")] }),
  );
  refuse("staff.has_left", rostered({ shifts: [theirs] }, { staffId: "stf_lakeside_amy", employed: false }));
  refuse("swap.team_not_theirs", anAmy({}, ["tea_lakeside_fnb"]));
  refuse(
    "shift.during_absence",
    anAmy(),
    aVictor({ absences: [anAbsence({ status: "approved", from: "2026-11-22T16:00:00.000Z" })] }),
  );
  const withSelf = { ...offer, withStaffId: "stf_lakeside_victor" };
  expect(() => offerSwap(withSelf, aVictor(), { now, other: aVictor() })).toThrow(rejected("swap.with_self"));
});

test("an exchange after which somebody would be in two places is refused with both shifts", () => {
  const busy = anAmy({ shifts: [theirs, aShiftAt("shi_busy", "22T12:00/22T16:00")] });
  expect(() => offerSwap(offer, aVictor(), { now, other: busy })).toThrow(
    rejected("shift.overlaps", {
      shift: expect.objectContaining({ shiftId: "shi_evening", staffId: "stf_lakeside_amy" }),
      overlaps: expect.objectContaining({ shiftId: "shi_busy" }),
    }),
  );
});

test("two shifts of the same time can be exchanged: each gives before taking", () => {
  const same = { ...mine, shiftId: "shi_theirs" };
  expect(offerSwap(offer, aVictor(), { now, other: anAmy({ shifts: [same] }) })).toHaveLength(1);
});

const offered = aVictor({ swaps: [aSwap()] });

test("who was offered it accepts or declines, who offered it withdraws, who leads refuses", () => {
  for (const [answer, by] of [
    ["accepted", amy],
    ["declined", amy],
    ["withdrawn", victor],
    ["refused", supervisor],
  ] as const) {
    const said = after(offered, answerSwap({ swapId: "swp_one", answer, by }, offered, now));
    expect(rotaOf(said).swaps).toMatchObject([{ status: answer, decidedBy: by.id }]);
    expect(answerSwap({ swapId: "swp_one", answer, by }, said, now)).toEqual([]);
  }
});

test("nobody answers for somebody else, and nobody leads in their own matter", () => {
  const refuse = (code: string, answer: "accepted" | "withdrawn" | "refused", by = victor) =>
    expect(() => answerSwap({ swapId: "swp_one", answer, by }, offered, now)).toThrow(rejected(code));
  refuse("swap.not_theirs", "accepted", victor);
  refuse("swap.not_theirs", "withdrawn", amy);
  refuse("swap.not_theirs", "refused", { id: "stf_lakeside_ben", roles: ["staff"] });
  refuse("swap.own", "refused", { id: "stf_lakeside_amy", roles: ["supervisor"] });
});

test("an exchange that is settled is answered no more", () => {
  for (const status of ["declined", "withdrawn", "refused", "approved"] as const) {
    const settled = aVictor({ swaps: [aSwap({ status })] });
    expect(() => answerSwap({ swapId: "swp_one", answer: "accepted", by: amy }, settled, now)).toThrow(
      rejected("swap.settled", { state: status }),
    );
  }
  expect(() => answerSwap({ swapId: "swp_x", answer: "accepted", by: amy }, offered, now)).toThrow(
    rejected("swap.not_found"),
  );
});

test("approved, each has the other's shift, and both rotas are decided at once", () => {
  const [first, second] = approveSwap(approve, [accepted, anAmy()], now);
  expect(rotaAfter(accepted, first)).toMatchObject({ shifts: [theirs], swaps: [{ status: "approved" }] });
  expect(rotaAfter(anAmy(), second).shifts).toEqual([mine]);
});

test("approving twice exchanges once", () => {
  const [first, second] = approveSwap(approve, [accepted, anAmy()], now);
  expect(approveSwap(approve, [after(accepted, first), after(anAmy(), second)], now)).toEqual([[], []]);
});

test("an exchange is approved only after both agreed, by a third person, while both shifts are still there", () => {
  expect(() => approveSwap(approve, [offered, anAmy()], now)).toThrow(rejected("swap.settled"));
  const own = { swapId: "swp_one", by: { id: "stf_lakeside_amy", roles: ["manager" as const] } };
  expect(() => approveSwap(own, [accepted, anAmy()], now)).toThrow(rejected("swap.own"));
  expect(() => approveSwap(approve, [accepted, anAmy({ shifts: [] })], now)).toThrow(
    rejected("swap.shift_gone"),
  );
});

test("what has other hours by now than when it was offered nobody agreed to", () => {
  const [swap] = rotaAfter(aVictor(), offerSwap(offer, aVictor(), { now, other: anAmy() })).swaps;
  if (!swap) throw new Error("nothing was offered");
  const agreed = aVictor({ swaps: [{ ...swap, status: "accepted" }] });
  expect(approveSwap(approve, [agreed, anAmy()], now)[0]).toHaveLength(1);
  const later = anAmy({ shifts: [aShiftAt("shi_theirs", "23T07:00/23T11:00")] });
  expect(() => approveSwap(approve, [agreed, later], now)).toThrow(rejected("swap.shift_changed"));
});

test("an exchange that waits for somebody is kept as long as its shift, however long ago it was offered", () => {
  const long = { offeredAt: "2026-09-01T00:00:00.000Z" };
  const old = aVictor({
    swaps: [aSwap(long), aSwap({ ...long, swapId: "swp_said", status: "declined" })],
  });
  const kept = (staff: typeof old) =>
    rotaAfter(staff, [rotaChanged(rotaOf(staff), now)]).swaps.map(({ swapId }) => swapId);
  expect(kept(old)).toEqual(["swp_one"]);
  expect(kept(aVictor({ shifts: [], swaps: [aSwap(long)] }))).toEqual([]);
});
