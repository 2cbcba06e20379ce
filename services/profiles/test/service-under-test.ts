import { topics } from "@shouwen/contracts/catalogue";
import { type ServiceUnderTest, serviceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { profilesEnvironment } from "../src/config.ts";
import { wireProfiles } from "../src/service.ts";

const facts = topics.map((topic) => topic.name).filter((topic) => !topic.endsWith(".dlq"));

/** Profiles as it runs, with every topic of the catalogue followed. */
export const openService = (): Promise<ServiceUnderTest> =>
  serviceUnderTest({ name: "profiles", environment: profilesEnvironment, wire: wireProfiles, topics: facts });
