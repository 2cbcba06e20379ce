import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

/** A certificate for 127.0.0.1 and localhost, and the authority that signed it, as PEM files. */
export type Certificates = {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** Key and certificate in one file, as Kafka takes them. */
  readonly bothFile: string;
};

const named = (commonName: string) => [{ name: "commonName", value: commonName }];

/** Makes an authority of this test's own and a certificate that it signed. About 0.3 s. */
export const makeCertificates = async (folder: string): Promise<Certificates> => {
  const authority = await generate(named("A test's authority"), {
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const leaf = await generate(named("localhost"), {
    algorithm: "sha256",
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "extKeyUsage", serverAuth: true, clientAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    caFile: write("ca.pem", authority.cert),
    certFile: write("server.crt", leaf.cert),
    keyFile: write("server.key", leaf.private),
    bothFile: write("server.pem", `${leaf.private}\n${leaf.cert}`),
  };
};
