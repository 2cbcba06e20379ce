import { randomUUID } from "node:crypto";
import type { Answer, ServiceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { openService } from "./service-under-test.ts";
import { propertyCommand, staffCommand, teamCommand } from "./workforce.ts";

const groupAdmin: Bearer = { sub: "stf_group_admin", roles: ["admin"], properties: ["*"] };

/** A running house with two properties, and people to work in them. */
export type Crew = {
  readonly service: ServiceUnderTest;
  readonly here: string;
  readonly there: string;
  teamIn(propertyId: string): string;
  manager(propertyId?: string): Bearer & { sub: string };
  /** Hires somebody and answers their token. */
  hire(name: string, overrides?: object, propertyId?: string): Promise<Bearer & { sub: string }>;
  put(path: string, body: unknown, as?: Bearer): Promise<Answer>;
  /** `key` is the Idempotency-Key. */
  post(path: string, as: Bearer, about?: { body?: unknown; key?: string }): Promise<Answer>;
  get(path: string, as: Bearer): Promise<Answer>;
  /** Sends a file of staff or shifts into the first property, as its manager unless somebody is named. */
  send(what: "staff" | "rota", file: string | Buffer, as?: Bearer): Promise<Answer>;
  /** Enters a shift of pattern A for somebody, as a manager. */
  enter(
    who: Bearer,
    shift: object,
    about?: { shiftId?: string; as?: Bearer },
  ): Promise<Answer & { shiftId: string }>;
  /** What the topic says of somebody, last. */
  stateOf(who: Bearer): Record<string, unknown>;
  /** Makes one moment of somebody's state this moment, and lets the clock look. */
  letTimeCome(who: Bearer, path: string): Promise<void>;
};

const bodyOf = <Item extends object>(item: Item, id: keyof Item) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name !== id));

export const openCrew = async (): Promise<Crew> => {
  const service = await openService();
  const here = `prp_${service.own}_here`;
  const there = `prp_${service.own}_there`;
  const teamIn = (propertyId: string) => `tea_${propertyId.slice(4)}_engineering`;
  const departmentIn = (propertyId: string) => `dep_${propertyId.slice(4)}_engineering`;
  const put = (path: string, body: unknown, as = groupAdmin) =>
    service.call(path, { as, method: "PUT", body });
  const manager = (propertyId = here): Bearer & { sub: string } => ({
    sub: `stf_manager_${propertyId}`,
    roles: ["manager"],
    properties: [propertyId],
  });
  for (const propertyId of [here, there]) {
    await put(`/v1/properties/${propertyId}`, bodyOf(propertyCommand({ propertyId }), "propertyId"));
    const team = teamCommand({ propertyId, departmentId: departmentIn(propertyId) });
    await put(`/v1/teams/${teamIn(propertyId)}`, bodyOf(team, "teamId"));
  }
  return {
    service,
    here,
    there,
    teamIn,
    manager,
    hire: async (name, overrides = {}, propertyId = here) => {
      const staffId = `stf_${propertyId.slice(4)}_${name}`;
      const departmentId = departmentIn(propertyId);
      const teamIds = [teamIn(propertyId)];
      const member = staffCommand({ propertyId, departmentId, teamIds, staffNumber: name, ...overrides });
      const { status, body } = await put(`/v1/staff/${staffId}`, bodyOf(member, "staffId"));
      if (status !== 200) throw new Error(JSON.stringify(body));
      return { sub: staffId, roles: member.roles, properties: [propertyId] };
    },
    put,
    post: (path, as, { body, key } = {}) =>
      service.call(path, {
        as,
        method: "POST",
        body,
        ...(key ? { headers: { "idempotency-key": key } } : {}),
      }),
    get: (path, as) => service.call(path, { as }),
    send: (what, file, as = manager()) =>
      service.call(`/v1/imports/${what}.csv?propertyId=${here}`, {
        as,
        raw: file,
        headers: { "content-type": "text/csv" },
      }),
    enter: async (who, shift, { shiftId = `shi_${randomUUID()}`, as = manager() } = {}) => {
      const body = { staffId: who.sub, propertyId: here, pattern: "A", ...shift };
      return { shiftId, ...(await put(`/v1/rota/shifts/${shiftId}`, body, as)) };
    },
    stateOf: ({ sub }) =>
      (service.log.of(sub ?? "").findLast(({ topic }) => topic === "shouwen.staff_state")?.value ??
        {}) as Record<string, unknown>,
    letTimeCome: async ({ sub }, path) => {
      const moment = new Date().toISOString();
      await service.query(
        `update workforce.staff set state = jsonb_set(state, '${path}', to_jsonb('${moment}'::text)) where id = '${sub}'`,
      );
      await service.query(`update workforce.timer set fire_at = '${moment}' where aggregate_id = '${sub}'`);
    },
  };
};

/** The property's own date, so many days from today, and a time of day so many minutes from now. */
export const inShanghai = (moment: number): { date: string; time: string } => {
  const text = new Date(moment + 8 * 3_600_000).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
};

export const dayMs = 24 * 60 * 60 * 1_000;
