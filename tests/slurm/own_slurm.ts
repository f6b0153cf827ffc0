import { join } from "node:path";

/** What has to be installed: Debian's `slurm-wlm`, `slurmdbd`, `munge`, `mariadb-server`; a C compiler. */
const PROGRAMS = [
  ...[
    "munged",
    "slurmctld",
    "slurmd",
    "slurmdbd",
    "sbatch",
    "squeue",
    "sacct",
    "scontrol",
    "sacctmgr",
  ],
  ...["mariadbd", "mariadb-install-db", "mariadb-admin", "cc"],
];
const NODES = ["n1", "n2"];
const PORTS = { control: 26917, database: 26919, nodes: 26930 };
/** Cores of a node: pretended, so that four tasks run at a time wherever this runs. */
const CORES = 2;
/** A daemon that is not ready after so long, in ms, will not be. */
const PATIENCE = 60_000;

/** Why the tests with Slurm are left out, or null: they are wanted, and can run. */
export function whyWithoutSlurm(): string | null {
  if (!Deno.env.get("HEMOLEAK_SLURM_TESTS")) {
    return "the tests with Slurm are left out: HEMOLEAK_SLURM_TESTS=1 runs them";
  }
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin"];
  const isThere = (name: string) =>
    folders.some((folder) => {
      try {
        return Deno.statSync(join(folder, name)).isFile;
      } catch {
        return false;
      }
    });
  const missing = PROGRAMS.filter((name) => !isThere(name));
  if (missing.length > 0) throw new Error(`The tests with Slurm need ${missing.join(", ")}`);
  if (Deno.uid() !== 0) throw new Error("The tests with Slurm start its daemons as root");
  return null;
}

/**
 * A Slurm of two nodes on this machine, with accounting, for as long as it is not disposed of: all of its
 * daemons are this process's children, and all of its files lie in one folder.
 */
export class OwnSlurm implements AsyncDisposable {
  /** What its programs need of the environment. */
  readonly env: Record<string, string>;
  readonly #folder: string;
  readonly #daemons: Deno.ChildProcess[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.env = { SLURM_CONF: join(folder, "slurm.conf") };
  }

  /** Starts it, and waits until its nodes are idle. */
  static async start(folder: string): Promise<OwnSlurm> {
    const slurm = new OwnSlurm(folder);
    try {
      await slurm.#startAll();
      return slurm;
    } catch (error) {
      await slurm[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What one of its programs says. */
  async ask(program: string, ...args: string[]): Promise<string> {
    const { success, out, err } = await this.#run(program, args);
    if (!success) throw new Error(`${program} ${args.join(" ")}: ${err}`);
    return out;
  }

  /** Ends all jobs and daemons, the last started first. */
  async [Symbol.asyncDispose](): Promise<void> {
    if ((await this.#run("scancel", ["--user=root"])).success) {
      await this.#until(async () => (await this.#run("squeue", ["-h"])).out === "");
    }
    for (const daemon of this.#daemons.toReversed()) {
      daemon.kill("SIGTERM");
      const timer = setTimeout(() => daemon.kill("SIGKILL"), 10_000);
      await daemon.status;
      clearTimeout(timer);
    }
  }

  async #startAll(): Promise<void> {
    const { at } = this;
    for (const name of ["state", "log", "run", "db", ...NODES]) await Deno.mkdir(at(name));
    await Deno.writeFile(at("munge.key"), crypto.getRandomValues(new Uint8Array(1024)), {
      mode: 0o600,
    });
    // munged wants no folder on the way to be writable by others, as /tmp is: --force.
    this.#start("munged", [
      ...[
        "--foreground",
        "--force",
        `--key-file=${at("munge.key")}`,
        `--socket=${at("run/munge")}`,
      ],
      ...[`--pid-file=${at("run/munged.pid")}`, `--log-file=${at("log/munged")}`],
      `--seed-file=${at("run/munge.seed")}`,
    ]);
    await this.#startAccounting();
    await Deno.writeTextFile(at("slurm.conf"), await this.#configuration());
    // No plugin here needs control groups, but slurmd loads one: from 23.02 on it can be told not to.
    const isOld = / 2[0-2]\./.test((await this.#run("slurmctld", ["-V"])).out);
    await Deno.writeTextFile(
      at("cgroup.conf"),
      `CgroupPlugin=${isOld ? "cgroup/v1" : "disabled"}\n`,
    );
    await this.#until(async () => (await this.#run("sacctmgr", ["-n", "list", "cluster"])).success);
    await this.ask("sacctmgr", "-i", "add", "cluster", "own");
    this.#start("slurmctld", ["-D"]);
    for (const node of NODES) this.#start("slurmd", ["-D", "-N", node]);
    await this.#until(async () => {
      const { out } = await this.#run("sinfo", ["-hN", "-t", "idle", "-o", "%N"]);
      return out.split("\n").filter((line) => line !== "").length === NODES.length;
    });
  }

  async #startAccounting(): Promise<void> {
    const { at } = this, socket = at("run/mariadb");
    const made = await this.#run("mariadb-install-db", [
      ...["--user=root", `--datadir=${at("db")}`, "--skip-test-db"],
      "--auth-root-authentication-method=normal",
    ]);
    if (!made.success) throw new Error(`mariadb-install-db: ${made.err}`);
    this.#start("mariadbd", [
      ...["--no-defaults", "--user=root", `--datadir=${at("db")}`, `--socket=${socket}`],
      ...["--skip-networking", "--skip-log-bin", "--innodb-buffer-pool-size=64M"],
      ...["--innodb-lock-wait-timeout=900", `--pid-file=${at("run/mariadb.pid")}`],
    ]);
    const ping = ["--no-defaults", `--socket=${socket}`, "ping"];
    await this.#until(async () => (await this.#run("mariadb-admin", ping)).success);
    await Deno.writeTextFile(
      at("slurmdbd.conf"),
      [
        ...["AuthType=auth/munge", `AuthInfo=socket=${at("run/munge")}`, "DbdHost=localhost"],
        ...[`DbdPort=${PORTS.database}`, "SlurmUser=root", `PidFile=${at("run/slurmdbd.pid")}`],
        ...[`LogFile=${at("log/slurmdbd")}`, "StorageType=accounting_storage/mysql"],
        ...["StorageUser=root", "StorageLoc=slurm", ""],
      ].join("\n"),
      { mode: 0o600 },
    );
    this.#start("slurmdbd", ["-D"], { MYSQL_UNIX_PORT: socket });
  }

  async #configuration(): Promise<string> {
    const { at } = this, host = Deno.hostname();
    const total = /MemTotal:\s+(\d+)/.exec(await Deno.readTextFile("/proc/meminfo"))![1];
    const memory = Math.floor(0.8 * Number(total) / 1024 / NODES.length);
    return [
      ...["ClusterName=own", `SlurmctldHost=${host}(127.0.0.1)`, `SlurmctldPort=${PORTS.control}`],
      ...["SlurmUser=root", "SlurmdUser=root", "SlurmdTimeout=20", "AuthType=auth/munge"],
      ...[`AuthInfo=socket=${at("run/munge")}`, "CredType=cred/munge"],
      ...[`StateSaveLocation=${at("state")}`, `SlurmdSpoolDir=${this.#folder}/%n`],
      ...[`SlurmctldPidFile=${at("run/slurmctld.pid")}`, `SlurmdPidFile=${at("run")}/%n.pid`],
      ...[`SlurmctldLogFile=${at("log/slurmctld")}`, `SlurmdLogFile=${at("log")}/%n`],
      ...["ProctrackType=proctrack/linuxproc", "TaskPlugin=task/affinity", "MpiDefault=none"],
      ...["JobAcctGatherType=jobacct_gather/linux", "SchedulerType=sched/backfill"],
      ...["SchedulerParameters=bf_interval=2,sched_interval=2", "SelectType=select/cons_tres"],
      ...["SelectTypeParameters=CR_CPU_Memory", "SlurmdParameters=config_overrides"],
      ...["ReturnToService=2", "KillWait=20", "MinJobAge=300", "MaxArraySize=5"],
      ...["AccountingStorageType=accounting_storage/slurmdbd", "AccountingStorageHost=localhost"],
      ...[`AccountingStoragePort=${PORTS.database}`, `AccountingStoragePass=${at("run/munge")}`],
      ...NODES.map((name, i) =>
        `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${PORTS.nodes + i} ` +
        `CPUs=${CORES} RealMemory=${memory}`
      ),
      "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE DefMemPerCPU=512 State=UP",
      "",
    ].join("\n");
  }

  #start(program: string, args: readonly string[], env: Record<string, string> = {}): void {
    const pipes = { stdin: "null", stdout: "null", stderr: "null" } as const;
    const all = { ...this.env, ...env, PATH: `${Deno.env.get("PATH")}:/usr/sbin` };
    this.#daemons.push(new Deno.Command(program, { args: [...args], env: all, ...pipes }).spawn());
  }

  async #run(program: string, args: readonly string[]) {
    const env = { ...this.env, PATH: `${Deno.env.get("PATH")}:/usr/sbin` };
    const { success, stdout, stderr } = await new Deno.Command(program, { args: [...args], env })
      .output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    return { success, out: text(stdout), err: text(stderr) };
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!await isSo()) {
      if (Date.now() > end) throw new Error(`Slurm is not ready: see ${this.#folder}/log`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  /** A path within its folder. */
  readonly at = (path: string): string => join(this.#folder, path);
}
