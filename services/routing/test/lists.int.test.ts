import { randomUUID } from "node:crypto";
import { openDatabase } from "@shouwen/event-bus/database";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addEndedHours } from "../src/store/totals.ts";
import { aProperty, aRequest, aRequestFact } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const asked = Array.from({ length: 9 }, (_, n) =>
  aRequest({ propertyId, receivedAt: minutesAgo(n), kind: n % 2 === 0 ? "repair" : "complaint" }),
);

beforeAll(async () => {
  service = await openService({ sub: `stf_${own}`, roles: ["manager"], properties: [propertyId] });
  await service.publish(aProperty({ propertyId }));
  for (const request of asked) await service.publish(aRequestFact(request));
  await eventually(async () =>
    expect(await service.query("select 1 from ticket where property_id = $1", [propertyId])).toHaveLength(9),
  );
});

afterAll(() => service.close());

type Item = { ticketId: string; targets: { dueAt: string; state: string }[] };

const everyPage = async (query: string): Promise<Item[]> => {
  const items: Item[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await service.call(`/v1/tickets?limit=2&propertyId=${propertyId}${query}${cursor}`);
    items.push(...body.items);
    if (body.next === null) return items;
    cursor = `&cursor=${body.next}`;
  }
};

test("pages of a list follow one another without a gap and without a double", async () => {
  const ids = (await everyPage("")).map(({ ticketId }) => ticketId);
  expect(ids).toEqual(asked.map(({ ticketId }) => ticketId));
  expect(await everyPage("&kind=complaint")).toHaveLength(4);
});

test("what is due comes the soonest first", async () => {
  const due = (await everyPage("&order=due")).map(
    ({ targets }) =>
      targets
        .filter(({ state }) => state === "running")
        .map(({ dueAt }) => dueAt)
        .toSorted()[0] ?? "",
  );
  expect(due).toHaveLength(9);
  expect(due).toEqual(due.toSorted());
});

test("counts and figures say as of when they hold: not later than they were read", async () => {
  const lead = { sub: `stf_${propertyId}_lead`, roles: ["manager"], properties: [propertyId] };
  for (const path of ["/v1/tickets/counts", `/v1/tickets/figures?propertyId=${propertyId}`]) {
    const before = Date.now();
    const asOf = Date.parse((await service.call(path, { as: lead })).body.asOf);
    // By the database's clock, which is known to a few milliseconds.
    expect(asOf).toBeGreaterThan(before - 50);
    expect(asOf).toBeLessThan(Date.now() + 50);
  }
});

test("what ended long ago is counted from sums, what ended lately from the tickets, and each once", async () => {
  const counts = async () => (await service.call("/v1/tickets/counts")).body;
  expect((await counts()).open).toBe(9);
  const end = (n: number, days: number) =>
    service.query(
      "update ticket set status = 'closed', closed_at = now() - $2 * interval '1 day' where id = $1",
      [asked[n]?.ticketId, days],
    );
  await end(0, 0);
  await end(1, 0.25);
  await end(2, 40);
  const database = openDatabase({ url: service.machineUrl, max: 1, applicationName: "test" });
  await database.query("update ticket_tallied set until = '0001-01-01'");
  await database.query("delete from ticket_total");
  expect(await counts()).toMatchObject({ open: 6, byStatus: { closed: 3 } });
  for (let again = 0; again < 3; again += 1) await addEndedHours(database);
  expect(
    await database.query("select count from ticket_total where property_id = $1", [propertyId]),
  ).toMatchObject({
    rows: [{ count: 2 }],
  });
  expect(await counts()).toMatchObject({ open: 6, byStatus: { closed: 3 } });
  await database.end();
});
