import { type ServiceUnderTest, serviceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { routingEnvironment } from "../src/config.ts";
import { wireRouting } from "../src/service.ts";

/** Routing as it runs. Whoever a call does not name is `somebody`. */
export const openService = (somebody: Bearer): Promise<ServiceUnderTest> =>
  serviceUnderTest({ name: "routing", environment: routingEnvironment, wire: wireRouting, somebody });
