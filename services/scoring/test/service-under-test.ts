import { randomBytes } from "node:crypto";
import { aProperty, aStaff } from "@shouwen/service-test-kit/facts";
import {
  type Answer,
  type ServiceUnderTest,
  serviceUnderTest,
} from "@shouwen/service-test-kit/service-under-test";
import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { scoringEnvironment } from "../src/config.ts";
import { wireScoring } from "../src/service.ts";

/** Scoring as it runs. */
export const openService = (): Promise<ServiceUnderTest> =>
  serviceUnderTest({ name: "scoring", environment: scoringEnvironment, wire: wireScoring });

/** A property of its own for one test, with its people, so that tests do not share accounts. */
export type TestProperty = {
  readonly propertyId: string;
  readonly maya: string;
  readonly victor: string;
  readonly manager: Bearer;
  bearer(staffId: string, role: string): Bearer;
  /** The entries of the property as its manager sees them, once there are so many. */
  entries(count: number): Promise<readonly Answer["body"][]>;
  board(month: string): Promise<Answer["body"]>;
};

export const openProperty = async (
  service: ServiceUnderTest,
  timeZone = "Asia/Shanghai",
): Promise<TestProperty> => {
  const own = randomBytes(6).toString("hex");
  const propertyId = `prp_${own}`;
  const [maya, victor] = [`stf_${own}_maya`, `stf_${own}_victor`];
  await service.know(
    aProperty({ propertyId, timeZone }),
    aStaff({ staffId: maya, propertyId }),
    aStaff({ staffId: victor, propertyId, staffNumber: "0244", name: "维克多", nameEn: "Victor" }),
  );
  const bearer = (sub: string, role: string): Bearer => ({ sub, roles: [role], properties: [propertyId] });
  const manager = bearer("stf_henry", "manager");
  return {
    propertyId,
    maya,
    victor,
    manager,
    bearer,
    entries: (count) =>
      eventually(async () => {
        const { body } = await service.call(`/v1/ledger?propertyId=${propertyId}&limit=200`, { as: manager });
        if (body.items?.length !== count)
          throw new Error(`${body.items?.length} entries instead of ${count}`);
        return body.items;
      }),
    board: async (month) =>
      (await service.call(`/v1/boards/staff?propertyId=${propertyId}&month=${month}`, { as: manager })).body,
  };
};
