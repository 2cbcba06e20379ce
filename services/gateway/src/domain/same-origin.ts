import { isSafe } from "./try-again.ts";

/** What a browser says about where a request comes from. */
export type Origin = {
  readonly method: string;
  /** The `Origin` header. */
  readonly origin: string | undefined;
  /** Whether a header is there that no form and no other site can send without asking first (`x-shouwen-page`). */
  readonly ownHeader: boolean;
  /** The hosts under which we are reached. */
  readonly hosts: readonly string[];
};

/**
 * Whether a request that is signed in by its cookie may change something. The page that sent it must be ours: browsers
 * add the cookie to other sites' requests, too.
 */
export const comesFromOurPage = ({ method, origin, ownHeader, hosts }: Origin): boolean => {
  if (isSafe(method)) return true;
  return origin === undefined ? ownHeader : hosts.includes(hostOf(origin));
};

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : "");

/** A place on this site to go back to after signing in; anything else is the start page. */
export const ownPath = (wanted: string | undefined): string =>
  wanted !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? wanted : "/";
