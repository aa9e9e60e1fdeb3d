import * as fc from 'fast-check';
import type { Fate } from './fate.ts';
import { integrationNames, type Lane, type Plan } from './world-model.ts';
import type { World } from './world.ts';

/** What decides whether a command makes sense. */
export interface Model {
  readonly paused: boolean[];
  readonly deleted: boolean[];
}

/** Nothing is paused, nothing deleted. */
export function newModel(): Model {
  return { paused: integrationNames.map(() => false), deleted: integrationNames.map(() => false) };
}

type Command = fc.AsyncCommand<Model, World>;

/** A command that says in a counterexample what it does. */
function command(
  text: string,
  run: (world: World, model: Model) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return { check, run: (model, world) => run(world, model), toString: () => text };
}

const someIntegration = fc.nat(integrationNames.length - 1);

const plan: fc.Arbitrary<Plan> = fc.record({
  script: fc.constantFrom('count', 'fetch', 'fetch', 'throw'),
  crashes: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.constantFrom(1, 3) },
  ),
  refusals: fc.constantFrom(0, 0, 1, 5),
});

const lane: fc.Arbitrary<Lane> = fc.record({
  integration: someIntegration,
  number: fc.nat(3),
  isOffered: fc.boolean(),
});

const fate: fc.Arbitrary<Fate> = fc.record({ how: fc.constantFrom('dies', 'freezes'), atStep: fc.nat(9) });

const text = (value: unknown) => JSON.stringify(value);

const record = fc
  .tuple(fc.array(plan, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([plans, isTold]) =>
    command(`record(${text(plans)}, ${isTold ? 'told' : 'untold'})`, (world) => world.record(plans, isTold)),
  );

const turn = fc
  .tuple(fc.nat(2), lane, fc.option(fate, { nil: undefined }))
  .map(([worker, of, meets]) =>
    command(`takeTurn(${worker}, ${text(of)}, ${text(meets)})`, (world) => world.takeTurn(worker, of, meets)),
  );

const race = fc
  .tuple(lane, lane)
  .map((lanes) => command(`race(${text(lanes)})`, (world) => world.race(lanes)));

const overtake = fc
  .tuple(lane, fc.nat(9))
  .map(([of, atStep]) => command(`overtake(${text(of)}, ${atStep})`, (world) => world.overtake(of, atStep)));

const thaw = fc.nat(3).map((index) => command(`thaw(${index})`, (world) => world.thaw(index)));

const cancel = fc.nat(30).map((index) => command(`cancel(${index})`, (world) => world.cancel(index)));

const simple = fc.constantFrom(
  command('flush', (world) => world.flush()),
  command('passTime', (world) => world.passTime()),
  command('relay', (world) => world.relay()),
);

const pause = someIntegration.map((of) =>
  command(
    `pause(${of})`,
    async (world, model) => {
      model.paused[of] = true;
      await world.pause(of);
    },
    ({ paused, deleted }) => paused[of] !== true && deleted[of] !== true,
  ),
);

const resume = fc.tuple(someIntegration, fc.boolean()).map(([of, recover]) =>
  command(
    `resume(${of}, ${recover})`,
    async (world, model) => {
      model.paused[of] = false;
      await world.resume(of, recover);
    },
    ({ paused, deleted }) => paused[of] === true && deleted[of] !== true,
  ),
);

const remove = someIntegration.map((of) =>
  command(
    `delete(${of})`,
    async (world, model) => {
      model.deleted[of] = true;
      await world.delete(of);
    },
    ({ deleted }) => deleted[of] !== true,
  ),
);

const exists =
  (of: number) =>
  ({ deleted }: Readonly<Model>) =>
    deleted[of] !== true;

/** The counter keeps its one lane. */
const widen = fc
  .tuple(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 4 }))
  .map(([of, concurrency]) =>
    command(`concurrency(${of}, ${concurrency})`, (world) => world.change(of, { concurrency }), exists(of)),
  );

const rewrite = fc
  .constantFrom(0, 1)
  .map((of) => command(`changeScript(${of})`, (world) => world.changeScript(of), exists(of)));

const replay = someIntegration.map((of) => command(`replay(${of})`, (world) => world.replay(of), exists(of)));

/** Sequences of everything that can happen to lanes; what happens most often comes several times. */
export function sequences(maxCommands: number) {
  const kinds = [
    record,
    record,
    turn,
    turn,
    turn,
    turn,
    race,
    overtake,
    overtake,
    thaw,
    simple,
    pause,
    resume,
    widen,
    rewrite,
    cancel,
    replay,
    remove,
  ];
  return fc.commands(kinds, { maxCommands, size: 'max' });
}
