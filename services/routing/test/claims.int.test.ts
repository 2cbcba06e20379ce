import { randomUUID } from "node:crypto";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

let service: ServiceUnderTest;
const own = randomUUID().slice(0, 8);
const propertyId = `prp_${own}`;
const teamId = `tea_${own}_engineering`;
const handlers = Array.from({ length: 50 }, (_, n) => `stf_${own}_${n}`);
const bearerOf = (sub: string) => ({ sub, roles: ["staff"], properties: [propertyId] });
const emptyTeam = `tea_${own}_empty`;
/** Five thousand with `CLAIMS=5000`: all that is said here lies on the topics that every other test reads too. */
const inQueue = Number((import.meta as { env?: { CLAIMS?: string } }).env?.CLAIMS ?? 1_000);

beforeAll(async () => {
  service = await openService(bearerOf(handlers[0] ?? ""));
  await service.publish(aProperty({ propertyId }));
  await service.publish(aTeam({ propertyId, teamId }));
  const rules = [{ id: "by-claim", team: "engineering", forClaim: true }];
  const body = { scope: propertyId, body: { rules } };
  const boss = { sub: "stf_boss", roles: ["manager"], properties: [propertyId] };
  expect((await service.call("/v1/policies/routing", { as: boss, body })).status).toBe(201);
  for (const id of handlers)
    await service.publish(
      aStaff(id, { propertyId, teamIds: [teamId, emptyTeam], onDuty: false, capacity: 20 }),
    );
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [`%${own}%`])).toHaveLength(52),
  );
  for (let n = 0; n < inQueue; n += 1)
    await service.publish(
      aRequestFact(aRequest({ propertyId, kind: "repair", takenBy: handlers[0] ?? null })),
    );
  await eventually(
    async () => {
      const [row] = await service.query<{ count: number }>(
        "select count(*)::int as count from ticket where team_id = $1 and status = 'queued'",
        [teamId],
      );
      expect(row?.count).toBe(inQueue);
    },
    { timeoutMs: 120_000 },
  );
}, 180_000);

afterAll(() => service.close());

test("people who are off duty, or of another team, take nothing", async () => {
  const stranger = { sub: `stf_${own}_stranger`, roles: ["staff"], properties: [propertyId] };
  expect((await service.call("/v1/tickets/claim", { as: stranger, body: { teamId } })).status).toBe(403);
  const off = await service.call("/v1/tickets/claim", { body: { teamId } });
  expect([off.status, off.body.type]).toEqual([409, "urn:shouwen:problem:staff.off_duty"]);
});

test("where nobody is there to take them, those whom the ladder names hear of it, once for each", async () => {
  const told = async () => {
    const [row] = await service.query<{ tickets: number; steps: number }>(
      `select count(*) filter (where no_handler_told)::int as tickets,
         sum((state -> 'figures' ->> 'escalations')::int)::int as steps from ticket where team_id = $1`,
      [teamId],
    );
    return row;
  };
  await eventually(async () => expect(await told()).toEqual({ tickets: inQueue, steps: inQueue }));
});

const onDuty = async () => {
  for (const id of handlers)
    await service.publishAt(
      aStaff(id, { propertyId, teamIds: [teamId, emptyTeam], capacity: inQueue / handlers.length }),
      { aggSeq: 2 },
    );
  await eventually(async () => {
    const here = await service.query(
      "select 1 from known_state where id = any($1) and (state ->> 'onDuty')::boolean",
      [handlers],
    );
    expect(here).toHaveLength(handlers.length);
  });
  // What is known of a person may be half a second old.
  await eventually(async () => {
    const claims = await Promise.all(
      handlers.map((id) =>
        service.call("/v1/tickets/claim", { as: bearerOf(id), body: { teamId: emptyTeam } }),
      ),
    );
    expect(claims.map(({ status }) => status)).toEqual(claims.map(() => 204));
  });
};

test("fifty handlers empty one long queue: each ticket to one, shared fairly within 5 %", async () => {
  await onDuty();
  const taken = new Map<string, string>();
  const counts = new Map(handlers.map((id) => [id, 0]));
  await Promise.all(
    handlers.map(async (id) => {
      for (;;) {
        const { status, body } = await service.call("/v1/tickets/claim", {
          as: bearerOf(id),
          body: { teamId },
        });
        if (status === 204) return;
        expect([status, body?.type]).toEqual([200, undefined]);
        expect(taken.get(body.ticketId)).toBeUndefined();
        taken.set(body.ticketId, id);
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }),
  );
  expect(taken.size).toBe(inQueue);
  const fair = inQueue / handlers.length;
  for (const count of counts.values()) expect(Math.abs(count - fair)).toBeLessThanOrEqual(fair * 0.05);
  const accepted = await service.query<{ id: string; handlerId: string }>(
    `select id, handler_id as "handlerId" from ticket where team_id = $1 and status = 'accepted'`,
    [teamId],
  );
  expect(new Map(accepted.map(({ id, handlerId }) => [id, handlerId]))).toEqual(taken);
}, 120_000);

test("whoever has as much as they can take gets no more, until something is done", async () => {
  const claim = { body: { teamId } };
  await service.publish(aRequestFact(aRequest({ propertyId, takenBy: handlers[0] ?? null })));
  await waiting(1);
  expect((await service.call("/v1/tickets/claim", claim)).status).toBe(204);
  const [mine] = await service.query<{ id: string }>("select id from ticket where handler_id = $1 limit 1", [
    handlers[0],
  ]);
  await service.call(`/v1/tickets/${mine?.id}/resolve`, { body: {} });
  expect((await service.call("/v1/tickets/claim", claim)).status).toBe(200);
});

const waiting = (count: number) =>
  eventually(async () => {
    const rows = await service.query("select 1 from ticket where team_id = $1 and status = 'queued'", [
      teamId,
    ]);
    expect(rows).toHaveLength(count);
  });

test("a claim that is sent twice under one key takes one ticket", async () => {
  const done = await service.query<{ id: string }>(
    "select id from ticket where handler_id = $1 and status = 'accepted' limit 2",
    [handlers[0]],
  );
  for (const { id } of done) await service.call(`/v1/tickets/${id}/resolve`, { body: {} });
  for (let n = 0; n < 2; n += 1)
    await service.publish(aRequestFact(aRequest({ propertyId, takenBy: handlers[0] ?? null })));
  await waiting(2);
  const claim = { body: { teamId }, headers: { "idempotency-key": "next" } };
  const first = await service.call("/v1/tickets/claim", claim);
  const again = await service.call("/v1/tickets/claim", claim);
  expect([first.status, again.status]).toEqual([200, 409]);
  expect(again.body.type).toBe("urn:shouwen:problem:ticket.claimed_before");
});
