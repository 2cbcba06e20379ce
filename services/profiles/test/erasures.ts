import { newId } from "@shouwen/event-bus/ids";
import { aProperty } from "@shouwen/service-test-kit/facts";
import type { ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { expect } from "vitest";
import { aRequestOf, linXiaoyue } from "./customers.ts";
import { openService } from "./service-under-test.ts";

/** Why somebody is erased, where a test does not care. */
export const reason = "Asked by the customer";

/** Somebody of whom no other test on the same topics says a word. */
export const someone = {
  ...linXiaoyue,
  name: "慕容知秋",
  phone: "+8613900007741",
  words: "我是慕容知秋，请打 13900007741",
};

export const group: Bearer = { sub: "stf_grace", roles: ["admin"], properties: ["*"] };

/** Profiles as it runs, with one property and its two managers. */
export const openErasures = async () => {
  const service = await openService();
  const here = `prp_${service.own}`;
  const manager: Bearer = { sub: "stf_henry", roles: ["manager"], properties: [here] };
  const second: Bearer = { ...manager, sub: "stf_paula" };
  await service.publish(aProperty({ propertyId: here }));
  return { service, here, manager, second, ...steps(service, { here, manager, second }) };
};

const steps = (
  service: ServiceUnderTest,
  { here, manager, second }: { here: string; manager: Bearer; second: Bearer },
) => {
  const view = (profileId: string) => service.call(`/v1/profiles/${profileId}`, { as: manager });
  const post = (path: string, as: Bearer, body?: object) =>
    service.call(`/v1/profiles/${path}`, { as, method: "POST", ...(body ? { body } : {}) });
  const request = (profileId: string, as = manager, why = reason) =>
    post(`${profileId}/erasure`, as, { reason: why });
  const confirm = (profileId: string, as = second) => post(`${profileId}/erasure/confirm`, as);
  const withdraw = (profileId: string, as = manager) =>
    post(`${profileId}/erasure/withdraw`, as, { reason: "They changed their mind" });
  const isErased = async (profileId: string) => {
    const text = `select 1 from profiles.profile where id = '${profileId}' and status = 'erased'`;
    expect(await service.query(text)).toHaveLength(1);
  };
  const asks = async (profileId: string, customer = linXiaoyue) => {
    const fact = await aRequestOf(service.anotherVault(), { profileId, propertyId: here, customer });
    await service.publish(fact);
    return (fact.data as { requestId: string }).requestId;
  };
  return {
    view,
    request,
    confirm,
    withdraw,
    isErased,
    asks,
    /** What the group decides about its customers. */
    decide: async (body: { scope?: "property" | "group"; coolingDays?: number }) => {
      const policy = { scope: "group", body };
      expect((await service.call("/v1/policies/customers", { as: group, body: policy })).status).toBe(201);
    },
    /** A customer who is known, with the request by which they are. */
    aCustomer: async (customer = linXiaoyue) => {
      const profileId = newId("pro");
      const requestId = await asks(profileId, customer);
      await eventually(async () => expect((await view(profileId)).status).toBe(200));
      return { profileId, requestId };
    },
    /** Asked for, confirmed by somebody else, and carried out, where the group lets nothing cool. */
    erase: async (profileId: string) => {
      expect((await request(profileId)).status).toBe(202);
      expect((await confirm(profileId)).status).toBe(200);
      await eventually(() => isErased(profileId));
      return (await view(profileId)).body;
    },
    /** All that lies in any table of the service, as text. */
    everyTable: async (): Promise<string> => {
      const tables = await service.query<{ name: string }>(
        "select c.relname as name from pg_class c where c.relnamespace = 'profiles'::regnamespace and c.relkind in ('r', 'p')",
      );
      const rows = await Promise.all(
        tables.map(({ name }) =>
          service.query(`select row_to_json(t)::text as row from profiles."${name}" t`),
        ),
      );
      return JSON.stringify(rows);
    },
    statesOf: (profileId: string) =>
      service.log.of(profileId).filter(({ topic }) => topic === "shouwen.profile_state"),
    factsOf: (profileId: string) =>
      service.log.of(profileId).filter(({ topic }) => topic === "shouwen.profile"),
  };
};

/** Every sealed text of a person in these texts, once. */
export const sealedCopies = (profileId: string, ...texts: string[]): string[] => [
  ...new Set(texts.join("\n").match(new RegExp(`sealed:v1:${profileId}:[A-Za-z0-9_-]+`, "g"))),
];
