import { ticketQueued } from "@shouwen/contracts/events/ticket";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, dayMs, inShanghai, openCrew } from "./crew.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

let tickets = 0;

const queue = async (at: string, overrides: object = {}): Promise<void> => {
  const ticketId = `tic_${crew.service.own}_${tickets++}`;
  const data = {
    ticketId,
    propertyId: crew.here,
    teamId: crew.teamIn(crew.here),
    at,
    mode: "live" as const,
    ...overrides,
  };
  await crew.service.publish(ticketQueued.of(sampleOf(ticketQueued, data)));
};

test("what a team needs by hour comes from last weeks' tickets, and what is missing against the rota is named", async () => {
  const victor = await crew.hire("a1");
  const { date } = inShanghai(Date.now() + dayMs);
  const weekAgo = inShanghai(Date.now() - 6 * dayMs).date;
  const twoWeeksAgo = inShanghai(Date.now() - 13 * dayMs).date;
  for (let n = 0; n < 12; n++) await queue(`${weekAgo}T10:1${n % 6}:00+08:00`);
  for (let n = 0; n < 4; n++) await queue(`${twoWeeksAgo}T10:59:59+08:00`);
  await queue(`${weekAgo}T10:30:00+08:00`, { mode: "history" });
  await queue(`${weekAgo}T10:30:00+08:00`, { teamId: `tea_${crew.service.own}_other` });
  await crew.enter(victor, { date, pattern: undefined, windows: [{ from: "07:00", to: "12:00" }] });
  const path = `/v1/cover?propertyId=${crew.here}&teamId=${crew.teamIn(crew.here)}&date=${date}`;
  await eventually(async () => {
    const { body } = await crew.get(path, crew.manager());
    expect(body.days[0].countedDates).toEqual([weekAgo, twoWeeksAgo]);
    expect(body.days[0].hours[10]).toMatchObject({ hour: "10:00", tickets: 8, required: 2, rostered: 1 });
  });
  const { body } = await crew.get(path, crew.manager());
  expect(body.days[0].hours[8]).toMatchObject({ required: 1, rostered: 1 });
  const at = (time: string) => new Date(`${date}T${time}:00+08:00`).toISOString();
  expect(body.days[0].gaps).toEqual([
    { from: at("10:00"), to: at("11:00"), missing: 1 },
    { from: at("12:00"), to: at("23:00"), missing: 1 },
  ]);
});

test("a week of cover is asked for at once, by who leads and sees the property", async () => {
  const { date } = inShanghai(Date.now());
  const path = `/v1/cover?propertyId=${crew.here}&teamId=${crew.teamIn(crew.here)}&date=${date}&days=7`;
  expect((await crew.get(path, crew.manager())).body.days).toHaveLength(7);
  expect((await crew.get(path, crew.manager(crew.there))).status).toBe(404);
  expect((await crew.get(path, { ...crew.manager(), roles: ["staff"] })).status).toBe(403);
  expect((await crew.get(path.replace("_engineering", "_nobody"), crew.manager())).body.type).toContain(
    "team.not_found",
  );
});

test("a property's own rule replaces what one person can take in an hour", async () => {
  const body = { weeks: 2, teams: [{ team: "engineering", ticketsPerPersonHour: 2, minimum: [] }] };
  await crew.post("/v1/policies/cover", crew.manager(), {
    body: { scope: crew.here, effectiveFrom: "2020-01-01T00:00:00Z", body },
  });
  const { date } = inShanghai(Date.now() + dayMs);
  const path = `/v1/cover?propertyId=${crew.here}&teamId=${crew.teamIn(crew.here)}&date=${date}`;
  await eventually(async () => {
    const answer = await crew.get(path, crew.manager());
    expect(answer.body).toMatchObject({ ticketsPerPersonHour: 2 });
    expect(answer.body.days[0].hours[10]).toMatchObject({ required: 4 });
  });
});
