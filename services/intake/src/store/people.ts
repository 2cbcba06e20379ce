import { openPeople, type People } from "@shouwen/service-kit/people";
import { PrismaClient } from "./generated/client.ts";

/** Reads for people, under row-level security. */
export type IntakePeople = People<PrismaClient>;

export const openIntakePeople = (url: string): IntakePeople =>
  openPeople(url, (options) => new PrismaClient(options));
