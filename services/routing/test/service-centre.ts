import { randomUUID } from "node:crypto";
import type { Answer, ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { expect } from "vitest";
import { shippedSla } from "../src/domain/policy/policies.ts";
import { aProperty, aRequest, aRequestFact, aStaff, aTeam } from "./facts.ts";
import { openService } from "./service-under-test.ts";

/** In how long a response is promised, complaints left out. */
export const responseMs = 1_500;

const promises = {
  ...shippedSla,
  rules: [
    { target: "response", kinds: ["complaint"], withinMs: 900_000 },
    { target: "response", withinMs: responseMs },
    { target: "resolution", kinds: ["inquiry"], withinMs: 2_500 },
    { target: "resolution", withinMs: 3_600_000 },
  ],
  acceptWithinMs: 60_000,
};

/** A property with three teams of one person each, an agent who takes requests, and a manager. */
export type ServiceCentre = {
  readonly service: ServiceUnderTest;
  readonly propertyId: string;
  readonly teams: readonly { readonly teamId: string; readonly departmentId: string }[];
  readonly maya: Bearer;
  readonly boss: Bearer;
  /** Victor, Hanna and Fei: one in each team. */
  readonly handlers: readonly [Bearer, Bearer, Bearer];
  /** A customer asks; answers the ticket's id. */
  ask(overrides?: object): Promise<string>;
  say(ticketId: string, what: string, ...about: [as: Bearer, body?: object]): Promise<Answer>;
  ticketOf(ticketId: string): Promise<Answer["body"]>;
  inStatus(ticketId: string, status: string): Promise<void>;
  eventsOf(ticketId: string, type: string): Promise<Answer["body"][]>;
  /** A ticket that Victor works on. */
  inProgress(overrides?: object): Promise<string>;
};

/** Opens it under names of its own: other tests speak on the same topics. */
export const openServiceCentre = async (): Promise<ServiceCentre> => {
  const own = randomUUID().slice(0, 8);
  const propertyId = `prp_${own}`;
  const bearer = (name: string, ...roles: string[]): Bearer => ({
    sub: `stf_${own}_${name}`,
    roles,
    properties: [propertyId],
  });
  const teams = ["engineering", "housekeeping", "fnb"].map((name) => ({
    teamId: `tea_${own}_${name}`,
    departmentId: `dep_${own}_${name}`,
  }));
  const people = { maya: bearer("maya", "agent"), boss: bearer("boss", "manager") };
  const handlers = ["victor", "hanna", "fei"].map((name) =>
    bearer(name, "staff"),
  ) as unknown as ServiceCentre["handlers"];
  const service = await openService(people.maya);
  await furnish(service, { propertyId, teams, handlers, ...people });
  await promise(service, propertyId, people.boss);
  return {
    service,
    propertyId,
    teams,
    handlers,
    ...people,
    ...deedsIn(service, { propertyId, ...people, handlers }),
  };
};

type People = Pick<ServiceCentre, "propertyId" | "teams" | "handlers" | "maya" | "boss">;

const furnish = async (
  service: ServiceUnderTest,
  { propertyId, teams, handlers, maya, boss }: People,
): Promise<void> => {
  await service.publish(aProperty({ propertyId }));
  for (const team of teams) await service.publish(aTeam({ propertyId, ...team }));
  for (const [n, { sub }] of handlers.entries()) {
    const { teamId = "", departmentId = null } = teams[n] ?? {};
    await service.publish(aStaff(sub, { propertyId, teamIds: [teamId], departmentId }));
  }
  const nowhere = { propertyId, teamIds: [], departmentId: null };
  await service.publish(aStaff(maya.sub, { ...nowhere, roles: ["agent"] }));
  await service.publish(aStaff(boss.sub, { ...nowhere, roles: ["manager"] }));
  const own = `%${propertyId.slice("prp_".length)}%`;
  await eventually(async () =>
    expect(await service.query("select 1 from known_state where id like $1", [own])).toHaveLength(9),
  );
};

const promise = async (service: ServiceUnderTest, propertyId: string, boss: Bearer): Promise<void> => {
  const published = await service.call("/v1/policies/sla", {
    as: boss,
    body: { scope: propertyId, body: promises },
  });
  expect(published.status).toBe(201);
  await eventually(async () => {
    const { body } = await service.call(`/v1/policies/sla?propertyId=${propertyId}`);
    expect(body.version).toBe(1);
  });
};

const deedsIn = (
  service: ServiceUnderTest,
  { propertyId, maya, handlers: [victor] }: Pick<People, "propertyId" | "maya" | "handlers">,
) => {
  const say: ServiceCentre["say"] = (ticketId, what, ...[as, body = {}]) =>
    service.call(`/v1/tickets/${ticketId}/${what}`, { as, body });
  const ticketOf: ServiceCentre["ticketOf"] = async (ticketId) =>
    (await service.call(`/v1/tickets/${ticketId}`)).body;
  const ask: ServiceCentre["ask"] = async (overrides = {}) => {
    const asked = { propertyId, takenBy: maya.sub, kind: "repair" as const, category: "other", ...overrides };
    const request = aRequest(asked);
    await service.publish(aRequestFact(request));
    return request.ticketId;
  };
  const inStatus: ServiceCentre["inStatus"] = (ticketId, status) =>
    eventually(async () => expect((await ticketOf(ticketId)).status).toBe(status));
  return {
    say,
    ticketOf,
    ask,
    inStatus,
    eventsOf: async (ticketId: string, type: string) => {
      const { body } = await service.call(`/v1/tickets/${ticketId}/timeline`);
      const events = body.events as { type: string; data: Answer["body"] }[];
      return events.filter((event) => event.type === type).map(({ data }) => data);
    },
    inProgress: async (overrides = {}) => {
      const ticketId = await ask(overrides);
      await inStatus(ticketId, "offered");
      await say(ticketId, "accept", victor);
      await say(ticketId, "start", victor);
      return ticketId;
    },
  };
};
