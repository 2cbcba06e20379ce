import { randomBytes } from "node:crypto";
import type { DataOf } from "@shouwen/contracts/define-event";
import { ticketResolved } from "@shouwen/contracts/events/ticket";
import { uuidv7 } from "@shouwen/event-bus/ids";
import { aProperty } from "@shouwen/service-test-kit/facts";
import {
  type Answer,
  type ServiceUnderTest,
  serviceUnderTest,
} from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { callbacksEnvironment } from "../src/config.ts";
import { callbackIdOf } from "../src/domain/schedule-callback.ts";
import { wireCallbacks } from "../src/service.ts";
import { aResolution } from "./callbacks.ts";

/** Callbacks as it runs, in two replicas. */
export const openService = (): Promise<ServiceUnderTest> =>
  serviceUnderTest({
    name: "callbacks",
    environment: callbacksEnvironment,
    wire: wireCallbacks,
    replicas: 2,
    topics: ["shouwen.callback"],
  });

/** A property of its own for one test, so that tests do not share a desk. */
export type TestProperty = {
  readonly propertyId: string;
  agent(name: string, roles?: readonly string[]): Bearer;
  /** A ticket of this property, not heard of yet. */
  resolution(overrides?: Partial<DataOf<typeof ticketResolved>>): DataOf<typeof ticketResolved>;
  /** Lets tickets be resolved and waits for their callbacks; answers these. */
  resolved(count: number, overrides?: Partial<DataOf<typeof ticketResolved>>): Promise<readonly string[]>;
};

const allDay = [{ from: "00:00", to: "24:00" }];
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const everyDay = (windows: readonly object[]) => Object.fromEntries(weekdays.map((day) => [day, windows]));

/** Every day the same hour, three hours from now in UTC: closed at present, whenever the test runs. */
export const closedNow = () => {
  const hour = (new Date().getUTCHours() + 3) % 23;
  const two = (value: number) => String(value).padStart(2, "0");
  return everyDay([{ from: `${two(hour)}:00`, to: `${two(hour + 1)}:00` }]);
};

export const openProperty = async (
  service: ServiceUnderTest,
  policy: Record<string, unknown> = {},
): Promise<TestProperty> => {
  const propertyId = `prp_${randomBytes(6).toString("hex")}`;
  const manager: Bearer = { sub: "stf_rosa", roles: ["manager"], properties: [propertyId] };
  await service.publish(aProperty({ propertyId, timeZone: "UTC" }));
  const body = { kinds: ["repair"], windows: everyDay(allDay), ...policy };
  const draft = { as: manager, body: { scope: propertyId, body } };
  expectStatus(await service.call("/v1/policies/callback", draft), 201);
  // A replica looks at its rules once a second.
  await eventually(async () => {
    const inForce = await service.call(`/v1/policies/callback?propertyId=${propertyId}`, {
      as: manager,
      replica: 1,
    });
    if (inForce.body.scope !== propertyId) throw new Error("not yet in force at the other replica");
  });
  const resolution: TestProperty["resolution"] = (overrides) =>
    aResolution({ ticketId: `tic_${uuidv7()}`, propertyId, at: new Date().toISOString(), ...overrides });
  return {
    propertyId,
    agent: (name, roles = ["agent"]) => ({ sub: `stf_${name}`, roles, properties: [propertyId] }),
    resolution,
    resolved: async (count, overrides) => {
      const resolutions = Array.from({ length: count }, () => resolution(overrides));
      await service.publish(...resolutions.map((data) => ticketResolved.of(data)));
      const ids = resolutions.map(({ ticketId, resolution: nth }) => callbackIdOf(ticketId, nth));
      await eventually(async () => {
        const rows = await service.query("select id from callbacks.callback where id = any($1)", [ids]);
        if (rows.length < count) throw new Error(`${rows.length} of ${count} callbacks`);
      });
      return ids;
    },
  };
};

const expectStatus = ({ status, body }: Answer, wanted: number): void => {
  if (status !== wanted) throw new Error(`${status} ${JSON.stringify(body)}`);
};

/** The callbacks of a list, by id. */
export const idsOf = ({ body }: Answer): string[] =>
  body.items.map(({ callbackId }: { callbackId: string }) => callbackId);

/** What was said about a callback, with its numbers, as another team reads it. */
export const saidAbout = (service: ServiceUnderTest, callbackId: string): string[] =>
  service.published(callbackId).map(({ headers }) => `${headers.ce_aggseq} ${headers.ce_type}`);

/** Claims until something is to be had. */
export const claim = (service: ServiceUnderTest, as: Bearer, body: object = {}): Promise<Answer> =>
  eventually(async () => {
    const answer = await service.call("/v1/callbacks/claim", { as, body });
    if (answer.body.items.length === 0) throw new Error("nothing to claim");
    return answer;
  });
