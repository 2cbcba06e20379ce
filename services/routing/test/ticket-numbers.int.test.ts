import { randomUUID } from "node:crypto";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const otherId = `prp_${own}_other`;
const desk = { sub: `stf_${own}_maya`, roles: ["agent"], properties: [propertyId, otherId] };

beforeAll(async () => {
  service = await openService(desk);
  for (const id of [propertyId, otherId]) await service.publish(aProperty({ propertyId: id }));
  await eventually(async () =>
    expect(
      await service.query("select 1 from known_state where id = any($1)", [[propertyId, otherId]]),
    ).toHaveLength(2),
  );
});

afterAll(() => service.close());

const openTogether = async (count: number, overrides: Parameters<typeof aRequest>[0]): Promise<string[]> => {
  const requests = Array.from({ length: count }, () => aRequest({ propertyId, ...overrides }));
  await Promise.all(requests.map((request) => service.publish(aRequestFact(request))));
  const ids = requests.map(({ ticketId }) => ticketId);
  return eventually(async () => {
    const rows = await service.query<{ number: string }>("select number from ticket where id = any($1)", [
      ids,
    ]);
    expect(rows).toHaveLength(count);
    return rows.map(({ number }) => number);
  });
};

test("tickets are counted for each property and year: no two of them have one number", async () => {
  const receivedAt = "2026-03-01T08:00:00.000Z";
  const numbers = await openTogether(120, { receivedAt, occurredAt: receivedAt });
  expect(new Set(numbers).size).toBe(120);
  const counts = numbers.map((number) => Number(/^S26-(\d{4})$/.exec(number)?.[1])).toSorted((a, b) => a - b);
  expect(counts[0]).toBeGreaterThanOrEqual(1);
  // Gaps are allowed where what was counted was not used; that is not the usual case.
  expect(counts.at(-1)).toBeLessThanOrEqual(150);
});

test("every property and every year counts from one, records of the past too", async () => {
  const [first] = await openTogether(1, { propertyId: otherId, receivedAt: "2026-03-01T08:00:00.000Z" });
  expect(first).toBe("S26-0001");
  const past = { mode: "history", history: { closedAt: "2013-05-09T08:00:00.000Z", note: null } } as const;
  const [old] = await openTogether(1, {
    ...past,
    propertyId: otherId,
    receivedAt: "2013-05-08T08:00:00.000Z",
  });
  expect(old).toBe("S13-0001");
});

test("the number is in the view, in the opening event, and stays", async () => {
  const request = aRequest({ propertyId });
  await service.publish(aRequestFact(request));
  const { body } = await eventually(async () => {
    const answer = await service.call(`/v1/tickets/${request.ticketId}`);
    expect(answer.status).toBe(200);
    return answer;
  });
  expect(body.number).toMatch(/^S\d{2}-\d{4}$/);
  const { body: timeline } = await service.call(`/v1/tickets/${request.ticketId}/timeline`);
  expect(timeline.events[0]).toMatchObject({ type: "ticket.opened.v1", data: { number: body.number } });
  await service.call(`/v1/tickets/${request.ticketId}/notes`, { body: { text: "Looked at it" } });
  expect((await service.call(`/v1/tickets/${request.ticketId}`)).body.number).toBe(body.number);
});

test("after a restart the count goes on where it was", async () => {
  const receivedAt = "2025-03-01T08:00:00.000Z";
  const before = await openTogether(3, { receivedAt });
  await service.restart();
  const later = await openTogether(3, { receivedAt });
  expect(new Set([...before, ...later]).size).toBe(6);
});
