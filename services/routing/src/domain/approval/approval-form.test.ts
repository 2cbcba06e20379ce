import type { Money } from "@shouwen/contracts/values";
import { expect, test } from "vitest";
import { codeOf, factsOf } from "../../../test/tickets.ts";
import { approvalsPolicy, shippedApprovals } from "./approval-flows.ts";
import { demandForm } from "./approval-form.ts";

const { flows } = approvalsPolicy.parse(shippedApprovals);

const merging = {
  ...{ fromCard: "1", toCard: "2", fromBrand: "Lotus", toBrand: "Lotus", fromHolder: "A", toHolder: "A" },
  ...{ targetAge: "old", topUpMinor: "50000" },
};
const demand = (form: Readonly<Record<string, string>>, id = "card_merge", amount: Money | null = null) => {
  const found = flows.find((one) => one.id === id);
  if (!found) throw new Error(`no flow ${id} ships`);
  demandForm(found, { form, amount });
};

test("cards of one brand are merged, with the sum that their age asks for, and both IDs when the names differ", () => {
  const { topUpMinor: _, ...bare } = merging;
  expect(() => demand(merging)).not.toThrow();
  expect(factsOf(() => demand(bare))).toMatchObject({ missing: ["topUpMinor"] });
  expect(factsOf(() => demand({ ...bare, targetAge: "new" }))).toMatchObject({ missing: ["openingMinor"] });
  expect(factsOf(() => demand({ ...merging, toHolder: "B" }))).toMatchObject({
    missing: ["fromHolderId", "toHolderId"],
  });
  expect(factsOf(() => demand({ ...merging, toBrand: "Willow" }))).toMatchObject({
    fields: [{ field: "toBrand", sameAs: "fromBrand" }],
  });
  expect(factsOf(() => demand({ ...merging, targetAge: "young" }))).toMatchObject({
    fields: [{ field: "targetAge", choices: ["old", "new"] }],
  });
  expect(factsOf(() => demand({ ...merging, colour: "red" }))).toMatchObject({ unknown: ["colour"] });
});

test("a refund is not asked for without what it costs", () => {
  const refund = { card: "1", treatment: "t", reason: "r", staffNumbers: "7", payToDeductMinor: "0" };
  expect(codeOf(() => demand(refund, "treatment_refund"))).toBe("approval.amount_missing");
  expect(() => demand(refund, "treatment_refund", { amountMinor: 100, currency: "CNY" })).not.toThrow();
});

test("a field that nothing asks for may be left out", () => {
  const [card] = flows;
  if (!card) throw new Error("no flow ships");
  const note = { name: "note", label: "备注", labelEn: "Note", required: false };
  const noting = { ...card, fields: [note] };
  expect(() => demandForm(noting, { form: {}, amount: null })).not.toThrow();
  expect(() => demandForm(noting, { form: { note: "x" }, amount: null })).not.toThrow();
});
