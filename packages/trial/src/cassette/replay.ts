import type { Cassette, CassetteCall } from './cassette-schema.ts';
import { decodeReply, encodeCall, type EncodedCall } from './encode-call.ts';
import type { RecordedCall } from './recorded-call.ts';
import { isSameText, MASKED, type SecretTokens } from './secret-tokens.ts';

/** How calls find their recorded ones: one after the other, or each the first of its kind that is left. */
export type ReplayMatch = 'exact' | 'loose';

/** A call that a replay made otherwise than the recording. Both sides have their secrets hidden. */
export interface Deviation {
  /** `differs`: the same call with another value. `missing`: not made. `extra`: not recorded. */
  readonly kind: 'differs' | 'missing' | 'extra';
  readonly part: 'outcome' | 'error' | 'output' | 'requests' | 'storage' | 'reads';
  /** Such as `call 3, fetch POST https://…`. */
  readonly call: string;
  readonly fields: readonly FieldDifference[];
}

export interface FieldDifference {
  readonly field: string;
  readonly recorded: string;
  readonly now: string;
}

/** Finds the recorded call of each call of a replay, and keeps account of what is different. */
export class Replay {
  readonly #calls: readonly CassetteCall[];
  readonly #tokens: SecretTokens;
  readonly #match: ReplayMatch;
  readonly #isUsed: boolean[];
  readonly #deviations: Deviation[] = [];
  #next = 0;

  constructor({ calls }: Pick<Cassette, 'calls'>, tokens: SecretTokens, match: ReplayMatch) {
    this.#calls = match === 'exact' ? calls : calls.filter(({ call }) => call === 'fetch');
    this.#isUsed = this.#calls.map(() => false);
    this.#tokens = tokens;
    this.#match = match;
  }

  /** The recorded call that a call is, with its secrets put back; undefined when nothing like it was recorded. */
  take(made: RecordedCall): { readonly n: number; readonly recorded: RecordedCall } | undefined {
    const call = encodeCall(made, this.#tokens, () => {});
    if (this.#match === 'loose' && call.call !== 'fetch') return undefined;
    const index = this.#match === 'exact' ? this.#findNext(call) : this.#findUnused(call);
    const recorded = this.#calls[index];
    if (recorded === undefined) {
      this.#deviations.push({ kind: 'extra', part: partOf(call), call: identityOf(call), fields: [] });
      return undefined;
    }
    this.#isUsed[index] = true;
    const fields = this.#match === 'exact' ? compareCalls(recorded, call) : [];
    if (fields.length > 0)
      this.#deviations.push({
        kind: 'differs',
        part: partOf(recorded),
        call: `call ${recorded.n}, ${identityOf(recorded)}`,
        fields,
      });
    return { n: recorded.n, recorded: this.#decode(recorded, made, fields.length === 0) };
  }

  /** What was different, once the replay is over; calls that were not made count in an exact one. */
  finish(): readonly Deviation[] {
    if (this.#match === 'exact') this.#skipTo(this.#calls.length);
    return this.#deviations;
  }

  /** The next one; where it is another call, the nearest later one that is the same; else a request for a request. */
  #findNext(call: EncodedCall): number {
    const rest = this.#calls.slice(this.#next);
    const same = rest.findIndex((recorded) => isSameText(identityOf(recorded), identityOf(call)));
    const isReplaced = same < 0 && call.call === 'fetch' && rest[0]?.call === 'fetch';
    if (same < 0 && !isReplaced) return -1;
    const index = this.#next + Math.max(same, 0);
    this.#skipTo(index);
    this.#next = index + 1;
    return index;
  }

  #findUnused(call: EncodedCall): number {
    return this.#calls.findIndex(
      (recorded, index) =>
        this.#isUsed[index] === false && isSameText(identityOf(recorded), identityOf(call)),
    );
  }

  #skipTo(index: number): void {
    for (const recorded of this.#calls.slice(this.#next, index))
      this.#deviations.push({
        kind: 'missing',
        part: partOf(recorded),
        call: `call ${recorded.n}, ${identityOf(recorded)}`,
        fields: [],
      });
    this.#next = index;
  }

  /** The log of a request is the recorded one when the request is. */
  #decode(recorded: CassetteCall, made: RecordedCall, isSame: boolean): RecordedCall {
    const { restore } = this.#tokens;
    if (recorded.call === 'fetch' && made.call === 'fetch') {
      const log = isSame ? recorded.log : [...made.log, ...recorded.log.slice(1)];
      return { ...made, reply: decodeReply(recorded.reply, made.request.url, this.#tokens), log };
    }
    if (recorded.call === 'storageSet' && made.call === 'storageSet') {
      const { refusal } = recorded;
      if (refusal === undefined) return made;
      return { ...made, refusal: { name: restore(refusal.name), message: restore(refusal.message) } };
    }
    return made;
  }
}

function partOf({ call }: EncodedCall): Deviation['part'] {
  if (call === 'fetch') return 'requests';
  return call === 'storageGet' ? 'reads' : 'storage';
}

function identityOf(call: EncodedCall): string {
  if (call.call === 'fetch') return `fetch ${call.request.method} ${call.request.url}`;
  return call.call === 'storageClear' ? call.call : `${call.call} ${call.key}`;
}

function compareCalls(recorded: EncodedCall, now: EncodedCall): readonly FieldDifference[] {
  const before = fieldsOf(recorded);
  const after = fieldsOf(now);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((field) => {
    const [was = '(none)', is = '(none)'] = [before[field], after[field]];
    return isSameText(was, is) || was === MASKED || is === MASKED ? [] : [{ field, recorded: was, now: is }];
  });
}

/** What of a call is compared, by name. */
function fieldsOf(call: EncodedCall): Readonly<Record<string, string>> {
  if (call.call === 'storageSet') return { value: call.json };
  if (call.call !== 'fetch') return {};
  const { method, url, headers, body, sha256, redirect = 'follow' } = call.request;
  const named = headers.map(([name, value]) => [`header ${name.toLowerCase()}`, value] as const);
  return {
    method,
    url,
    ...Object.fromEntries(named),
    ...(body === undefined ? {} : { body }),
    ...(sha256 === undefined ? {} : { 'sha256 of the body': sha256 }),
    redirect,
  };
}

/** What was stored before the run, as far as the recording shows it: the JSON of each value that was read. */
export function storageBefore(
  { calls }: Pick<Cassette, 'calls'>,
  { restore }: SecretTokens,
): ReadonlyMap<string, string> {
  const known = new Map<string, string | undefined>();
  let isCleared = false;
  for (const call of calls) {
    if (call.call === 'storageClear') isCleared = true;
    else if (call.call !== 'fetch' && !isCleared && !known.has(call.key))
      known.set(call.key, call.call === 'storageGet' ? call.reply : undefined);
  }
  return new Map(
    [...known].flatMap(([key, json]) => (json === undefined ? [] : [[restore(key), restore(json)] as const])),
  );
}
