import { spawnSync } from "node:child_process";

/** Whether a Docker engine answers on this machine. */
export const hasDocker = (): boolean =>
  spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], { timeout: 5_000, stdio: "ignore" })
    .status === 0;
