import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

/** What the tests look at in one service of docker-compose.yml, anchors and merges resolved. */
export type ComposeService = {
  image: string;
  build?: { dockerfile: string; target: string };
  profiles?: string[];
  command?: string[];
  user?: string;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
};

export type ComposeFile = { services: Record<string, ComposeService>; volumes: Record<string, unknown> };

export const repository = resolve(import.meta.dirname, "../../..");

export const textOf = (path: string): string => readFileSync(join(repository, path), "utf8");

export const readCompose = (): ComposeFile => parse(textOf("docker-compose.yml"), { merge: true });

/** The folders under services/, each a process of its own. */
export const serviceFolders = (): string[] => readdirSync(join(repository, "services")).sort();
