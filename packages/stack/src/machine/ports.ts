import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { errorCode, Problem } from "../problem.ts";
import { isAlive } from "./processes.ts";

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });

const claims = join(tmpdir(), `shouwen-ports-${userInfo().uid}`);

const holderOf = (claim: string): number => {
  try {
    return Number(readFileSync(claim, "utf8"));
  } catch {
    return 0;
  }
};

/**
 * Between choosing a port and listening on it seconds pass, in which another stack on this machine may choose the
 * same. A file names the process that chose it first; the file of a dead process counts for nothing.
 */
const claim = (port: number): boolean => {
  mkdirSync(claims, { recursive: true });
  const file = join(claims, String(port));
  const holder = holderOf(file);
  if (holder === process.pid) return true;
  if (holder > 0 && isAlive(holder)) return false;
  rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
};

const HOW_FAR = 200;

/**
 * The first port from `preferred` upward that nobody listens on at 127.0.0.1, that no other stack of this user has
 * chosen, and that is not in `taken`. It is kept for this process while it lives.
 */
export const freePort = async (
  preferred: number,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> => {
  for (let port = preferred; port < preferred + HOW_FAR; port += 1) {
    if (!taken.has(port) && (await canListen(port)) && claim(port)) return port;
  }
  throw new Problem(`No free port between ${preferred} and ${preferred + HOW_FAR - 1}`, {
    fix: "Stop what listens there, or wait until an earlier stack has ended.",
  });
};

/** A port that the operating system says is free now. For tests, which must never collide. */
export const ephemeralPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
