import { type CountryCode, parsePhoneNumber } from "libphonenumber-js/max";
import { beforeAll, expect, test } from "vitest";
import { type House, housesOf, readDemoGroup } from "./cast.ts";
import { nextDial } from "./next-dial.ts";
import { type Plan, planOf } from "./plan.ts";

let houses: readonly House[] = [];
let plans: readonly Plan[] = [];

beforeAll(async () => {
  houses = housesOf(await readDemoGroup());
  plans = Array.from({ length: 500 }, (_, number) => planOf(42, number, houses));
});

test("the same seed makes the same choices, and another seed others", () => {
  expect(planOf(42, 7, houses)).toEqual(plans[7]);
  expect(planOf(43, 7, houses)).not.toEqual(plans[7]);
});

test("what is planned for one request does not depend on how many come before it", () => {
  expect([9, 8, 7].map((number) => planOf(42, number, houses))).toEqual([plans[9], plans[8], plans[7]]);
});

test("hundreds of lives show every way in which one can go", () => {
  const firstDials = plans.map(({ calls }) => calls[0]?.at(-1));
  const ends = firstDials.map((dial) =>
    dial && "outcome" in dial ? dial.outcome : (dial?.disposition ?? "nobody calls"),
  );
  const vain = ["no_answer", "busy", "voicemail"];
  expect(new Set(ends)).toEqual(
    new Set(["satisfied", "dissatisfied", "refused", "wrong_number", "nobody calls", ...vain]),
  );
  expect(new Set(plans.map(({ house }) => house.propertyId)).size).toBe(6);
  expect(new Set(plans.map(({ customer }) => customer.language))).toEqual(new Set(["zh-CN", "en"]));
  expect(new Set(plans.map(({ customer }) => customer.contact?.is ?? "nothing"))).toEqual(
    new Set(["phone", "email", "none", "nothing"]),
  );
  for (const wanted of [
    (plan: Plan) => plan.settledAtOnce,
    (plan: Plan) => plan.optsOutWith !== null,
    (plan: Plan) => plan.rounds[0]?.answersLate,
    (plan: Plan) => plan.rounds[0]?.handsOver,
    (plan: Plan) => plan.rounds[0]?.ownerHandsOver,
    (plan: Plan) => plan.rounds[0]?.declines,
    (plan: Plan) => plan.rounds[0]?.pause,
  ])
    expect(plans.filter(wanted).length).toBeGreaterThan(2);
});

test("every telephone of a customer is one that a text message reaches", () => {
  const countryOf = new Map(houses.map(({ propertyId, countryCode }) => [propertyId, countryCode]));
  const lives = Array.from({ length: 5_000 }, (_, number) => planOf(902, number, houses));
  for (const { house, customer } of lives) {
    if (customer.contact?.is !== "phone") continue;
    const phone = parsePhoneNumber(customer.contact.text, countryOf.get(house.propertyId) as CountryCode);
    expect([customer.contact.text, phone.isValid(), phone.getType()]).toEqual([
      customer.contact.text,
      true,
      "MOBILE",
    ]);
  }
});

test("whoever took a request down works in its house", () => {
  for (const { takenBy, house } of plans)
    expect(takenBy === null || house.agents.some(({ staffId }) => staffId === takenBy)).toBe(true);
});

test("nobody stays dissatisfied for ever: the third callback ends every life", () => {
  for (const plan of plans) {
    const callback = {
      callbackId: "cal_1",
      ticketId: "tic_1",
      propertyId: "prp_1",
      status: "scheduled",
    } as const;
    expect(nextDial(plan, { ...callback, resolution: 3, dials: [] })).toMatchObject({ outcome: "satisfied" });
    expect(nextDial(plan, { ...callback, resolution: 9, dials: [] })).toMatchObject({ outcome: "satisfied" });
  }
});
