import { policyState } from "@shouwen/contracts/events/policy";
import { ticketCancelled, ticketQueued, ticketResolved } from "@shouwen/contracts/events/ticket";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { eventually } from "@shouwen/test-kit/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, openCrew } from "./crew.ts";
import { propertyCommand, staffCommand, teamCommand } from "./workforce.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

const admin = { sub: "stf_group_admin", roles: ["admin"], properties: ["*"] };

const without = <Item extends object, Name extends keyof Item>(item: Item, ...names: Name[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name as Name)));

const put = async (path: string, body: object) => {
  const answer = await crew.put(path, body, admin);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer;
};

const property = (propertyId: string) => without(propertyCommand({ propertyId }), "propertyId");

const departmentIn = (name: string) => `dep_${crew.service.own}_${name}`;

const team = (propertyId: string, department: string) =>
  without(teamCommand({ propertyId, departmentId: departmentIn(department) }), "teamId");

const member = (propertyId: string, teamId: string) =>
  without(
    staffCommand({ propertyId, staffNumber: "0001", departmentId: departmentIn("new"), teamIds: [teamId] }),
    "staffId",
  );

test("a team with tickets is not dissolved: the refusal counts them, and once they have gone on it goes", async () => {
  const id = `tea_${crew.service.own}_waiting`;
  const as = crew.manager();
  await put(`/v1/teams/${id}`, team(crew.here, "waiting"));
  const ticket = (n: number) => ({
    ticketId: `tic_${crew.service.own}_${n}`,
    propertyId: crew.here,
    teamId: id,
    mode: "live" as const,
  });
  const dissolve = () => crew.service.call(`/v1/teams/${id}`, { as, method: "DELETE" });
  for (const n of [1, 2, 3]) await crew.service.publish(ticketQueued.of(sampleOf(ticketQueued, ticket(n))));
  await crew.service.publish(ticketQueued.of(sampleOf(ticketQueued, { ...ticket(4), mode: "history" })));
  await eventually(async () => {
    const waiting = await crew.service.query(
      `select 1 from workforce.team_ticket where team_id = '${id}' and is_open`,
    );
    expect(waiting).toHaveLength(3);
  });
  expect(await dissolve()).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:team.has_tickets", tickets: 3 },
  });
  const elsewhere = { ...ticket(1), teamId: crew.teamIn(crew.here) };
  await crew.service.publishAt(ticketQueued.of(sampleOf(ticketQueued, elsewhere)), { aggSeq: 2 });
  await crew.service.publishAt(ticketResolved.of(sampleOf(ticketResolved, ticket(2))), { aggSeq: 2 });
  await crew.service.publishAt(ticketCancelled.of(sampleOf(ticketCancelled, ticket(3))), { aggSeq: 2 });
  await eventually(async () => expect((await dissolve()).status).toBe(204));
});

test("a new property says what it lacks, and is ready once it has all of it", async () => {
  const id = `prp_${crew.service.own}_new`;
  const seen = async () => (await crew.service.call(`/v1/properties/${id}`, { as: admin })).body;
  const created = await put(`/v1/properties/${id}`, property(id));
  expect(created.body).toMatchObject({ ready: false, lacks: ["owner", "team", "rota", "rules"] });
  const desk = `tea_${crew.service.own}_new_service_centre`;
  await put(`/v1/teams/${desk}`, team(id, "new"));
  expect(await seen()).toMatchObject({ lacks: ["owner", "team", "rota"] });
  const agent = `stf_${crew.service.own}_new_agent`;
  await put(`/v1/staff/${agent}`, member(id, desk));
  await crew.service.call("/v1/duty/on", { as: admin, body: { staffId: agent } });
  expect(await seen()).toMatchObject({ lacks: ["owner"] });
  await put(`/v1/properties/${id}`, { ...property(id), defaultOwnerId: agent });
  expect(await seen()).toMatchObject({ ready: true, lacks: [] });
  const rule = { kind: "routing", scope: id, effectiveFrom: "2020-01-01T00:00:00.000Z", version: 1 };
  const policyVersionId = `pol_routing_${id}@1`;
  const body = { rules: [{ id: "all", team: "nobody_has_it" }] };
  await crew.service.publish(policyState.of(sampleOf(policyState, { ...rule, policyVersionId, body })));
  await eventually(async () => expect(await seen()).toMatchObject({ ready: false, lacks: ["rules"] }));
  const listed = (await crew.service.call("/v1/properties?limit=200", { as: admin })).body.items;
  expect(listed.find((one: { propertyId: string }) => one.propertyId === id)).toMatchObject({
    lacks: ["rules"],
  });
});

test("what a property lacks is in its state, for whoever takes a request there, and follows what happens", async () => {
  const id = `prp_${crew.service.own}_said`;
  const said = () =>
    crew.service.log
      .of(id)
      .filter(({ topic }) => topic === "shouwen.property_state")
      .map(({ value }) => (value as { lacks?: string[] }).lacks);
  await put(`/v1/properties/${id}`, property(id));
  await eventually(() => expect(said().at(-1)).toEqual(["owner", "team", "rota", "rules"]));
  await put(`/v1/teams/tea_${crew.service.own}_said_service_centre`, team(id, "said"));
  await eventually(() => expect(said().at(-1)).toEqual(["owner", "team", "rota"]));
});
