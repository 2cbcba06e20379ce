import { profileState } from "@shouwen/contracts/events/profile";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { newId } from "@shouwen/event-bus/ids";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { expect } from "vitest";
import { type House, openPremises, type Premises } from "./house.ts";
import { breach, settled } from "./says.ts";

const reason = "客人外出";

/** An entry of these premises that was taken back, about this customer. */
const aReversal = async (house: House, premises: Premises, profileId: string): Promise<string> => {
  await house.hear(breach(premises, { profileId }));
  const [entry] = await premises.entries(1);
  await house.post(`/v1/ledger/entries/${entry.entryId}/reverse`, premises.manager, { reason });
  const reversal = (await premises.entries(2)).find(({ reverses }) => reverses === entry.entryId);
  return reversal.entryId;
};

const reasonFor = async (house: House, as: Bearer, reversalId: string) => {
  const { status, body } = await house.get("/v1/ledger?limit=200", as);
  expect(status).toBe(200);
  return body.items.find(({ entryId }: { entryId: string }) => entryId === reversalId)?.reason;
};

/** Who reads why an entry was taken back, and what of it stands in the audit. */
export const readByWhomItConcerns = async (house: House): Promise<void> => {
  const premises = await openPremises(house);
  const { manager, victor, propertyId } = premises;
  const reversalId = await aReversal(house, premises, newId("pro"));
  await house.admin("delete from scoring.audit where subject = $1", [reversalId]);

  expect(await reasonFor(house, manager, reversalId)).toBe(reason);
  expect(await reasonFor(house, premises.bearer(victor, "staff"), reversalId)).toBe(reason);
  expect(await reasonFor(house, premises.bearer("stf_pms", "integrator"), reversalId)).toMatch(/^sealed:v1:/);
  const openings = await house.admin(
    "select actor, action, property_id, detail from scoring.audit where subject = $1 order by seq",
    [reversalId],
  );
  const opening = { action: "words.read", property_id: propertyId };
  expect(openings).toEqual([
    { ...opening, actor: manager.sub, detail: { reason: "supervisor", door: "ledger" } },
    { ...opening, actor: victor, detail: { reason: "own_account", door: "ledger" } },
  ]);
  const { body } = await house.get(`/v1/ledger/entries/${reversalId}/openings`, manager);
  expect(body.items.map(({ actor }: { actor: string }) => actor)).toEqual([victor, manager.sub]);
};

/** What becomes of a reason while the erasure of its customer is asked for. */
export const readByNobodyWhileErasureIsAskedFor = async (house: House): Promise<void> => {
  const premises = await openPremises(house);
  const profileId = newId("pro");
  const reversalId = await aReversal(house, premises, profileId);
  const becomes = (text: string | null) =>
    eventually(async () => {
      for (const as of [premises.manager, premises.bearer(premises.victor, "staff")])
        expect(await reasonFor(house, as, reversalId)).toBe(text);
    });
  const known = sampleOf(profileState, { profileId });
  await house.hear(profileState.of({ ...known, erasureRequestedAt: "2026-11-24T05:00:00.000Z" }));
  await becomes(null);
  await house.hear(profileState.of(known));
  await becomes(reason);
};

/** What becomes of a page with a damaged reason on it. */
export const damagedIsNone = async (house: House): Promise<void> => {
  const premises = await openPremises(house);
  const reversalId = await aReversal(house, premises, newId("pro"));
  const damaged = `"sealed:v1:pro_li:${"A".repeat(60)}"`;
  await house.admin(
    "update scoring.ledger_entry set state = jsonb_set(state, '{reason}', $2::jsonb) where id = $1",
    [reversalId, damaged],
  );
  expect(await reasonFor(house, premises.manager, reversalId)).toBeNull();
  expect(await premises.entries(2)).toHaveLength(2);
};

/** How a reason lies in every table. */
export const liesSealed = async (house: House): Promise<void> => {
  const premises = await openPremises(house);
  await house.hear(breach(premises));
  const [entry] = await premises.entries(1);
  const path = `/v1/ledger/entries/${entry.entryId}/reverse`;
  const said = "尉迟晓月 13900007731 未到";
  expect((await house.post(path, premises.manager, { reason: said })).body.reversal).toMatchObject({
    reason: said,
  });
  await premises.entries(2);
  await settled(house, premises);
  const lying = await house.admin<{ text: string }>(
    `select state::text as text from scoring.ledger_entry union all select state::text from scoring.account
     union all select payload from scoring.outbox union all select payload from scoring.event_archive`,
  );
  expect(JSON.stringify(lying)).not.toMatch(/尉迟晓月|13900007731/);
  const profileId = JSON.stringify(lying).match(/sealed:v1:(pro_[A-Za-z0-9_-]+):/)?.[1];
  expect(profileId).toBe("pro_li");
};
