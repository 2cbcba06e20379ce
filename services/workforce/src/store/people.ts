import { openPeople, type People } from "@shouwen/service-kit/people";
import { PrismaClient } from "./generated/client.ts";

/** The pool of people's reads: everything that is read through it is their own properties'. */
export const openWorkforcePeople = (url: string): People<PrismaClient> =>
  openPeople(url, (options) => new PrismaClient(options));
