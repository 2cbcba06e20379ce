/** Gives each role its password. A role that asks twice gets the same one. */
export type PasswordOf = (role: string) => string;

/** These keep personal fields, and reach the keys for them through the functions of schema `vault`. */
const VAULT_USERS: readonly string[] = [
  "intake",
  "routing",
  "profiles",
  "messaging",
  "callbacks",
  "scoring",
  "workforce",
];

/** Schema, role that migrates, role of the machine and role of a person: the names that belong to a service. */
export const namesOf = (service: string) => {
  if (!/^[a-z][a-z_]*$/.test(service)) throw new Error(`Not the name of a service: ${service}`);
  return {
    schema: service,
    owner: `${service}_owner`,
    machine: service,
    people: `${service}_people`,
  } as const;
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const login = (role: string, searchPath: string, passwordOf: PasswordOf): string => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
  end $$;
  alter role ${role} with login password ${quoted(passwordOf(role))};
  alter role ${role} set search_path = ${searchPath};`;

/** A managed PostgreSQL has no superuser: whoever creates a schema for a role must be a member of it. */
const joinUnlessSuperuser = (role: string): string => `
  do $$ begin
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant ${role} to %I', current_user);
    end if;
  end $$;`;

/** No statement goes on for longer: somebody waits for it, or for its locks. An owner migrates for as long as it takes. */
const longestStatement = "10s";

/**
 * What a service may do. The machine reads and writes the rows of its schema, and changes no table. A person's
 * role gets no table by default: `settle` opens those under forced row-level security, so that a table whose
 * policy was forgotten is closed, not open.
 */
const serviceRoles = (service: string, passwordOf: PasswordOf): string => {
  const { schema, owner, machine, people } = namesOf(service);
  const byDefault = `alter default privileges for role ${owner}`;
  return `
  ${[owner, machine, people].map((role) => login(role, schema, passwordOf)).join("")}
  alter role ${machine} set idle_in_transaction_session_timeout = '60s';
  alter role ${machine} set statement_timeout = '${longestStatement}';
  alter role ${people} set default_transaction_read_only = on;
  alter role ${people} set idle_in_transaction_session_timeout = '60s';
  alter role ${people} set statement_timeout = '${longestStatement}';
  ${joinUnlessSuperuser(owner)}
  create schema if not exists ${schema} authorization ${owner};
  grant usage on schema ${schema} to ${machine}, ${people};
  ${byDefault} revoke execute on functions from public;
  ${byDefault} in schema ${schema} grant select, insert, update, delete on tables to ${machine};
  ${byDefault} in schema ${schema} grant usage, select, update on sequences to ${machine};
  ${byDefault} in schema ${schema} grant execute on functions to ${machine};`;
};

/** The keys of all persons. Nobody sees its tables; the services named reach its functions. */
const vaultRoles = (services: readonly string[], passwordOf: PasswordOf): string => {
  const users = VAULT_USERS.filter((name) => services.includes(name));
  const byDefault = "alter default privileges for role vault_owner";
  return `
  ${login("vault_owner", "vault", passwordOf)}
  ${joinUnlessSuperuser("vault_owner")}
  create schema if not exists vault authorization vault_owner;
  ${byDefault} revoke execute on functions from public;
  ${users.map((user) => `grant usage on schema vault to ${user};`).join("\n  ")}
  ${users.map((user) => `${byDefault} in schema vault grant execute on functions to ${user};`).join("\n  ")}`;
};

const rolesOf = (service: string): string[] => {
  const { owner, machine, people } = namesOf(service);
  return [owner, machine, people];
};

/** Lets the roles of these services, and no stranger, into a database. A copy of a template needs it again. */
export const admissionSql = (database: string, services: readonly string[]): string => `
  revoke all on database "${database}" from public;
  grant connect on database "${database}" to ${[...services.flatMap(rolesOf), "vault_owner"].join(", ")};`;

/** Roles, schemas and rights of these services. Safe to run again at any time; sets every password anew. */
export const rolesSql = (services: readonly string[], passwordOf: PasswordOf): string =>
  [
    "revoke all on schema public from public;",
    ...services.map((service) => serviceRoles(service, passwordOf)),
    vaultRoles(services, passwordOf),
  ].join("\n");

/** What was written once is never changed: the machine adds to these, and takes nothing away. */
const insertOnly = ["audit", "event_archive", "policy", "erased_profile"];

/**
 * Takes from the machine the right to change or remove what was written once, and any way to a partition of it but
 * through its parent; and pins every SECURITY DEFINER function to its own schema, with temporary tables last.
 */
const closeSql = (schema: string, machine: string): string => `
  do $$ declare it record; begin
    for it in
      select c.oid::regclass as name, c.relispartition as part
        from pg_class c
       where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p')
         and (c.relname in (${insertOnly.map(quoted).join(", ")})
           or exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = to_regclass('${schema}.event_archive')))
    loop
      if it.part then execute format('revoke all on %s from ${machine}', it.name);
      else execute format('revoke update, delete, truncate on %s from ${machine}', it.name);
      end if;
    end loop;
    for it in
      select p.oid::regprocedure as name from pg_proc p
       where p.pronamespace = '${schema}'::regnamespace and p.prosecdef
    loop
      execute format('alter function %s set search_path = ${schema}, pg_temp', it.name);
    end loop;
  end $$;`;

/**
 * Opens to a person's role the tables under forced row-level security and the views that ask as the caller, and
 * closes all others. Run by the owner of the schema after each migration.
 */
export const settleSql = (service: string): string => {
  const { schema, machine, people } = namesOf(service);
  return `
  ${closeSql(schema, machine)}
  do $$ declare it record; begin
    for it in
      select c.oid::regclass as name,
             (c.relrowsecurity and c.relforcerowsecurity)
               or (c.relkind = 'v' and coalesce(c.reloptions @> '{security_invoker=true}', false)) as open
        from pg_class c
       where c.relnamespace = '${schema}'::regnamespace and c.relkind in ('r', 'p', 'v') and c.relname <> '_prisma_migrations'
    loop
      if it.open then execute format('grant select on %s to ${people}', it.name);
      else execute format('revoke all on %s from ${people}', it.name);
      end if;
    end loop;
    if to_regclass('${schema}._prisma_migrations') is not null then
      revoke all on ${schema}._prisma_migrations from ${machine}, ${people};
    end if;
  end $$;`;
};
