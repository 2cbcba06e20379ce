import { type ServiceUnderTest, serviceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { workforceEnvironment } from "../src/config.ts";
import { wireWorkforce } from "../src/service.ts";

const topics = ["shouwen.property_state", "shouwen.team_state", "shouwen.staff_state", "shouwen.staff"];

/** Workforce as it runs. */
export const openService = (): Promise<ServiceUnderTest> =>
  serviceUnderTest({ name: "workforce", environment: workforceEnvironment, wire: wireWorkforce, topics });
