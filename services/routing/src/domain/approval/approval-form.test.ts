import type { Money } from "@shouwen/contracts/values";
import { expect, test } from "vitest";
import { codeOf, factsOf } from "../../../test/tickets.ts";
import { checkApprovals } from "../policy/check-policies.ts";
import { approvalsPolicy, shippedApprovals } from "./approval-flows.ts";
import { requireForm } from "./approval-form.ts";
import type { FilledForm } from "./form-fields.ts";

const shipped = approvalsPolicy.parse(shippedApprovals);
const { flows } = shipped;

const source = {
  card: "1",
  brand: "Lotus",
  holder: "A",
  discountPercent: "65",
  amountMinor: "1500000",
  lastTopUpMinor: "1000000",
};
/** 6.5折 into an old 4折 of the same person and brand, whose upgrade standard is 10,000. */
const merging = {
  toCard: "2",
  toBrand: "Lotus",
  toHolder: "A",
  toDiscountPercent: "40",
  targetAge: "old",
  topUpMinor: "500000",
  upgradeStandardMinor: "1000000",
  reason: "One card is enough",
  reasonWrittenBy: "customer",
  signature: "F-0812",
};
const merge = (row: object = {}, more: object = {}, others: readonly object[] = []): FilledForm => ({
  ...merging,
  cards: [{ ...source, ...row }, ...others.map((other) => ({ ...source, ...other }))],
  ...more,
});
const demand = (form: FilledForm, id = "card_merge", amount: Money | null = null) => {
  const found = flows.find((one) => one.id === id);
  if (!found) throw new Error(`no flow ${id} ships`);
  requireForm(found, { form, amount });
};
const refusal = (form: FilledForm) => factsOf(() => demand(form));

test("a better card is reached by the last single top-up, not by what is on the card", () => {
  expect(() => demand(merge())).not.toThrow();
  expect(refusal(merge({ lastTopUpMinor: "800000", amountMinor: "1500000" }))).toEqual({
    fields: [{ field: "cards.0.lastTopUpMinor", atLeast: "upgradeStandardMinor" }],
  });
  const { upgradeStandardMinor: _, ...unsaid } = merge();
  expect(refusal(unsaid)).toMatchObject({ missing: ["upgradeStandardMinor"] });
});

test("an old card is reached by its top-up amount, a new one by its opening amount, a lesser one by no upgrade rule", () => {
  expect(refusal(merge({ amountMinor: "499999" }))).toEqual({
    fields: [{ field: "cards.0.amountMinor", atLeast: "topUpMinor" }],
  });
  const { topUpMinor: _, ...bare } = merging;
  const cards = [source];
  expect(refusal({ ...bare, cards })).toMatchObject({ missing: ["topUpMinor"] });
  const toNew = { ...bare, targetAge: "new" };
  expect(refusal({ ...toNew, cards })).toMatchObject({ missing: ["openingMinor"] });
  expect(() => demand({ ...toNew, openingMinor: "1500000", cards })).not.toThrow();
  expect(refusal({ ...toNew, openingMinor: "1500001", cards })).toMatchObject({
    fields: [{ field: "cards.0.amountMinor", atLeast: "openingMinor" }],
  });
  const downwards = merge({ discountPercent: "40", lastTopUpMinor: "0" }, { toDiscountPercent: "65" });
  expect(() => demand(downwards)).not.toThrow();
  expect(refusal({ ...downwards, topUpMinor: "1500001" })).toMatchObject({
    fields: [{ atLeast: "topUpMinor" }],
  });
});

test("three cards, one of another brand: the whole form is refused, and two that pass are merged", () => {
  expect(() => demand(merge({}, {}, [{ card: "3" }]))).not.toThrow();
  expect(refusal(merge({}, {}, [{ card: "3", brand: "Willow" }]))).toEqual({
    fields: [{ field: "cards.1.brand", sameAs: "toBrand" }],
  });
  expect(refusal(merge({}, { cards: [] }))).toMatchObject({ missing: ["cards"] });
  expect(refusal({ ...merging, cards: "1, 3" })).toMatchObject({
    fields: [{ field: "cards", rows: { min: 1, max: 20 } }],
  });
  const many = Array.from({ length: 20 }, (_, n) => ({ card: String(n) }));
  expect(refusal(merge({}, {}, many))).toMatchObject({ fields: [{ field: "cards" }] });
});

test("where the names differ, both IDs are copied; nobody vouches instead", () => {
  expect(refusal(merge({ holder: "B" }))).toMatchObject({ missing: ["toHolderId", "cards.0.holderId"] });
  expect(() => demand(merge({ holder: "B", holderId: "copy" }, { toHolderId: "copy" }))).not.toThrow();
  expect(refusal(merge({}, {}, [{ holder: "B", holderId: "copy" }]))).toMatchObject({
    missing: ["toHolderId"],
  });
});

test("the customer writes the reason and signs; what the clerk typed is refused", () => {
  expect(refusal(merge({}, { reasonWrittenBy: "clerk" }))).toEqual({
    fields: [{ field: "reasonWrittenBy", choices: ["customer"] }],
  });
  const { reason: _r, signature: _s, ...unsigned } = merge();
  expect(refusal(unsigned)).toMatchObject({ missing: ["reason", "signature"] });
});

test("numbers are digits, and what no field asks for is named", () => {
  expect(refusal(merge({ amountMinor: "15,000.00" }))).toMatchObject({
    fields: [{ field: "cards.0.amountMinor", expected: "a whole number in digits" }],
  });
  expect(refusal(merge({ colour: "red" }, { shape: "round" }))).toMatchObject({
    unknown: ["shape", "cards.0.colour"],
  });
  expect(refusal(merge({}, { reason: [{ reason: "a" }] }))).toMatchObject({
    fields: [{ field: "reason", rows: null }],
  });
  expect(refusal(merge({}, { targetAge: "young" }))).toMatchObject({ fields: [{ field: "targetAge" }] });
});

const refund = {
  card: "1",
  treatment: "t",
  reason: "r",
  unusedMinor: "80000",
  staff: [{ number: "0137", name: "Maya", payToDeductMinor: "20000" }],
};
const yuan = (amountMinor: number): Money => ({ amountMinor, currency: "CNY" });

test("a refund names the staff and the pay to deduct, and what it costs, no more than is unused", () => {
  expect(() => demand(refund, "treatment_refund", yuan(80_000))).not.toThrow();
  expect(codeOf(() => demand(refund, "treatment_refund"))).toBe("approval.amount_missing");
  expect(factsOf(() => demand(refund, "treatment_refund", yuan(80_001)))).toEqual({
    fields: [{ field: "amount", atMost: "unusedMinor" }],
  });
  const nameless = { ...refund, staff: [{ number: "0137", payToDeductMinor: "20000" }] };
  expect(factsOf(() => demand(nameless, "treatment_refund", yuan(1)))).toMatchObject({
    missing: ["staff.0.name"],
  });
  const { staff: _, ...nobody } = refund;
  expect(factsOf(() => demand(nobody, "treatment_refund", yuan(1)))).toMatchObject({ missing: ["staff"] });
});

test("a form whose rules name what it does not ask for is not published", () => {
  expect(checkApprovals(shipped)).toEqual([]);
  const [first, ...rest] = flows;
  if (!first) throw new Error("no flow ships");
  const broken = {
    ...first,
    amountAtMost: "balance",
    fields: first.fields.filter(({ name }) => name !== "toBrand"),
  };
  expect(checkApprovals({ flows: [broken, ...rest] })).toMatchObject([
    { severity: "error", code: "unknown_field", path: "flows.0.fields" },
    { code: "unknown_field" },
  ]);
});

test("a number may always have to reach another one", () => {
  const [card, ...rest] = flows;
  if (!card) throw new Error("no flow ships");
  const paid = { name: "paid", label: "已付", labelEn: "Paid", required: true, isNumber: true };
  const price = { ...paid, name: "price", label: "价格", labelEn: "Price", atLeast: [{ field: "paid" }] };
  const paying = { ...card, fields: [paid, price] };
  expect(checkApprovals({ flows: [paying, ...rest] })).toEqual([]);
  expect(() => requireForm(paying, { form: { paid: "1", price: "1" }, amount: null })).not.toThrow();
  expect(factsOf(() => requireForm(paying, { form: { paid: "2", price: "1" }, amount: null }))).toMatchObject(
    {
      fields: [{ field: "price", atLeast: "paid" }],
    },
  );
});

test("a field that nothing asks for may be left out", () => {
  const [card] = flows;
  if (!card) throw new Error("no flow ships");
  const note = { name: "note", label: "备注", labelEn: "Note", required: false };
  const noting = { ...card, fields: [note] };
  expect(() => requireForm(noting, { form: {}, amount: null })).not.toThrow();
  expect(() => requireForm(noting, { form: { note: "x" }, amount: null })).not.toThrow();
});

test("a required field with a name that every object has is missed like any other", () => {
  const [card] = flows;
  if (!card) throw new Error("no flow ships");
  const odd = { name: "constructor", label: "制造商", labelEn: "Maker", required: true };
  expect(factsOf(() => requireForm({ ...card, fields: [odd] }, { form: {}, amount: null }))).toMatchObject({
    missing: ["constructor"],
  });
});
