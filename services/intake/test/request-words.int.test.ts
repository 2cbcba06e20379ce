import { ticketAccepted, ticketOpened, ticketQueued } from "@shouwen/contracts/events/ticket";
import { staffState } from "@shouwen/contracts/events/workforce";
import { sampleOf } from "@shouwen/contracts/fixtures";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin, maya, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

const team = "tea_lakeside_words";
const someone = (name: string, role: string) => ({
  sub: `stf_words_${name}`,
  roles: [role],
  properties: ["prp_lakeside"],
});
const [owner, victor, bruno, omar, hilda] = [
  someone("owner", "agent"),
  someone("victor", "staff"),
  someone("bruno", "staff"),
  someone("omar", "agent"),
  someone("hilda", "staff"),
];

beforeAll(async () => {
  service = await openService();
  await service.publish(
    staffState.of(sampleOf(staffState, { staffId: bruno.sub, propertyId: "prp_lakeside", teamIds: [team] })),
  );
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id = $1", [bruno.sub])).toHaveLength(1),
  );
});

afterAll(() => service.close());

const words = "空调不制冷，请来看看";

const asked = async (phone: string) => {
  const { body } = await service.call("/v1/requests", {
    body: { propertyId: "prp_lakeside", channel: "phone", kind: "repair", contact: { text: phone }, words },
  });
  return body as { requestId: string; ticketId: string; profile: { profileId: string } };
};

const becameTicket = async ({ requestId, ticketId }: { requestId: string; ticketId: string }) => {
  const about = {
    ticketId,
    propertyId: "prp_lakeside",
    ownerId: owner.sub,
    profileId: null,
    mode: "live",
  } as const;
  const opened = { ...about, requestId, number: "S26-0042", handlerId: null, teamId: null };
  await service.publish(ticketOpened.of(sampleOf(ticketOpened, opened)));
  await service.publish(ticketQueued.of(sampleOf(ticketQueued, { ...about, handlerId: null, teamId: team })));
  await service.publish(
    ticketAccepted.of(sampleOf(ticketAccepted, { ...about, teamId: team, handlerId: victor.sub })),
  );
  await eventually(async () =>
    expect(await service.query("select handler_id from ticket_watch where id = $1", [ticketId])).toEqual([
      { handler_id: victor.sub },
    ]),
  );
};

const read = (requestId: string, as: typeof maya, query = "") =>
  service.call(`/v1/requests/${requestId}${query}`, { as });

test("a request gives its words to whoever took it, to the people of its ticket and to those who lead, audited", async () => {
  const request = await asked("13812340001");
  await becameTicket(request);
  for (const as of [maya, owner, victor, bruno, admin]) {
    const { status, body } = await read(request.requestId, as);
    expect([status, body.words, body.number]).toEqual([200, words, "S26-0042"]);
  }
  expect((await read(request.requestId, omar, "?reason=repeat_contact")).body.words).toBe(words);
  const audited = await service.query<{ actor: string; reason: string }>(
    "select actor, detail ->> 'reason' as reason from audit where subject = $1 order by seq",
    [request.requestId],
  );
  expect(audited.map(({ actor, reason }) => [actor, reason])).toEqual([
    [maya.sub, "works_on_it"],
    [owner.sub, "owner"],
    [victor.sub, "handler"],
    [bruno.sub, "team"],
    [admin.sub, "supervisor"],
    [omar.sub, "repeat_contact"],
  ]);
});

test("those who lead list who read a request, and when and why; others and another property's do not", async () => {
  const request = await asked("13812340009");
  await read(request.requestId, maya);
  const list = (as: typeof maya, query = "") => read(`${request.requestId}/openings`, as, query);
  await read(request.requestId, admin);
  const { status, body } = await list(admin, "?limit=1");
  expect([status, body.items]).toEqual([
    200,
    [{ at: expect.any(String), actor: admin.sub, reason: "supervisor", door: "request" }],
  ]);
  expect((await list(admin, `?limit=1&cursor=${body.next}`)).body).toMatchObject({
    items: [{ actor: maya.sub, reason: "works_on_it", door: "request" }],
    next: null,
  });
  expect((await list(maya)).status).toBe(403);
  const stranger = { ...someone("eve", "manager"), properties: ["prp_elsewhere"] };
  expect((await list(stranger)).status).toBe(404);
});

test("everybody else sees the request without them, another property's people nothing", async () => {
  const { requestId } = await asked("13812340002");
  for (const as of [omar, hilda, someone("pms", "integrator")]) {
    const { status, body } = await read(requestId, as);
    expect([status, "words" in body]).toEqual([200, false]);
  }
  const claimed = await read(requestId, hilda, "?reason=repeat_contact");
  expect([claimed.status, claimed.body.type]).toEqual([403, expect.stringContaining("words.not_yours")]);
  const stranger = { sub: "stf_eve", roles: ["manager"], properties: ["prp_riverside"] };
  expect((await read(requestId, stranger)).status).toBe(404);
  expect(await service.query("select 1 from audit where subject = $1", [requestId])).toEqual([]);
});

test("once the customer is erased the words are null", async () => {
  const { requestId, profile } = await asked("13812340003");
  expect((await read(requestId, maya)).body.words).toBe(words);
  await service.vault.erase(profile.profileId, admin.sub);
  const { body } = await read(requestId, maya);
  expect(body.words).toBeNull();
  expect(JSON.stringify(body)).not.toContain("sealed:");
});
