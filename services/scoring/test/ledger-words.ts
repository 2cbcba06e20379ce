import { profileState } from "@shouwen/contracts/events/profile";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { newId } from "@shouwen/event-bus/ids";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { expect } from "vitest";
import { breach, settled } from "./says.ts";
import { openProperty, type TestProperty } from "./service-under-test.ts";

const reason = "客人外出";

/** An entry of these premises that was taken back, about this customer. */
const aReversal = async (
  service: ServiceUnderTest,
  property: TestProperty,
  profileId: string,
): Promise<string> => {
  await service.publish(breach(property, { profileId }));
  const [entry] = await property.entries(1);
  await service.call(`/v1/ledger/entries/${entry.entryId}/reverse`, {
    as: property.manager,
    body: { reason },
  });
  const reversal = (await property.entries(2)).find(({ reverses }) => reverses === entry.entryId);
  return reversal.entryId;
};

const reasonFor = async (service: ServiceUnderTest, as: Bearer, reversalId: string) => {
  const { status, body } = await service.call("/v1/ledger?limit=200", { as: as });
  expect(status).toBe(200);
  return body.items.find(({ entryId }: { entryId: string }) => entryId === reversalId)?.reason;
};

/** Who reads why an entry was taken back, and what of it stands in the audit. */
export const readByWhomItConcerns = async (service: ServiceUnderTest): Promise<void> => {
  const property = await openProperty(service);
  const { manager, victor, propertyId } = property;
  const reversalId = await aReversal(service, property, newId("pro"));
  await service.query("delete from scoring.audit where subject = $1", [reversalId]);

  expect(await reasonFor(service, manager, reversalId)).toBe(reason);
  expect(await reasonFor(service, property.bearer(victor, "staff"), reversalId)).toBe(reason);
  expect(await reasonFor(service, property.bearer("stf_pms", "integrator"), reversalId)).toMatch(
    /^sealed:v1:/,
  );
  const openings = await service.query(
    "select actor, action, property_id, detail from scoring.audit where subject = $1 order by seq",
    [reversalId],
  );
  const opening = { action: "words.read", property_id: propertyId };
  expect(openings).toEqual([
    { ...opening, actor: manager.sub, detail: { reason: "supervisor", door: "ledger" } },
    { ...opening, actor: victor, detail: { reason: "own_account", door: "ledger" } },
  ]);
  const { body } = await service.call(`/v1/ledger/entries/${reversalId}/openings`, { as: manager });
  expect(body.items.map(({ actor }: { actor: string }) => actor)).toEqual([victor, manager.sub]);
};

/** What becomes of a reason while the erasure of its customer is asked for. */
export const readByNobodyWhileErasureIsAskedFor = async (service: ServiceUnderTest): Promise<void> => {
  const property = await openProperty(service);
  const profileId = newId("pro");
  const reversalId = await aReversal(service, property, profileId);
  const becomes = (text: string | null) =>
    eventually(async () => {
      for (const as of [property.manager, property.bearer(property.victor, "staff")])
        expect(await reasonFor(service, as, reversalId)).toBe(text);
    });
  const known = sampleOf(profileState, { profileId });
  await service.publish(profileState.of({ ...known, erasureRequestedAt: "2026-11-24T05:00:00.000Z" }));
  await becomes(null);
  await service.publish(profileState.of(known));
  await becomes(reason);
};

/** What becomes of a page with a damaged reason on it. */
export const damagedIsNone = async (service: ServiceUnderTest): Promise<void> => {
  const property = await openProperty(service);
  const reversalId = await aReversal(service, property, newId("pro"));
  const damaged = `"sealed:v1:pro_li:${"A".repeat(60)}"`;
  await service.query(
    "update scoring.ledger_entry set state = jsonb_set(state, '{reason}', $2::jsonb) where id = $1",
    [reversalId, damaged],
  );
  expect(await reasonFor(service, property.manager, reversalId)).toBeNull();
  expect(await property.entries(2)).toHaveLength(2);
};

/** How a reason lies in every table. */
export const liesSealed = async (service: ServiceUnderTest): Promise<void> => {
  const property = await openProperty(service);
  await service.publish(breach(property));
  const [entry] = await property.entries(1);
  const path = `/v1/ledger/entries/${entry.entryId}/reverse`;
  const said = "尉迟晓月 13900007731 未到";
  expect(
    (await service.call(path, { as: property.manager, body: { reason: said } })).body.reversal,
  ).toMatchObject({
    reason: said,
  });
  await property.entries(2);
  await settled(service, property);
  const lying = await service.query<{ text: string }>(
    `select state::text as text from scoring.ledger_entry union all select state::text from scoring.account
     union all select payload from scoring.outbox union all select payload from scoring.event_archive`,
  );
  expect(JSON.stringify(lying)).not.toMatch(/尉迟晓月|13900007731/);
  const profileId = JSON.stringify(lying).match(/sealed:v1:(pro_[A-Za-z0-9_-]+):/)?.[1];
  expect(profileId).toBe("pro_li");
};
