import { policyState } from "@shouwen/contracts/events/policy";
import { profileErased, profileState } from "@shouwen/contracts/events/profile";
import { ticketClosed, ticketOpened } from "@shouwen/contracts/events/ticket";
import { ticketMerged, ticketUnmerged } from "@shouwen/contracts/events/ticket-sub-tasks";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maya, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await service.know(aProperty({ propertyId: "prp_riverside" }));
});

afterAll(() => service.close());

const nina = { sub: "stf_riverside_nina", roles: ["agent"], properties: ["prp_riverside"] };

const post = (overrides: object = {}) =>
  service.call("/v1/requests", {
    body: { propertyId: "prp_lakeside", channel: "phone", kind: "repair", place: "1203", ...overrides },
  });

const said = "select payload, agg_seq from outbox where key = any($1)";
const eventsOf = async (...requestIds: string[]) => {
  const rows = await service.query<{ payload: string }>(
    `${said} union all ${said.replace("outbox", "event_archive")}`,
    [requestIds],
  );
  return rows.map(({ payload }) => ({ data: JSON.parse(payload) }));
};

let rules = 0;
const aRule = (kind: string, body: Record<string, unknown>) => {
  const at = new Date().toISOString();
  const version = ++rules;
  const policyId = `pol_${kind}_group`;
  return policyState.of({
    policyVersionId: `${policyId}@${version}`,
    policyId,
    kind,
    scope: "group",
    version,
    effectiveFrom: at,
    body,
    publishedBy: null,
    updatedAt: at,
  });
};
const customersOf = (scope: "property" | "group") => aRule("customers", { scope, coolingDays: 3 });

/** What one is told of somebody whom nobody has heard of. */
const lookedUpNobody = async () =>
  (
    await service.call("/v1/callers/lookup", {
      body: { propertyId: "prp_lakeside", contact: { text: "13700008888" } },
    })
  ).body;

const aTicket = (answer: { ticketId: string; requestId: string; profile: { profileId: string } }) => ({
  ticketId: answer.ticketId,
  requestId: answer.requestId,
  propertyId: "prp_lakeside",
  kind: "repair" as const,
  category: "repair/general",
  priority: "normal" as const,
  tier: null,
  profileId: answer.profile.profileId,
  language: "zh-CN" as const,
  ownerId: maya.sub,
  handlerId: null,
  departmentId: null,
  teamId: null,
  mode: "live" as const,
  at: new Date().toISOString(),
});

const opened = (answer: Parameters<typeof aTicket>[0]) =>
  ticketOpened.of({
    ...aTicket(answer),
    channel: "phone",
    place: "1203",
    summary: "x",
    words: null,
    occurredAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    replyBy: null,
    targets: [],
  });

test("an agent sees tier, open tickets and last requests while the phone rings", async () => {
  const contact = { text: "13700000001" };
  const { body: first } = await post({ contact });
  await service.publish(
    profileState.of({
      profileId: first.profile.profileId,
      propertyIds: ["prp_lakeside"],
      tier: "A",
      language: "en",
      displayName: null,
      contact: null,
      updatedAt: new Date().toISOString(),
    }),
  );
  await service.publish(opened(first));
  const lookUp = (as = maya) =>
    service.call("/v1/callers/lookup", {
      as,
      body: { propertyId: as.properties[0], contact: { text: "+86 137 0000 0001" } },
    });
  await eventually(async () => {
    expect((await lookUp()).body).toMatchObject({
      profileId: first.profile.profileId,
      tier: "A",
      openTickets: [first.ticketId],
      requests: [{ requestId: first.requestId, summary: "报修 · repair/general · 1203" }],
    });
  });
  expect((await lookUp(nina)).body).toEqual(await lookedUpNobody());

  const again = await post({ contact });
  expect(again.body.profile).toMatchObject({ tier: "A", known: true, openTickets: [first.ticketId] });
  expect(again.body.duplicates).toEqual([first.ticketId]);
  expect((await eventsOf(again.body.requestId))[0]?.data).toMatchObject({ tier: "A", language: "en" });
  expect((await post({ contact, kind: "inquiry", place: "lobby" })).body.duplicates).toEqual([]);

  await service.publish(ticketClosed.of({ ...aTicket(first), reason: "satisfied", by: null }));
  await eventually(async () => expect((await lookUp()).body.openTickets).toEqual([]));
});

test("a ticket that was merged is open no more, until it stands on its own again", async () => {
  const contact = { text: "13700000005" };
  const { body: first } = await post({ contact, place: "1503" });
  await service.publish(opened(first));
  const openTickets = async () =>
    (await service.call("/v1/callers/lookup", { body: { propertyId: "prp_lakeside", contact } })).body
      .openTickets;
  await eventually(async () => expect(await openTickets()).toEqual([first.ticketId]));
  const into = "tic_0190a0c0-0000-7000-8000-000000000001";
  await service.publish(ticketMerged.of({ ...aTicket(first), intoTicketId: into, by: maya.sub }));
  await eventually(async () => expect(await openTickets()).toEqual([]));
  expect((await post({ contact, place: "1503" })).body.duplicates).toEqual([]);
  await service.publish(
    ticketUnmerged.of({ ...aTicket(first), fromTicketId: into, targets: [], by: maya.sub }),
  );
  await eventually(async () => expect(await openTickets()).toEqual([first.ticketId]));
});

test("a customer whom nobody of the asker's properties knows is nobody to them, unless the group shares its customers", async () => {
  const contact = { text: "13700000003" };
  const { body } = await post({ contact, displayName: "王先生" });
  const propertyIds = ["prp_lakeside"];
  const known = {
    profileId: body.profile.profileId,
    language: "en",
    displayName: null,
    contact: null,
  } as const;
  await service.publish(
    profileState.of({ ...known, propertyIds, tier: "B", updatedAt: new Date().toISOString() }),
  );
  const asked = { propertyId: "prp_riverside", contact };
  const lookUp = () => service.call("/v1/callers/lookup", { as: nina, body: asked });
  await eventually(async () => {
    const own = await service.call("/v1/callers/lookup", { body: { propertyId: "prp_lakeside", contact } });
    expect(own.body).toMatchObject({ tier: "B", people: [{ name: "王**" }] });
  });
  expect((await lookUp()).body).toEqual(await lookedUpNobody());
  await service.publish(customersOf("group"));
  await eventually(async () => {
    expect((await lookUp()).body).toMatchObject({
      profileId: body.profile.profileId,
      tier: "B",
      people: [],
      requests: [],
    });
  });
  await service.publish(customersOf("property"));
  await eventually(async () => expect((await lookUp()).body).toEqual(await lookedUpNobody()));
  await service.publish(
    profileState.of({
      ...known,
      propertyIds: [...propertyIds, "prp_riverside"],
      tier: "B",
      updatedAt: new Date().toISOString(),
    }),
  );
  await eventually(async () => expect((await lookUp()).body).toMatchObject({ tier: "B", requests: [] }));
});

test("one number may be several people's: each request keeps its own caller, and who calls is told that it is shared", async () => {
  const contact = { text: "021-62341234" };
  const first = await post({ contact, displayName: "王先生", place: "1203" });
  const second = await post({ contact: { text: "(021) 6234 1234" }, displayName: "赵女士", place: "0808" });
  const one = await service.call(`/v1/requests/${first.body.requestId}`);
  const other = await service.call(`/v1/requests/${second.body.requestId}`);
  expect([one.body.callerName, other.body.callerName]).toEqual(["王**", "赵**"]);
  const { body } = await service.call("/v1/callers/lookup", {
    body: { propertyId: "prp_lakeside", contact },
  });
  expect(body).toMatchObject({
    shared: true,
    people: [
      { name: "赵**", place: "0808", lastRequestId: second.body.requestId },
      { name: "王**", place: "1203", lastRequestId: first.body.requestId },
    ],
  });
  await post({ contact, displayName: " 王先生 ", place: "1203" });
  const again = await service.call("/v1/callers/lookup", { body: { propertyId: "prp_lakeside", contact } });
  expect(again.body.people).toHaveLength(2);
});

test.each([
  "\u202a13800138101\u202c",
  "(+86)13800138101",
  "13800138101（微信同号）",
  "sip:13800138101@10.0.0.5",
  "tel:+86-138-0013-8101",
  "138 0013 8101",
])("however a number is written, it is one person's: %j", async (text) => {
  const { body } = await post({ contact: { text: "+8613800138101" } });
  const other = await post({ contact: { text } });
  expect(other.body.profile).toMatchObject({ profileId: body.profile.profileId, known: true });
  expect(other.body.warnings).toEqual([]);
});

/** Sealed text of which one letter was changed. */
const damaged = (sealed: string): string =>
  `${sealed.slice(0, -6)}${sealed.at(-6) === "A" ? "B" : "A"}${sealed.slice(-5)}`;

test("a name that was damaged keeps nobody from knowing who calls, nor from being taken", async () => {
  const contact = { text: "13700000007" };
  const first = await post({ contact, displayName: "王先生", place: "1203" });
  await post({ contact, displayName: "赵女士", place: "0808" });
  const { profileId } = first.body.profile;
  const [{ name } = { name: "" }] = await service.query<{ name: string }>(
    "select data ->> 'displayName' as name from request where id = $1",
    [first.body.requestId],
  );
  await service.query(
    "update request set data = jsonb_set(data, '{displayName}', to_jsonb($2::text)) where id = $1",
    [first.body.requestId, damaged(name)],
  );
  const looked = await service.call("/v1/callers/lookup", { body: { propertyId: "prp_lakeside", contact } });
  expect(looked).toMatchObject({ status: 200, body: { profileId, people: [{ name: "赵**" }] } });
  expect(looked.body.requests).toHaveLength(2);
  const one = await service.call(`/v1/requests/${first.body.requestId}`);
  expect(one).toMatchObject({ status: 200, body: { callerName: null } });

  await service.publish(
    profileState.of({
      profileId,
      propertyIds: ["prp_lakeside"],
      tier: "A",
      language: "en",
      displayName: damaged(name),
      contact: null,
      updatedAt: new Date().toISOString(),
    }),
  );
  await eventually(async () => expect((await post({ contact })).body.profile).toMatchObject({ tier: "A" }));
  expect((await post({ contact })).status).toBe(202);
});

test("somebody new is nobody, and asking makes no profile of them", async () => {
  const before = await service.query("select 1 from contact");
  const { body } = await service.call("/v1/callers/lookup", {
    body: { propertyId: "prp_lakeside", contact: { text: "13700009999" } },
  });
  expect(body).toMatchObject({ profileId: null, requests: [] });
  expect(await service.query("select 1 from contact")).toHaveLength(before.length);
});

test("whoever was erased is a stranger when they come again", async () => {
  const contact = { text: "13700000002" };
  const { body } = await post({ contact });
  await service.publish(
    profileErased.of({ profileId: body.profile.profileId, at: new Date().toISOString() }),
  );
  await eventually(async () => {
    const again = await post({ contact });
    expect(again.body.profile.profileId).not.toBe(body.profile.profileId);
  });
});
test("a category of the tree that the group publishes is known from then on", async () => {
  const category = "spa/sauna";
  expect((await post({ category })).body.warnings).toMatchObject([{ code: "category_unknown" }]);
  const body = {
    categories: [
      { path: "spa", name: "水疗", nameEn: "Spa" },
      { path: category, name: "桑拿", nameEn: "Sauna" },
    ],
  };
  await service.publish(aRule("categories", body));
  await eventually(async () => expect((await post({ category })).body.warnings).toEqual([]));
});
