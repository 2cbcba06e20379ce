import { randomUUID } from "node:crypto";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
// Other tests say things on the same topics: these two properties are ours alone.
const own = randomUUID().slice(0, 8);
const lakeside = `prp_${own}_lakeside`;
const riverside = `prp_${own}_riverside`;
const mine = aRequest({ propertyId: lakeside });
const theirs = aRequest({ propertyId: riverside });
const here: Bearer = { sub: "stf_maya", roles: ["agent", "supervisor"], properties: [lakeside] };
const everywhere: Bearer = { sub: "stf_lead", roles: ["manager"], properties: [lakeside, riverside] };

beforeAll(async () => {
  service = await openService(here);
  await service.publish(aProperty({ propertyId: lakeside }));
  await service.publish(aProperty({ propertyId: riverside }));
  for (const request of [mine, theirs]) await service.publish(aRequestFact(request));
  await eventually(async () => {
    const { body } = await service.call("/v1/tickets", { as: everywhere });
    expect(body.items).toHaveLength(2);
  });
});

afterAll(() => service.close());

test("people see the tickets of their own property and no others", async () => {
  const { body } = await service.call("/v1/tickets", { as: here });
  expect(body.items.map(({ ticketId }: { ticketId: string }) => ticketId)).toEqual([mine.ticketId]);
  expect((await service.call("/v1/tickets/counts", { as: here })).body.open).toBe(1);
});

test("asking for another property's list finds nothing", async () => {
  const { body } = await service.call(`/v1/tickets?propertyId=${riverside}`, { as: here });
  expect(body.items).toEqual([]);
});

test.each(["", "/timeline"])("another property's ticket is not found%s", async (path) => {
  const { status, body } = await service.call(`/v1/tickets/${theirs.ticketId}${path}`, { as: here });
  expect(status).toBe(404);
  expect(body.type).toMatch(/ticket\.not_(found|yet)/);
});

test("nobody commands another property's ticket, and nothing happens to it", async () => {
  const { status } = await service.call(`/v1/tickets/${theirs.ticketId}/accept`, { as: here, body: {} });
  expect(status).toBe(404);
  const { body } = await service.call(`/v1/tickets/${theirs.ticketId}`, { as: everywhere });
  expect(body.handlerId).toBeNull();
});

test("by SQL, the people's role sees what its properties are set to, and nothing when they are not set", async () => {
  const client = new pg.Client({ connectionString: service.peopleUrl });
  await client.connect();
  const seen = async (properties: string | undefined) => {
    await client.query("begin");
    if (properties !== undefined)
      await client.query("select set_config('shouwen.properties', $1, true)", [properties]);
    const { rows } = await client.query<{ property_id: string }>("select property_id from ticket order by 1");
    await client.query("rollback");
    return rows.map((row) => row.property_id);
  };
  expect(await seen(undefined)).toEqual([]);
  expect(await seen(lakeside)).toEqual([lakeside]);
  expect(await seen("*")).toEqual(expect.arrayContaining([lakeside, riverside]));
  await expect(client.query("delete from ticket")).rejects.toThrow();
  await client.end();
});
