import { eventually } from "@shouwen/test-kit/eventually";
import { beforeAll, expect, test } from "vitest";
import { admin } from "../src/people.ts";
import { openPlatform, type Platform, type Someone } from "../src/platform.ts";
import { good } from "../src/ticket.ts";

let platform: Platform;
let group: Someone;

beforeAll(async () => {
  platform = await openPlatform();
  group = await platform.as(admin);
});

const range = () => {
  const now = Date.now();
  const hour = 3_600_000;
  return new URLSearchParams({
    from: new Date(now - hour).toISOString(),
    to: new Date(now + hour).toISOString(),
  });
};

type Archive = { services: { status: number; events: { key: string; headers: { ce_id: string } }[] }[] };

test("an admin of one property reads no archive and no dead letters, and replays nothing: they belong to every property", async () => {
  const one = await platform.as({
    ...admin,
    staffId: "stf_lakeside_only_admin",
    properties: ["prp_lakeside"],
  });
  const forbidden = { status: 403, body: { type: "urn:shouwen:problem:group_only" } };
  expect(await one.get(`/v1/archive?service=workforce&${range()}`)).toMatchObject(forbidden);
  expect(await one.get("/v1/dead-letters")).toMatchObject(forbidden);
  expect(await one.post("/v1/replays?service=scoring", {})).toMatchObject(forbidden);
  const { services } = platform.stack;
  for (const path of [`/v1/archive?${range()}`, "/v1/dead-letters", "/v1/dead-letters/messages"]) {
    const authorization = `Bearer ${platform.stack.tokens.agent}`;
    expect((await fetch(`${services.workforce}${path}`, { headers: { authorization } })).status).toBe(403);
  }
});

test("the archive and the dead letters take their own filters through the gateway, and refuse others by name", async () => {
  const query = `service=workforce&types=team.state.v1&limit=2&${range()}`;
  const events = await eventually(async () => {
    const { services } = good<Archive>(await group.get(`/v1/archive?${query}`));
    expect(services[0]?.events).toHaveLength(2);
    return services[0]?.events ?? [];
  });
  expect(events[0]?.headers.ce_id).toMatch(/^[0-9a-f-]{36}$/);
  const letters = good<Archive>(
    await group.get("/v1/dead-letters/messages?service=routing&consumer=nobody&id=1"),
  );
  expect(letters.services).toMatchObject([{ status: 200, messages: [] }]);
  const misspelt = good<Archive>(await group.get(`/v1/archive?service=workforce&tipes=x&${range()}`));
  expect(misspelt.services).toMatchObject([{ status: 400, errors: [{ field: "tipes" }] }]);
});

test("a replay names events that were said: made-up ones and ids that no archive has are refused", async () => {
  const query = `service=workforce&types=team.state.v1&limit=2&${range()}`;
  const { services } = good<Archive>(await group.get(`/v1/archive?${query}`));
  const events = (services[0]?.events ?? []).map(({ key, headers }) => ({ key, eventId: headers.ce_id }));
  const about = { replayId: crypto.randomUUID(), reason: "see that it is heard", source: "workforce" };
  const replayed = async (body: object) =>
    good<{ services: unknown[] }>(await group.post("/v1/replays?service=routing", body)).services;

  expect(await replayed({ ...about, events })).toMatchObject([{ status: 200, parked: 0 }]);
  const madeUp = { topic: "shouwen.team_state", key: "tea_x", headers: {}, payload: "{}" };
  expect(await replayed({ ...about, events: [madeUp] })).toMatchObject([{ status: 400 }]);
  const nowhere = [{ key: "tea_x", eventId: crypto.randomUUID() }];
  expect(await replayed({ ...about, events: nowhere })).toMatchObject([
    { status: 404, type: "urn:shouwen:problem:replay.events_unknown", unknown: [nowhere[0]?.eventId] },
  ]);
});
