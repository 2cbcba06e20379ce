import { consentWithdrawn } from "@shouwen/contracts/events/consent";
import {
  profileErased,
  profileErasureRequested,
  profileErasureWithdrawn,
} from "@shouwen/contracts/events/profile";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { messageIdOf } from "../src/message-id.ts";
import { aCustomer, anOpening, openProperty, type TestProperty } from "./facts.ts";
import { type MessagingUnderTest, messageIn, openService, providerSecret } from "./service-under-test.ts";

let service: MessagingUnderTest;
let property: TestProperty;
let night: TestProperty;

const around = (hours: number): string =>
  new Date(Date.now() + (8 + hours) * 3_600_000).toISOString().slice(11, 16);

beforeAll(async () => {
  service = await openService({ MESSAGES_IN_FLIGHT: "1" });
  property = await openProperty(service);
  // Quiet from an hour ago until three hours from now, by the clock in Shanghai.
  night = await openProperty(service, [{ from: around(-1), to: around(3) }]);
  await service.simulate({ delayMs: 20 });
});

afterAll(() => service.close());

const headers = { "x-provider-key": providerSecret };

const inbound = (from: string, text: string, inboundId: string = crypto.randomUUID()) =>
  service.call("/v1/inbound/sms", { headers, body: { inboundId, from, text } });

const open = async (where: TestProperty, customer: Awaited<ReturnType<typeof aCustomer>>, at?: string) => {
  const ticket = anOpening({ property: where, customer, ...(at ? { at } : {}) });
  await service.publish(ticket.received, ticket.opened, ticket.assigned);
  return messageIdOf(ticket.ticketId, "ticket_opened", 1);
};

/** The quiet hours are over for these: the end that they wait for is moved to now. */
const endQuietHours = async (messageIds: readonly string[]) => {
  const elsewhere = { as: night.manager, body: { scope: night.propertyId, body: { windows: [] } } };
  expect((await service.call("/v1/policies/quiet_hours", elsewhere)).status).toBe(201);
  await service.query(
    `update messaging.message set version = version + 1, due_at = now(),
       state = state || jsonb_build_object('dueAt', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     where id = any($1)`,
    [messageIds],
  );
};

test("quiet hours defer, an opt-out stops what waits, and the rest goes out in the order in which it was asked for", async () => {
  const customers = await Promise.all(Array.from({ length: 6 }, () => aCustomer(service, night)));
  const messageIds: string[] = [];
  const began = Date.now();
  // A millisecond apart: what is asked for in the same one has no order among customers.
  for (const [index, customer] of customers.entries())
    messageIds.push(await open(night, customer, new Date(began + index).toISOString()));
  for (const messageId of messageIds) await messageIn(service, messageId, "deferred");

  const [, leaving] = customers;
  expect(await inbound(leaving?.phone ?? "", "TD")).toMatchObject({ status: 200, body: { optedOut: true } });
  await endQuietHours(messageIds);

  const stopped = await messageIn(service, messageIds[1] ?? "", "refused");
  expect(stopped).toMatchObject({ reason: "opted_out" });
  const others = messageIds.filter((_, index) => index !== 1);
  for (const messageId of others) await messageIn(service, messageId, "delivered");
  expect(await service.sms({ to: leaving?.phone ?? "" })).toEqual([]);
  const rung = (await service.sms({}))
    .map(({ clientRef }) => clientRef)
    .filter((ref) => others.includes(ref));
  expect(rung).toEqual(others);
});

test("an opt-out word counts at once, is an event with its proof, and lasts", async () => {
  const customer = await aCustomer(service, property);
  await messageIn(service, await open(property, customer), "delivered");
  expect(await inbound(customer.phone, "退订", "one")).toMatchObject({ body: { optedOut: true } });
  expect(await inbound(customer.phone, "退订", "one")).toMatchObject({ body: { optedOut: true } });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
  const said = await eventually(() => {
    const records = service.published(customer.profileId);
    expect(records).toHaveLength(1);
    return records;
  });
  expect(said[0]).toMatchObject({ value: { channel: "sms", scope: "all", source: "opt_out_word" } });
  expect(said[0]?.headers.ce_type).toBe(consentWithdrawn.type);

  const consents = await service.call(`/v1/consents?profileId=${customer.profileId}`, { as: property.agent });
  expect(consents.body).toMatchObject({
    channels: { sms: { stopped: true } },
    entries: [{ hasProof: true, by: null }],
  });
  const revealed = await service.call(`/v1/consents/${customer.profileId}/reveal`, {
    as: property.manager,
    method: "POST",
  });
  expect(revealed.body.entries).toMatchObject([{ proof: "退订" }]);
});

test("a stranger's opt-out is kept for the day on which they become a customer, until they allow it again", async () => {
  const phone = "+8613812345678";
  expect(await inbound(phone, "T")).toMatchObject({ status: 200, body: { optedOut: true, messageId: null } });
  const customer = await aCustomer(service, property, { kind: "phone", value: phone });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
  const body = { profileId: customer.profileId, channel: "sms", source: "staff", proof: "在前台口头同意" };
  const say = (what: string, scope: string) =>
    service.call("/v1/consents", { as: property.agent, body: { ...body, what, scope } });
  // Their file comes over another topic than their ticket.
  await eventually(async () => expect((await say("given", "marketing")).status).toBe(200));
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "opted_out",
  });
  expect((await say("withdrawn", "all")).body).toMatchObject({ channels: { sms: { stopped: true } } });
  expect((await say("given", "all")).body).toMatchObject({
    channels: { sms: { stopped: false, marketing: true } },
  });
  await messageIn(service, await open(property, customer), "delivered");
});

test("a landline gets no SMS, with the reason; the same customer's e-mail would have been used", async () => {
  for (const value of ["+8657187654321", "+861088886666", "+864008208820"]) {
    const customer = await aCustomer(service, property, { kind: "phone", value });
    expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
      reason: "contact_invalid",
      reasonDetail: "landline",
    });
    expect(await service.sms({ to: value })).toEqual([]);
  }
});

test("who asked to be erased gets nothing, until it is withdrawn", async () => {
  const customer = await aCustomer(service, property);
  await messageIn(service, await open(property, customer), "delivered");
  const { profileId } = customer;
  const [asked, back] = [Date.now(), Date.now() + 1].map((at) => new Date(at).toISOString());
  await service.publish(
    profileErasureRequested.of({ profileId, requestedBy: "stf_rosa", at: asked ?? "", eraseAt: back ?? "" }),
  );
  await eventually(async () => {
    expect(
      await service.query("select from messaging.erasure_request where requested and profile_id = $1", [
        profileId,
      ]),
    ).toHaveLength(1);
  });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "erased",
    reasonDetail: "erasure_requested",
  });
  const reveal = () =>
    service.call(`/v1/consents/${profileId}/reveal`, { as: property.manager, method: "POST" });
  expect(await reveal()).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:profile.erasure_requested" },
  });
  const audited = "select actor, action from messaging.audit where subject = $1 order by seq";
  expect(await service.query(audited, [profileId]), "a refused reveal is written down as well").toEqual([
    { actor: property.manager.sub, action: "consent.reveal_refused" },
  ]);
  await service.publish(profileErasureWithdrawn.of({ profileId, withdrawnBy: "stf_rosa", at: back ?? "" }));
  await eventually(async () => {
    expect(
      await service.query("select from messaging.erasure_request where requested and profile_id = $1", [
        profileId,
      ]),
    ).toEqual([]);
  });
  await messageIn(service, await open(property, customer), "delivered");
  expect((await reveal()).status).toBe(200);
});

test("who was erased is not written to, and nothing of them can be read any more", async () => {
  const customer = await aCustomer(service, night);
  const before = await open(property, customer);
  await messageIn(service, before, "delivered");
  await service.query("select vault.erase($1, 'stf_test')", [customer.profileId]);
  await service.publish(profileErased.of({ profileId: customer.profileId, at: new Date().toISOString() }));
  await eventually(async () => {
    const rows = await service.query("select 1 from messaging.erased_profile where profile_id = $1", [
      customer.profileId,
    ]);
    expect(rows).toHaveLength(1);
  });
  expect(await messageIn(service, await open(property, customer), "refused")).toMatchObject({
    reason: "erased",
  });
  const seen = await service.call(`/v1/messages/${before}`, { as: property.agent });
  expect(seen.body).toMatchObject({ contact: null, profileId: customer.profileId });
});
