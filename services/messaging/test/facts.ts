import { randomBytes } from "node:crypto";
import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { profileState } from "@shouwen/contracts/events/profile";
import { requestReceived } from "@shouwen/contracts/events/request";
import {
  ticketClosed,
  ticketOpened,
  ticketOwnerAssigned,
  ticketResolved,
} from "@shouwen/contracts/events/ticket";
import { type propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { newId, withPrefix } from "@shouwen/event-bus/ids";
import { aProperty as lakesideHotel } from "@shouwen/service-test-kit/facts";
import type { Bearer } from "@shouwen/test-kit/tokens";
import type { MessagingUnderTest } from "./service-under-test.ts";

const long = "2026-11-22T08:00:00.000Z";

/** A property with an owner, a customer and no quiet hours: a place of its own for one test file. */
export type TestProperty = {
  readonly propertyId: string;
  readonly ownerId: string;
  readonly agent: Bearer;
  readonly supervisor: Bearer;
  readonly manager: Bearer;
};

type Customer = { readonly profileId: string; readonly contact: string; readonly phone: string };

export const aProperty = (overrides: Partial<DataOf<typeof propertyState>>): Fact =>
  lakesideHotel({ phone: "0571-88886666", updatedAt: long, ...overrides });

const aStaff = (overrides: Partial<DataOf<typeof staffState>>): Fact =>
  staffState.of({
    staffId: "stf_maya",
    staffNumber: "0137",
    name: "王芳",
    nameEn: "Wang Fang",
    roles: ["agent"],
    propertyId: "prp_lakeside",
    departmentId: null,
    teamIds: [],
    skills: [],
    languages: ["zh-CN"],
    capacity: 20,
    onDuty: true,
    onDutySince: long,
    employed: true,
    updatedAt: long,
    ...overrides,
  });

/** Opens a property. Without `quiet` it has no quiet hours, whatever the time of the test. */
export const openProperty = async (
  service: MessagingUnderTest,
  quiet: readonly object[] = [],
): Promise<TestProperty> => {
  const name = randomBytes(5).toString("hex");
  const [propertyId, ownerId] = [`prp_${name}`, `stf_${name}_maya`];
  const bearer = (who: string, ...roles: string[]): Bearer => ({
    sub: `stf_${name}_${who}`,
    roles,
    properties: [propertyId],
  });
  const manager = bearer("rosa", "manager");
  await service.publish(aProperty({ propertyId }), aStaff({ staffId: ownerId, propertyId }));
  await publish(service, { kind: "quiet_hours", propertyId, body: { windows: quiet }, manager });
  return {
    propertyId,
    ownerId,
    manager,
    supervisor: bearer("sue", "supervisor"),
    agent: bearer("ann", "agent"),
  };
};

export const publish = async (
  service: MessagingUnderTest,
  { kind, propertyId, body, manager }: { kind: string; propertyId: string; body: object; manager: Bearer },
): Promise<void> => {
  const { status, body: answer } = await service.call(`/v1/policies/${kind}`, {
    as: manager,
    body: { scope: propertyId, body },
  });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(answer)}`);
};

let serial = 0;

/** A phone number that nobody else in the tests has. */
const aPhone = (): string => {
  serial += 1;
  return `+86139${String((process.pid * 1_000 + serial) % 100_000_000).padStart(8, "0")}`;
};

/** A customer whose file was heard, with their own phone or another contact. */
export const aCustomer = async (
  service: MessagingUnderTest,
  property: TestProperty,
  reach?: { kind: string; value: string },
): Promise<Customer> => {
  const profileId = newId("pro");
  const phone = reach?.value ?? aPhone();
  const contact = await service.vault.seal(
    profileId,
    JSON.stringify(reach ?? { kind: "phone", value: phone }),
  );
  if (contact === null) throw new Error("sealed nothing");
  await service.publish(
    profileState.of({
      profileId,
      propertyIds: [property.propertyId],
      tier: "A",
      language: "zh-CN",
      displayName: null,
      contact,
      updatedAt: long,
    }),
  );
  return { profileId, contact, phone };
};

type Opening = {
  readonly property: TestProperty;
  readonly customer: { profileId: string; contact: string | null } | null;
  readonly overrides?: Partial<DataOf<typeof ticketOpened>>;
  /** When all of it happened; the present moment unless said. */
  readonly at?: string;
};

/** The events by which a customer's request becomes a ticket. `owned` says that its owner is known. */
export const anOpening = ({ property, customer, overrides = {}, at = new Date().toISOString() }: Opening) => {
  const requestId = newId("req");
  const ticketId = withPrefix("tic", requestId);
  const about = {
    ticketId,
    propertyId: property.propertyId,
    kind: "repair",
    category: "engineering/plumbing",
    priority: "normal",
    tier: null,
    profileId: customer?.profileId ?? null,
    language: "zh-CN",
    ownerId: property.ownerId,
    handlerId: null,
    departmentId: null,
    teamId: null,
    mode: "live",
    at,
  } as const;
  const told = {
    requestId,
    channel: "phone",
    place: "1203",
    summary: "水龙头滴水",
    words: null,
    replyBy: null,
  } as const;
  const heard = { occurredAt: at, receivedAt: at };
  const opened = ticketOpened.of({ ...about, ...told, ...heard, targets: [], ...overrides });
  const { kind, category, priority, tier, language, profileId, propertyId, mode } = opened.data;
  const received = requestReceived.of({
    requestId,
    ticketId,
    propertyId,
    kind,
    category,
    priority,
    tier,
    language,
    profileId,
    mode,
    channel: "phone",
    place: "1203",
    summary: told.summary,
    words: null,
    replyBy: null,
    ...heard,
    contact: customer?.contact ?? null,
    displayName: null,
    takenBy: null,
    source: null,
    history: null,
  });
  const shared = { ...about, language, mode, kind };
  const assigned = ticketOwnerAssigned.of({ ...shared, requestId, reason: "took_first_contact" });
  const resolved = (overridden: Partial<DataOf<typeof ticketResolved>> = {}) =>
    ticketResolved.of({
      ...shared,
      at: new Date().toISOString(),
      resolution: 1,
      outcome: "done",
      note: null,
      place: null,
      summary: "",
      closesAt: null,
      by: null,
      ...overridden,
    });
  const closed = ticketClosed.of({ ...shared, reason: "grace_over", by: null });
  return { ticketId, requestId, received, opened, assigned, resolved, closed };
};
