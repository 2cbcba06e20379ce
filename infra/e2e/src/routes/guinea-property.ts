import { eventually } from "@shouwen/test-kit/eventually";
import { admin } from "../people.ts";
import type { Platform } from "../platform.ts";
import { good, newPhone } from "../ticket.ts";

/** A property that only one test uses, so that what is done to it disturbs nobody. */
export type GuineaProperty = {
  readonly propertyId: string;
  /** Stands in the names and words of this property, and nowhere else. */
  readonly marker: string;
  /** What is known of it, by the names of the fields. */
  readonly known: Readonly<Record<string, readonly string[]>>;
};

const document = (slug: string, marker: string) => {
  const propertyId = `prp_${slug}`;
  const staff = ["manager", "supervisor", "agent", "staff"].map((role, at) => ({
    staffId: `stf_${slug}_${role}`,
    staffNumber: `77${at}`,
    name: `${marker} ${role}`,
    nameEn: `${marker} ${role}`,
    roles: [role],
    propertyId,
    departmentId: `dep_${slug}_all`,
    teamIds: [`tea_${slug}_all`],
    skills: [],
    languages: ["zh-CN", "en"],
    capacity: 20,
    supervisorId: null,
    onDuty: true,
  }));
  const team = {
    teamId: `tea_${slug}_all`,
    propertyId,
    departmentId: `dep_${slug}_all`,
    name: marker,
    nameEn: marker,
    departmentName: marker,
    departmentNameEn: marker,
  };
  const property = {
    propertyId,
    name: marker,
    nameEn: marker,
    brand: null,
    region: null,
    phone: null,
    timeZone: "Asia/Shanghai",
    language: "zh-CN",
    countryCode: "CN",
    purpose: "live",
    defaultOwnerId: `stf_${slug}_supervisor`,
  };
  return { properties: [property], teams: [team], staff };
};

/** Opens a property with a team of four and one ticket, and waits until every service knows of them. */
export const openGuineaProperty = async (platform: Platform, name: string): Promise<GuineaProperty> => {
  const slug = `${name}${crypto.randomUUID().slice(0, 8)}`;
  const marker = `Zz${slug}`;
  const propertyId = `prp_${slug}`;
  const group = await platform.as(admin);
  const report = good<{ refused: unknown[] }>(
    await group.post("/v1/imports/workforce", document(slug, marker)),
  );
  if (report.refused.length > 0) throw new Error(JSON.stringify(report.refused));
  const request = {
    propertyId,
    channel: "phone",
    kind: "inquiry",
    category: "front_office/check_out",
    words: marker,
    place: marker,
    contact: { text: newPhone() },
    displayName: marker,
  };
  const { requestId, ticketId } = await eventually(
    async () => good<{ requestId: string; ticketId: string }>(await group.post("/v1/requests", request)),
    { timeoutMs: 45_000 },
  );
  const { profileId } = await eventually(
    async () => good<{ profileId: string }>(await group.get(`/v1/tickets/${ticketId}`)),
    { timeoutMs: 45_000 },
  );
  await eventually(async () => good(await group.get(`/v1/profiles/${profileId}`)), { timeoutMs: 45_000 });
  return {
    propertyId,
    marker,
    known: {
      propertyId: [propertyId],
      scope: [propertyId],
      teamId: [`tea_${slug}_all`],
      departmentId: [`dep_${slug}_all`],
      staffId: [`stf_${slug}_staff`],
      ticketId: [ticketId],
      requestId: [requestId],
      profileId: [profileId],
      fingerprint: ["nothing-is-meant"],
    },
  };
};
