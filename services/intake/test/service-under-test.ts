import { aProperty } from "@shouwen/service-test-kit/facts";
import { type ServiceUnderTest, serviceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import type { TestDatabase } from "@shouwen/test-kit/postgres";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { intakeEnvironment } from "../src/config.ts";
import { wireIntake } from "../src/service.ts";

/** The agent who takes requests in these tests, and calls where a call names nobody. */
export const maya: Bearer = { sub: "stf_lakeside_maya", roles: ["agent"], properties: ["prp_lakeside"] };
export const admin: Bearer = { sub: "stf_group_admin", roles: ["admin"], properties: ["*"] };

/** Intake as it runs, with one live property, Lakeside. */
export const openService = async (
  settings: Readonly<Record<string, string>> = {},
  database?: TestDatabase,
): Promise<ServiceUnderTest> => {
  const service = await serviceUnderTest({
    name: "intake",
    environment: intakeEnvironment,
    wire: wireIntake,
    somebody: maya,
    settings,
    ...(database ? { database } : {}),
  });
  await service.know(aProperty());
  return service;
};
