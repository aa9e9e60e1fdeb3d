import { wakeLanes } from '@upshot/runtime/queue';
import { takeTurn, type TurnTools } from '../../../services/worker/src/lanes/take-turn.ts';
import { workLanes } from '../../../services/worker/src/lanes/work.ts';
import { eventually } from '@upshot/testing/eventually';
import { findBrokenPromises } from './broken-promises.ts';
import { Mortal, type Fate } from './fate.ts';
import { readLedger, type Ledger } from './ledger.ts';
import { events, wakeDueLanes, type Machinery } from './machinery.ts';
import { mortalTools } from './mortal-tools.ts';
import {
  expectStatus,
  findLane,
  scriptFor,
  type FrozenTurn,
  type Lane,
  type Plan,
  type Takers,
  type Turn,
} from './world-model.ts';

const workerCount = 3;

/** What the doomed held is given to others after two seconds; the machine may be busy with other things. */
const restsWithin = { withinMs: 40_000 };

/** More rounds than any run has attempts. */
const maxRounds = 12;

/** One project on the shared machinery, and everything that is known of what was promised to it. */
export class World {
  readonly #machinery: Machinery;
  readonly #project: string;
  readonly #takers: Takers;
  readonly #clock = { now: 0 };
  readonly #workers: readonly Omit<TurnTools, 'settler' | 'worker'>[];
  readonly #runs = new Set<string>();
  readonly #cancelled = new Set<string>();
  readonly #frozen: FrozenTurn[] = [];
  #integrations: readonly string[] = [];
  #ledger: Ledger = { pending: [], log: [], lanes: [], storage: [], integrations: [] };
  #count = 0;

  private constructor(machinery: Machinery, project: string, takers: Takers) {
    this.#machinery = machinery;
    this.#project = project;
    this.#takers = takers;
    this.#workers = Array.from({ length: workerCount }, () => machinery.createWorker(this.#clock));
  }

  /** Begins a world of its own; whatever a world before it has left is swept away. */
  static async create(machinery: Machinery, project: string, takers: Takers): Promise<World> {
    await machinery.redis.flush();
    await machinery.client.query(`delete from pending_runs`);
    await machinery.client.query(`delete from lanes`);
    const world = new World(machinery, project, takers);
    await world.#call('PUT', '', { title: project });
    const create = async (body: object) =>
      (await world.#call('POST', '/integrations', { events: ['*'], ...body })).json._embedded.entity.id;
    world.#integrations = [
      await create({ type: 'script', script: scriptFor(machinery.receiver.url, 0) }),
      await create({ type: 'script', script: scriptFor(machinery.receiver.url, 0), concurrency: 3 }),
      await create({ type: 'webhook', url: `${machinery.receiver.url}/hook`, concurrency: 2 }),
    ];
    await world.#verify();
    return world;
  }

  async record(plans: readonly Plan[], isTold: boolean): Promise<void> {
    const type = 'environment.push';
    const body = plans.map((plan) => ({ id: `a${this.#count++}`, type, state: 'complete', ...plan }));
    const { json } = await this.#call('POST', '/activities', body);
    for (const receipt of json.receipts ?? [json]) for (const { run } of receipt.matched) this.#runs.add(run);
    if (isTold) await this.#tell();
    await this.#verify();
  }

  async replay(integration: number): Promise<void> {
    const answer = await this.#call('POST', '/replays', {
      filter: {},
      limit: 3,
      integrations: [this.#id(integration)],
    });
    expectStatus(answer, 202);
    await this.#tell();
    await this.#verify();
  }

  /** Takes a turn on the lane that the queue offers, or on this one when it offers none. */
  async takeTurn(worker: number, lane: Lane, fate: Fate | undefined): Promise<void> {
    const taker = fate === undefined ? this.#takers.healthy : this.#takers.doomed;
    const token = `t${this.#count++}`;
    const job = lane.isOffered ? await taker.getNextJob(token, { block: false }) : undefined;
    const name = job === undefined ? this.#nameOf(lane) : job.data.lane;
    await this.#await(this.#begin(worker, name, fate, job === undefined ? undefined : { job, token }));
    await this.#verify();
  }

  /** Two workers take a turn at the same time, on the same lane or on two. */
  async race(lanes: readonly [Lane, Lane]): Promise<void> {
    const names = lanes.map((lane) => this.#nameOf(lane));
    const turns = names.map((name, worker) => this.#begin(worker, name, undefined, undefined));
    await Promise.all(turns.map((turn) => this.#await(turn)));
    await this.#verify();
  }

  /** A worker freezes in the middle of a turn, another takes one on the same lane, and the first one comes back. */
  async overtake(lane: Lane, atStep: number): Promise<void> {
    const name = this.#nameOf(lane);
    const frozen = this.#frozen.length;
    await this.#await(this.#begin(0, name, { how: 'freezes', atStep }, undefined));
    await this.#verify();
    await this.#await(this.#begin(1, name, undefined, undefined));
    await this.#verify();
    if (this.#frozen.length > frozen) await this.thaw(frozen);
  }

  async thaw(index: number): Promise<void> {
    const [turn] = this.#frozen.splice(index % Math.max(this.#frozen.length, 1), 1);
    if (turn === undefined) return;
    const before = this.#ledger;
    const hasLane = before.lanes.find(({ id }) => id === turn.lane)?.epoch === turn.epoch;
    turn.mortal.thaw();
    await this.#await(turn);
    await this.#verify();
    const written = this.#ledger.log.slice(before.log.length).filter(({ worker }) => worker === turn.name);
    const begun = this.#ledger.pending.filter(
      ({ id, begun_by }) =>
        begun_by === turn.name && !before.pending.some((run) => run.id === id && run.begun_by === turn.name),
    );
    if (!hasLane && written.length + begun.length > 0)
      throw new Error(`${turn.name} has lost lane ${turn.lane}, and wrote all the same`);
  }

  /** Redis loses everything. */
  async flush(): Promise<void> {
    await this.#machinery.redis.flush();
    await this.#verify();
  }

  /** A day passes: retries come due, no lane was claimed lately, circuit breakers are half-open. */
  async passTime(): Promise<void> {
    this.#clock.now += 86_400_000;
    const { client } = this.#machinery;
    await client.query(
      `update pending_runs set due_at = due_at - interval '1 day' where due_at > '-infinity'`,
    );
    await client.query(`update lanes set claimed_at = claimed_at - interval '1 day'`);
    await this.#verify();
  }

  async relay(): Promise<void> {
    await wakeDueLanes(this.#machinery, 3);
  }

  async change(integration: number, body: object): Promise<void> {
    expectStatus(await this.#call('PATCH', `/integrations/${this.#id(integration)}`, body), 200);
    await this.#verify();
  }

  async changeScript(integration: number): Promise<void> {
    await this.change(integration, { script: scriptFor(this.#machinery.receiver.url, this.#count++) });
  }

  async pause(integration: number): Promise<void> {
    expectStatus(await this.#call('POST', `/integrations/${this.#id(integration)}/pause`, {}), 200);
    await this.#verify();
  }

  async resume(integration: number, recover: boolean): Promise<void> {
    expectStatus(await this.#call('POST', `/integrations/${this.#id(integration)}/resume`, { recover }), 200);
    await this.#tell();
    await this.#verify();
  }

  async delete(integration: number): Promise<void> {
    expectStatus(await this.#call('DELETE', `/integrations/${this.#id(integration)}`), 200);
    await this.#verify();
  }

  /** Cancels a run that is pending, if there is one; ingest may refuse it. */
  async cancel(index: number): Promise<void> {
    const { pending, integrations } = this.#ledger;
    const run = pending[index % Math.max(pending.length, 1)];
    if (run === undefined || integrations.some(({ id, is_deleted }) => id === run.integration && is_deleted))
      return;
    const path = `/integrations/${run.integration}/activities/${run.id}/cancel`;
    const { status } = await this.#call('POST', path);
    if (status === 202) this.#cancelled.add(run.id);
    await this.#verify();
  }

  /** With one healthy worker, and nothing paused, every run has its outcome after some rounds of the relay. */
  async comeToRest(): Promise<void> {
    for (const [index, id] of this.#integrations.entries())
      if (this.#ledger.integrations.some((item) => item.id === id && item.is_paused && !item.is_deleted))
        await this.resume(index, index % 2 === 0);
    const { queue, redis } = this.#machinery;
    const tools = this.#toolsOf(0, 'healthy', new Mortal(undefined));
    const { signal } = new AbortController();
    const turn = (lane: string) => takeTurn(tools, lane, signal);
    const faults: unknown[] = [];
    const laneFault = (_lane: string, fault: unknown) => void faults.push(fault);
    {
      await using _worker = await workLanes({
        redisUrl: redis.url,
        prefix: redis.prefix,
        concurrency: 4,
        lockMs: 2000,
        turn,
        events: { ...events, laneFault },
      });
      for (let round = 0; round < maxRounds && this.#ledger.pending.length > 0; round++) {
        await this.passTime();
        await wakeDueLanes(this.#machinery);
        await eventually(async () => {
          const counts = await queue.getJobCounts('waiting', 'active');
          if (Object.values(counts).some((count) => count > 0))
            throw new Error(`the queue does not become empty: ${JSON.stringify(counts)}`);
        }, restsWithin);
        await this.#verify();
      }
    }
    await tools.settler.close();
    if (faults.length > 0) throw new AggregateError(faults, 'a turn of the healthy worker was cut short');
    const { pending } = this.#ledger;
    if (pending.length > 0)
      throw new Error(`after ${maxRounds} rounds these runs have no outcome: ${JSON.stringify(pending)}`);
    while (this.#frozen.length > 0) await this.thaw(0);
  }

  /** Ends turns that are frozen still, in a world that has failed. */
  release(): void {
    for (const { mortal } of this.#frozen) mortal.thaw();
  }

  #nameOf(lane: Lane): string {
    return findLane(this.#ledger, this.#id(lane.integration), lane.number);
  }

  #id(integration: number): string {
    return this.#integrations[integration] ?? '';
  }

  #begin(worker: number, lane: string, fate: Fate | undefined, job: Turn['job']): Turn {
    const name = `worker${worker}.${this.#count++}`;
    const mortal = new Mortal(fate);
    const tools = this.#toolsOf(worker, name, mortal);
    const result = takeTurn(tools, lane, new AbortController().signal).catch((fault: unknown) => {
      if (!mortal.isDead) throw fault;
    });
    result.catch(() => undefined);
    return { name, lane, mortal, settler: tools.settler, result, job };
  }

  /** Until the turn is over, or its worker is frozen, and nothing of it is being written. */
  async #await(turn: Turn): Promise<void> {
    const how = await Promise.race([
      turn.result.then(() => 'over' as const),
      turn.mortal.frozen.then(() => 'frozen' as const),
    ]);
    if (how === 'frozen') {
      const { lanes } = await readLedger(this.#machinery.client, this.#project);
      this.#frozen.push({ ...turn, epoch: lanes.find(({ id }) => id === turn.lane)?.epoch });
      return;
    }
    await turn.settler.close();
    const { job } = turn;
    if (turn.mortal.isDead) return;
    await job?.job.moveToCompleted(undefined, job.token, false).catch(() => undefined);
  }

  #toolsOf(worker: number, name: string, mortal: Mortal): TurnTools {
    const tools = this.#workers[worker % workerCount];
    if (tools === undefined) throw new Error(`there is no worker ${worker}`);
    return mortalTools(this.#machinery.database, tools, { name, mortal });
  }

  /** The queue is told of the lanes that ingest would have told it of. */
  async #tell(): Promise<void> {
    const { pending } = await readLedger(this.#machinery.client, this.#project);
    await wakeLanes(this.#machinery.queue, [...new Set(pending.map(({ lane }) => lane))]);
  }

  async #call(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) {
    const url = `/api/projects/${this.#project}${path}`;
    return await this.#machinery.ingest.call(method, url, body === undefined ? {} : { body });
  }

  async #verify(): Promise<void> {
    const before = this.#ledger;
    const after = await readLedger(this.#machinery.client, this.#project);
    for (const { id } of after.pending) this.#runs.add(id);
    const known = { runs: this.#runs, cancelled: this.#cancelled, counter: this.#id(0) };
    const broken = findBrokenPromises(before, after, known);
    this.#ledger = after;
    if (broken.length > 0) throw new Error(broken.join('\n'));
  }
}
