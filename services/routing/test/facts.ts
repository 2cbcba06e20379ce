import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { requestReceived } from "@shouwen/contracts/events/request";
import { type propertyState, staffState, teamState } from "@shouwen/contracts/events/workforce";
import { newId, withPrefix } from "@shouwen/event-bus/ids";
import { aProperty as lakesideHotel } from "@shouwen/service-test-kit/facts";

const lakeside = "prp_lakeside";
const now = "2026-11-22T08:00:00.000Z";

/** A property as workforce says it. */
export const aProperty = (overrides: Partial<DataOf<typeof propertyState>> = {}): Fact =>
  lakesideHotel({ propertyId: lakeside, name: "湖滨", nameEn: "Lakeside", updatedAt: now, ...overrides });

export const aTeam = (overrides: Partial<DataOf<typeof teamState>> = {}): Fact =>
  teamState.of({
    teamId: "tea_lakeside_engineering",
    propertyId: lakeside,
    departmentId: "dep_lakeside_engineering",
    departmentName: "工程部",
    departmentNameEn: "Engineering",
    name: "工程部",
    nameEn: "Engineering",
    updatedAt: now,
    ...overrides,
  });

export const aStaff = (staffId: string, overrides: Partial<DataOf<typeof staffState>> = {}): Fact =>
  staffState.of({
    staffId,
    staffNumber: "0137",
    name: "美雅",
    nameEn: "Maya",
    roles: ["staff"],
    propertyId: lakeside,
    departmentId: "dep_lakeside_engineering",
    teamIds: ["tea_lakeside_engineering"],
    skills: [],
    languages: ["zh-CN"],
    capacity: 20,
    onDuty: true,
    onDutySince: now,
    employed: true,
    updatedAt: now,
    ...overrides,
  });

export const aRequest = (
  overrides: Partial<DataOf<typeof requestReceived>> = {},
): DataOf<typeof requestReceived> => {
  const requestId = newId("req");
  return {
    requestId,
    ticketId: withPrefix("tic", requestId),
    propertyId: lakeside,
    channel: "phone",
    kind: "repair",
    category: "engineering/plumbing",
    priority: "normal",
    language: "zh-CN",
    profileId: null,
    tier: null,
    contact: null,
    displayName: null,
    words: null,
    place: "1203",
    summary: "Tap drips",
    takenBy: "stf_lakeside_maya",
    replyBy: null,
    source: null,
    occurredAt: new Date().toISOString(),
    receivedAt: new Date().toISOString(),
    mode: "live",
    history: null,
    ...overrides,
  };
};

/** Says a request on its topic. */
export const aRequestFact = (data: DataOf<typeof requestReceived>): Fact => requestReceived.of(data);
