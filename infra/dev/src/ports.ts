import { createServer } from "node:net";
import { Problem } from "./problem.ts";

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });

const HOW_FAR = 200;

/**
 * The first port from `preferred` upward that nobody listens on at 127.0.0.1 and that is not in `taken`.
 * The port is free when the promise resolves; whoever wants it must bind it soon.
 */
export const freePort = async (
  preferred: number,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> => {
  for (let port = preferred; port < preferred + HOW_FAR; port += 1) {
    if (!taken.has(port) && (await canListen(port))) return port;
  }
  throw new Problem(`No free port between ${preferred} and ${preferred + HOW_FAR - 1}`, {
    fix: "Stop what listens there, or start with other ports (see `npx shouwen up --help`).",
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
