import type { DataOf, Fact } from "@shouwen/contracts/define-event";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";

/** A live property in Shanghai, as workforce says it. */
export const aProperty = (overrides: Partial<DataOf<typeof propertyState>> = {}): Fact =>
  propertyState.of({
    propertyId: "prp_lakeside",
    name: "湖滨酒店",
    nameEn: "Lakeside Hotel",
    brand: null,
    region: null,
    timeZone: "Asia/Shanghai",
    language: "zh-CN",
    countryCode: "CN",
    phone: null,
    defaultOwnerId: null,
    purpose: "live",
    updatedAt: "2026-11-22T08:00:00.000Z",
    ...overrides,
  });

/** A member of staff on duty, as workforce says them. */
export const aStaff = (overrides: Partial<DataOf<typeof staffState>> = {}): Fact =>
  staffState.of({
    staffId: "stf_maya",
    staffNumber: "0137",
    name: "美雅",
    nameEn: "Maya",
    roles: ["staff"],
    propertyId: "prp_lakeside",
    departmentId: null,
    teamIds: [],
    skills: [],
    languages: ["zh-CN"],
    capacity: 20,
    onDuty: true,
    onDutySince: "2026-11-22T08:00:00.000Z",
    employed: true,
    updatedAt: "2026-11-22T08:00:00.000Z",
    ...overrides,
  });
