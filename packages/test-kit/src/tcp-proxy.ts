import { connect, createServer, type Server, type Socket } from "node:net";

/** What a proxy does to the traffic from now on. */
export type ProxyFault =
  /** Everything passes. */
  | { kind: "none" }
  /** New connections are refused and the present ones closed. */
  | { kind: "cut" }
  /** Connections are reset (RST) at once, the present ones as well. */
  | { kind: "reset" }
  /** What clients say passes, what the server answers is thrown away: nobody learns whether it was done. */
  | { kind: "mute" }
  /** Connections stay open and nothing passes: the peer seems to be there and never answers. */
  | { kind: "half-open" }
  /** Every chunk arrives this much later, in both directions. */
  | { kind: "latency"; ms: number };

/** A TCP proxy on 127.0.0.1 in front of a server, to be put between a service and its database or broker. */
export type TcpProxy = {
  port: number;
  /** Changes what happens, for present connections and new ones. */
  fault: (fault: ProxyFault) => void;
  /** Connections open at this moment. */
  connections: () => number;
  close: () => Promise<void>;
};

type Pair = { client: Socket; upstream: Socket };

const endPair = ({ client, upstream }: Pair, how: "cut" | "reset"): void => {
  for (const socket of [client, upstream]) how === "reset" ? socket.resetAndDestroy() : socket.destroy();
};

/** Passes chunks on as the fault of the moment says. What a half-open connection held back is passed on when it ends. */
const pipe = (
  from: Socket,
  to: Socket,
  { faultNow, isAnswer }: { faultNow: () => ProxyFault; isAnswer: boolean },
): (() => void) => {
  let held: Buffer[] = [];
  from.on("data", (chunk) => {
    const fault = faultNow();
    if (fault.kind === "mute" && isAnswer) return;
    if (fault.kind === "half-open") held.push(chunk);
    else if (fault.kind === "latency") setTimeout(() => to.writable && to.write(chunk), fault.ms);
    else to.write(chunk);
  });
  from.on("end", () => faultNow().kind !== "half-open" && to.end());
  from.on("close", () => faultNow().kind !== "half-open" && to.destroy());
  from.on("error", () => to.destroy());
  return () => {
    for (const chunk of held) to.write(chunk);
    held = [];
  };
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });

/** Starts a proxy in front of `target`. Without a fault it adds well under a millisecond. */
export const tcpProxy = async (target: { host?: string; port: number }): Promise<TcpProxy> => {
  let current: ProxyFault = { kind: "none" };
  const pairs = new Map<Pair, () => void>();
  const server = createServer((client) => {
    if (current.kind === "cut") return void client.destroy();
    if (current.kind === "reset") return void client.resetAndDestroy();
    const upstream = connect({ host: target.host ?? "127.0.0.1", port: target.port, noDelay: true });
    client.setNoDelay(true);
    const pair = { client, upstream };
    const releases = [
      pipe(client, upstream, { faultNow: () => current, isAnswer: false }),
      pipe(upstream, client, { faultNow: () => current, isAnswer: true }),
    ];
    pairs.set(pair, () => {
      for (const release of releases) release();
    });
    client.once("close", () => pairs.delete(pair));
  });
  const port = await listen(server);
  return {
    port,
    connections: () => pairs.size,
    fault: (fault) => {
      current = fault;
      for (const [pair, release] of pairs) {
        if (fault.kind === "cut" || fault.kind === "reset") endPair(pair, fault.kind);
        else if (fault.kind !== "half-open") release();
      }
    },
    close: async () => {
      for (const pair of pairs.keys()) endPair(pair, "cut");
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
