import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openProperty, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;
let neighbours: TestProperty;

beforeAll(async () => {
  service = await openService();
  property = await openProperty(service);
  neighbours = await openProperty(service);
  await service.simulate({ delayMs: 20 });
});

afterAll(() => service.close());

/** A ticket whose customer was told that it is open. */
const anOpenTicket = async () => {
  const customer = await aCustomer(service, property);
  const ticket = anOpening({ property, customer });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  const opening = messageIdOf(ticket.ticketId, "ticket_opened", 1);
  await messageIn(service, opening, "delivered");
  return { ...ticket, customer, opening };
};

const write = (body: object, as = property.agent, key: string = crypto.randomUUID()) =>
  service.call("/v1/messages", { as, body, headers: { "idempotency-key": key } });

test("staff write about a ticket from an approved text; the same words within minutes are a duplicate", async () => {
  const { ticketId, customer } = await anOpenTicket();
  const body = { ticketId, template: "ticket_update", text: "工程师将于30分钟内上门" };
  const first = await write(body, property.agent, "one");
  expect(first).toMatchObject({
    status: 200,
    body: { purpose: "staff", occurrence: 1, by: property.agent.sub },
  });
  expect(first.body.text).toContain("工程师将于30分钟内上门");
  expect((await write(body, property.agent, "one")).body.messageId).toBe(first.body.messageId);
  expect((await write(body, property.agent, "two")).body).toMatchObject({
    status: "refused",
    reason: "duplicate",
  });
  expect((await write({ ...body, text: "已修好" })).body).toMatchObject({ status: "queued" });
  await messageIn(service, first.body.messageId, "delivered");
  const words = (await service.sms({ to: customer.phone })).map(({ text }) => text);
  expect(words.filter((text) => text.includes("30分钟"))).toHaveLength(1);
  const [kept] = await service.query<{ state: object }>("select state from messaging.message where id = $1", [
    first.body.messageId,
  ]);
  expect(JSON.stringify(kept)).not.toContain("30分钟");
});

test("a text that passes opt-outs is in the hands of managers, and each use is written down before it goes out", async () => {
  const { ticketId, customer } = await anOpenTicket();
  const out = {
    profileId: customer.profileId,
    what: "withdrawn",
    channel: "sms",
    scope: "all",
    source: "staff",
    proof: "电话中说",
  };
  expect((await service.call("/v1/consents", { as: property.agent, body: out })).status).toBe(200);
  expect((await write({ ticketId, template: "ticket_update", text: "你好" })).body).toMatchObject({
    reason: "opted_out",
  });
  const notice = { ticketId, template: "safety_notice", text: "三楼正在消防演练" };
  expect(await write(notice)).toMatchObject({
    status: 403,
    body: { type: "urn:shouwen:problem:message.critical_needs_manager" },
  });
  const { body } = await write(notice, property.manager);
  await messageIn(service, body.messageId, "delivered");
  const audit = await service.query(
    "select actor, action from messaging.audit where subject = $1 order by seq",
    [body.messageId],
  );
  expect(audit).toContainEqual({ actor: property.manager.sub, action: "message.critical" });
});

test("what is not there is said: the ticket, the template, the fields", async () => {
  const { ticketId } = await anOpenTicket();
  expect((await write({ ticketId: "tic_nobody", template: "ticket_update" })).status).toBe(404);
  expect(await write({ ticketId, template: "no_such_text" })).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:template.unknown" },
  });
  const bad = await write({ ticketId: "42", template: "x", text: "" });
  expect(bad.status).toBe(400);
  expect(bad.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    "ticketId",
    "template",
    "text",
  ]);
});

test("people see the messages of their own properties: another's is not there, over HTTP and over SQL", async () => {
  const { ticketId, opening, customer } = await anOpenTicket();
  const mine = await service.call(`/v1/messages?ticketId=${ticketId}`, { as: property.agent });
  expect(mine.body.items).toMatchObject([
    { messageId: opening, contact: expect.stringMatching(/^\+86\d{3}\*{4}\d{4}$/) },
  ]);
  expect(
    (await service.call(`/v1/messages?ticketId=${ticketId}`, { as: neighbours.agent })).body.items,
  ).toEqual([]);
  for (const path of [`/v1/messages/${opening}`, `/v1/consents?profileId=${customer.profileId}`])
    expect((await service.call(path, { as: neighbours.agent })).status).toBe(404);
  expect((await write({ ticketId, template: "ticket_update", text: "x" }, neighbours.agent)).status).toBe(
    404,
  );
  const settle = { as: neighbours.supervisor, body: { outcome: "delivered" } };
  expect((await service.call(`/v1/messages/${opening}/settle`, settle)).status).toBe(404);
  expect((await service.call(`/v1/messages/${opening}`, {})).status).toBe(401);

  const rows = async (properties: string) => {
    const [, { count }] = await service.asPeople(
      `set shouwen.properties = '${properties}'`,
      "select count(*) as count from message",
    );
    return Number(count);
  };
  expect(await rows(neighbours.propertyId)).toBe(0);
  expect(await rows("")).toBe(0);
  expect(await rows(property.propertyId)).toBeGreaterThan(0);
});

test("a list goes on where it ended", async () => {
  const { ticketId } = await anOpenTicket();
  for (const text of ["一", "二", "三"]) await write({ ticketId, template: "ticket_update", text });
  const page = (cursor = "") =>
    service.call(`/v1/messages?ticketId=${ticketId}&limit=3${cursor && `&cursor=${cursor}`}`, {
      as: property.agent,
    });
  const first = await page();
  expect(first.body.items).toHaveLength(3);
  const second = await page(first.body.next);
  expect(second.body).toMatchObject({ items: [{ purpose: "ticket_opened" }], next: null });
  expect((await page("rubbish")).status).toBe(400);
});

test("a text is drafted by a supervisor and approved by a manager; from then on messages are written with it", async () => {
  const words = "【{{propertyName}}】工单{{ticketNumber}}已登记[[，{{ownerName}}为您服务]]";
  const body = {
    name: "ticket_opened",
    class: "service",
    sms: { "zh-CN": words, en: "{{propertyName}}: {{ticketNumber}}" },
  };
  const draft = {
    as: property.supervisor,
    body: { scope: property.propertyId, body },
    headers: { "idempotency-key": "draft" },
  };
  const first = await service.call("/v1/templates", draft);
  expect(first).toMatchObject({
    status: 201,
    body: { version: 2, status: "draft", draftedBy: property.supervisor.sub },
  });
  expect((await service.call("/v1/templates", draft)).body).toEqual(first.body);
  const other = {
    ...draft,
    body: { ...draft.body, body: { ...body, sms: { "zh-CN": words, en: "{{ticketNumber}}" } } },
  };
  expect((await service.call("/v1/templates", other)).body.type).toBe(
    "urn:shouwen:problem:idempotency_key.reused",
  );
  const approve = (as = property.manager) =>
    service.call("/v1/templates/ticket_opened/versions/2/approve", { as, method: "POST" });
  expect((await approve(property.supervisor)).status).toBe(403);
  expect((await approve(neighbours.manager)).status).toBe(404);
  expect(await approve()).toMatchObject({
    status: 200,
    body: { status: "approved", approvedBy: property.manager.sub },
  });
  expect((await approve()).status).toBe(200);

  await eventually(async () => {
    const { ticketId, opening } = await anOpenTicket();
    const { body: seen } = await service.call(`/v1/messages/${opening}`, { as: property.agent });
    expect(seen).toMatchObject({ ticketId, templateVersion: 2 });
    expect(seen.text).toContain("已登记，王芳为您服务");
  });
  const said = await eventually(() => {
    const records = service.published("pol_template_ticket_opened@2");
    expect(records).toHaveLength(1);
    return records;
  });
  expect(said[0]?.value).toMatchObject({
    kind: "template",
    scope: property.propertyId,
    publishedBy: property.manager.sub,
  });
  expect((await service.call("/v1/templates", { as: neighbours.agent })).body.items).toEqual([]);
  expect((await service.call("/v1/templates", { as: property.agent })).body.items).toMatchObject([
    { version: 2 },
  ]);
});

test("a text that a message could not fill is refused with each field", async () => {
  const body = {
    name: "late_towels",
    class: "service",
    sms: { "zh-CN": "{{roomKey}}", en: "{{ownerName}}" },
  };
  const answer = await service.call("/v1/templates", {
    as: property.supervisor,
    body: { scope: property.propertyId, body },
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toEqual([
    { field: "body.sms.zh-CN", message: "There is no value roomKey" },
    { field: "body.sms.en", message: "A message may lack ownerName: put it into [[ … ]]" },
  ]);
  const forGroup = { scope: "group", body: { ...body, sms: { "zh-CN": "好", en: "fine" } } };
  expect((await service.call("/v1/templates", { as: property.manager, body: forGroup })).status).toBe(403);
});

test("whoever wrote a text does not approve it, and one's own first text is called the first", async () => {
  const words = {
    "zh-CN": "【{{propertyName}}】毛巾稍后送到",
    en: "{{propertyName}}: towels are on their way",
  };
  const draft = (name: string) =>
    service.call("/v1/templates", {
      as: property.manager,
      body: { scope: property.propertyId, body: { name, class: "service", sms: words } },
    });
  const { body } = await draft("towels_late");
  expect(body).toMatchObject({
    version: 1,
    label: { "zh-CN": "自编文本第 1 版", en: "Own text, version 1" },
  });
  expect((await draft("ticket_closed_note")).body.version).toBe(1);
  expect((await draft("ticket_resolved")).body).toMatchObject({
    version: 2,
    label: { "zh-CN": "自编文本第 1 版" },
  });
  const approve = (as: typeof property.manager) =>
    service.call("/v1/templates/towels_late/versions/1/approve", { as, method: "POST" });
  expect(await approve(property.manager)).toMatchObject({
    status: 403,
    body: { type: "urn:shouwen:problem:template.own_draft" },
  });
  const another = { ...property.manager, sub: `${property.manager.sub}_two` };
  expect(await approve(another)).toMatchObject({ status: 200, body: { approvedBy: another.sub } });
});

test("what staff write is sent whole, its links too, or refused with the length that there is room for", async () => {
  const { ticketId, customer } = await anOpenTicket();
  const link = `https://shouwen.example/s/${"0123456789".repeat(20)}`;
  const sent = await write({ ticketId, template: "ticket_update", text: `请点${link}，谢谢` });
  await messageIn(service, sent.body.messageId, "delivered");
  const [sms] = (await service.sms({ to: customer.phone })).filter(({ text }) => text.includes("谢谢"));
  expect(sms?.text).toContain(`请点 ${link} ，谢谢`);
  const tooLong = await write({ ticketId, template: "ticket_update", text: `${"修".repeat(500)}${link}` });
  expect(tooLong).toMatchObject({
    status: 422,
    body: { type: "urn:shouwen:problem:message.too_long_for_sms", errors: [{ field: "text" }] },
  });
  const { allowedLength } = tooLong.body;
  const fits = await write({ ticketId, template: "ticket_update", text: "修".repeat(allowedLength) });
  expect(fits).toMatchObject({ status: 200, body: { status: "queued" } });
  const more = await write({ ticketId, template: "ticket_update", text: "修".repeat(allowedLength + 1) });
  expect(more.status).toBe(422);
});

test("a preview shows the words and what they cost", async () => {
  const sms = { "zh-CN": "您好[[，{{staffText}}]]", en: "Hello[[, {{staffText}}]]" };
  const body = {
    body: { name: "hello_there", class: "service", sms },
    language: "zh-CN",
    values: { staffText: "x".repeat(69) },
  };
  const answer = await service.call("/v1/templates/preview", { as: property.agent, body });
  expect(answer.body).toMatchObject({ sms: { encoding: "UCS-2", units: 72, parts: 2 }, email: null });
  const shipped = await service.call("/v1/templates/shipped", { as: property.agent });
  expect(shipped.body.items).toHaveLength(4);
});

test("what is served is described", async () => {
  const { status, body } = await service.call("/openapi.json", {});
  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      "/v1/messages",
      "/v1/templates",
      "/v1/consents",
      "/v1/inbound/{provider}",
      "/v1/receipts/{provider}",
    ]),
  );
});
