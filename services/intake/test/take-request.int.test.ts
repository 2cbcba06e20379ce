import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maya, openService } from "./service-under-test.ts";

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await openService();
  await service.know(
    aProperty({ propertyId: "prp_archive", purpose: "history" }),
    aProperty({ propertyId: "prp_riverside" }),
  );
});

afterAll(() => service.close());

const nina = { sub: "stf_riverside_nina", roles: ["agent"], properties: ["prp_riverside"] };

const aBody = (overrides: object = {}) => ({
  propertyId: "prp_lakeside",
  channel: "phone",
  kind: "repair",
  place: "1203",
  ...overrides,
});

const post = (overrides: object = {}, headers: Record<string, string> = {}) =>
  service.call("/v1/requests", { headers, body: aBody(overrides) });

const said = "select payload, agg_seq from outbox where key = any($1)";
const eventsOf = async (...requestIds: string[]) => {
  const rows = await service.query<{ payload: string; agg_seq: string }>(
    `${said} union all ${said.replace("outbox", "event_archive")}`,
    [requestIds],
  );
  return rows.map(({ payload, agg_seq }) => ({ data: JSON.parse(payload), aggSeq: Number(agg_seq) }));
};

test("a request is answered with its ids, and said once as number 1 of its key", async () => {
  const { status, body, headers } = await post({
    contact: { text: "138 0013 8000" },
    words: "空调不制冷",
    displayName: "张三",
  });
  expect(status).toBe(202);
  expect(headers.get("location")).toBe(`/v1/requests/${body.requestId}`);
  expect(body.ticketId.slice(4)).toBe(body.requestId.slice(4));
  expect(body.profile).toMatchObject({ known: false, tier: null, openTickets: [] });
  const [event, ...others] = await eventsOf(body.requestId);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    aggSeq: 1,
    data: {
      kind: "repair",
      takenBy: maya.sub,
      summary: "报修 · repair/general · 1203",
      words: expect.stringMatching(`^sealed:v1:${body.profile.profileId}:`),
    },
  });
});

test("nothing that a customer said or is called can be read in the tables", async () => {
  await post({ contact: { text: "13912345678" }, words: "悄悄话", displayName: "李四" });
  const rows = await service.query<{ text: string }>(
    "select (r.*)::text as text from request r union all select (o.*)::text from outbox o union all select (a.*)::text from event_archive a union all select (c.*)::text from contact c",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ text }) => /13912345678|悄悄话|李四/.test(text))).toEqual([]);
});

test("a repeat with the same key gets the first answer, and another body under it is refused", async () => {
  const key = { "idempotency-key": "once" };
  const first = await post({}, key);
  const second = await post({}, key);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  const other = await post({ place: "1204" }, key);
  expect(other.status).toBe(422);
  expect(other.body.type).toBe("urn:shouwen:problem:idempotency_key.reused");
});

test("one key sent many times at one moment takes one request", async () => {
  const key = { "idempotency-key": "at-once" };
  const answers = await Promise.all(Array.from({ length: 40 }, () => post({}, key)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const ids = new Set(answers.map(({ body }) => body.requestId));
  expect(ids.size).toBe(1);
  expect(await eventsOf(...ids)).toHaveLength(1);
});

test("two people may use the same key", async () => {
  const key = { "idempotency-key": "mine" };
  const first = await post({}, key);
  const other = await service.call("/v1/requests", {
    as: { ...maya, sub: "stf_lakeside_leo" },
    headers: key,
    body: aBody(),
  });
  expect(other.body.requestId).not.toBe(first.body.requestId);
});

test("a channel's own message id stands for the request, in its property alone", async () => {
  const channelMessageId = { system: "wecom", id: "m-1" };
  const first = await post({ channel: "wecom", channelMessageId });
  const again = await post({ channel: "wecom", channelMessageId, words: "sent again by the channel" });
  expect(again.body).toEqual(first.body);
  const elsewhere = await service.call("/v1/requests", {
    as: nina,
    body: aBody({ propertyId: "prp_riverside", channelMessageId }),
  });
  expect(elsewhere.body.requestId).not.toBe(first.body.requestId);
});

test("many who call with one new number at one moment are one customer", async () => {
  const contacts = ["136 0000 1111", "13600001111", "+86 136-0000-1111"];
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => post({ contact: { text: contacts[n % 3] } })),
  );
  expect(new Set(answers.map(({ body }) => body.profile.profileId)).size).toBe(1);
  const known = await post({ contact: { text: "13600001111" } });
  expect(known.body.profile.known).toBe(true);
});

test("500 requests at one moment are 500 rows and 500 events", async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, (_, n) => post({ place: `room ${n}` })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const ids = answers.map(({ body }) => body.requestId as string);
  expect(new Set(ids).size).toBe(500);
  expect(await service.query("select 1 from request where id = any($1)", [ids])).toHaveLength(500);
  expect(new Set((await eventsOf(...ids)).map(({ data }) => data.requestId)).size).toBe(500);
}, 60_000);

test("a phone number that is none is kept as text, and leads to nobody else", async () => {
  const first = await post({ contact: { text: "at the bar" }, words: "请回电" });
  const second = await post({ contact: { text: "at the bar" } });
  expect(first.status).toBe(202);
  expect(second.body.profile.profileId).not.toBe(first.body.profile.profileId);
  const { body } = await service.call(`/v1/requests/${first.body.requestId}`);
  expect(body.contactKind).toBe("text");
});

test("who gives no contact stays nobody, and their words are sealed under the request itself", async () => {
  const { body } = await post({ words: "走廊有烟" });
  expect(body.profile).toBeNull();
  const [event] = await eventsOf(body.requestId);
  expect(event?.data).toMatchObject({
    profileId: null,
    kind: "repair",
    priority: "urgent",
    emergency: true,
    words: expect.stringMatching(`^sealed:v1:${body.requestId}:`),
  });
});

test("every wrong field of a body is named", async () => {
  const { status, body } = await post({ channel: "pigeon", kind: "wish", phone: "13800138000" });
  expect(status).toBe(400);
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(
    expect.arrayContaining(["channel", "kind"]),
  );
  expect(JSON.stringify(body)).not.toContain("13800138000");
});

test("a character that nothing can hold is refused by its field", async () => {
  for (const odd of [{ place: "12\u000003" }, { words: "a\ud800" }, { summary: "x\u0000y" }]) {
    const { status, body } = await post(odd);
    expect([status, body.errors[0].field]).toEqual([400, Object.keys(odd)[0]]);
  }
});

test("a body of more than 256 KB is refused", async () => {
  expect((await post({ words: "x".repeat(300 * 1024) })).status).toBe(413);
});

test("an unknown property is not found, and one of the past takes nothing new", async () => {
  const as = { ...maya, properties: ["*"] };
  const none = await service.call("/v1/requests", { as, body: aBody({ propertyId: "prp_none" }) });
  expect(none.status).toBe(404);
  const past = await service.call("/v1/requests", { as, body: aBody({ propertyId: "prp_archive" }) });
  expect(past.status).toBe(409);
  expect(past.body.type).toBe("urn:shouwen:problem:property.history_only");
});

test("another property's request is not found, nor may one be taken there", async () => {
  const { body } = await post();
  expect((await service.call(`/v1/requests/${body.requestId}`)).status).toBe(200);
  expect((await service.call(`/v1/requests/${body.requestId}`, { as: nina })).status).toBe(404);
  expect((await service.call("/v1/requests", { as: nina, body: aBody() })).status).toBe(404);
});

test("a customer is not promised a date that has passed", async () => {
  const { status, body } = await post({ replyBy: "2026-01-01T00:00:00Z" });
  expect([status, body.type]).toEqual([422, "urn:shouwen:problem:request.reply_in_the_past"]);
  expect(body.errors).toEqual([expect.objectContaining({ field: "replyBy" })]);
});

test.each(["9999-12-31T15:59:59Z", "8000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"])(
  "a date that lies beyond what a promise can be reckoned with is refused by its field: %s",
  async (replyBy) => {
    const { status, body } = await post({ channel: "web_form", replyBy });
    expect([status, body.type]).toEqual([422, "urn:shouwen:problem:moment_outside_window"]);
    expect(body.errors).toEqual([
      { field: "replyBy", message: "Expected a moment from 2000-01-01 on and before 2100-01-01" },
    ]);
  },
);

test("who sends a request is told what it was taken for, why, and what is odd about it", async () => {
  const { body } = await post({
    kind: "complaint",
    category: "nowhere/at_all",
    priority: "low",
    words: "投诉！卫生间漏水三天没人管",
    contact: { text: "12" },
  });
  expect(body.decided).toEqual({
    kind: "complaint",
    category: "nowhere/at_all",
    priority: "emergency",
    because: ["听到“漏水”，可能有人或房屋有危险：优先级定为危急，事项类型仍是“投诉”"],
  });
  expect(body.warnings).toMatchObject([
    { code: "category_unknown", field: "category" },
    { code: "contact_unreadable", field: "contact.text" },
  ]);
  const [event] = await eventsOf(body.requestId);
  expect(event?.data).toMatchObject({ kind: "complaint", priority: "urgent", emergency: true });
  const { body: seen } = await service.call(`/v1/requests/${body.requestId}`);
  expect(seen).toMatchObject({ kind: "complaint", priority: "emergency" });
  const praise = await post({ kind: "praise", words: "酒店生意非常火，位置方便" });
  expect(praise.body.decided).toMatchObject({ kind: "praise", priority: "normal" });
});

const newHotel = { sub: "stf_new_lin", roles: ["agent"], properties: ["prp_new"] };

test("a property that is not ready takes a request with 202, and says what it lacks", async () => {
  await service.know(aProperty({ propertyId: "prp_new", lacks: ["rota"] }));
  const { status, body } = await service.call("/v1/requests", {
    as: newHotel,
    body: aBody({ propertyId: "prp_new" }),
  });
  expect(status).toBe(202);
  expect(body.warnings).toMatchObject([{ code: "property_not_ready", field: "propertyId" }]);
  expect((await post()).body.warnings).toEqual([]);
});

test("who sends a request is told of it in the language of Accept-Language, else in the property's", async () => {
  const odd = { contact: { text: "12" } };
  const told = async (headers: Record<string, string>) => {
    const answer = await post(odd, headers);
    const [warning] = answer.body.warnings;
    return { ...answer, said: [...answer.body.decided.because, warning.message].join() };
  };
  const english = await told({ "accept-language": "en-GB,en;q=0.9" });
  expect(english.said).not.toMatch(/\p{Script=Han}/u);
  expect(english.headers.get("content-language")).toBe("en");
  const chinese = await told({ "accept-language": "zh-CN" });
  expect(chinese.said).toMatch(/\p{Script=Han}/u);
  expect((await told({ "accept-language": "fr" })).said).toBe(chinese.said);
  expect((await told({})).said).toBe(chinese.said);
  const refused = await post({ channel: "pigeon" }, { "accept-language": "fr" });
  expect(refused.body.title).toMatch(/\p{Script=Han}/u);
});

test("a name, words or summary that show nothing are none, and a place that shows nothing is refused", async () => {
  const blank = "\u200b\u3000";
  const { body } = await post({ displayName: blank, words: blank, summary: blank });
  const [event] = await eventsOf(body.requestId);
  expect(event?.data).toMatchObject({
    displayName: null,
    words: null,
    summary: "报修 · repair/general · 1203",
  });
  const refused = await post({ place: blank });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: "place" }] } });
});
