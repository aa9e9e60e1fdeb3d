import { mutantsOf } from '../mutant.ts';

const runs = 'services/worker/src/runs';
const script = 'services/worker/src/executors/script';

export const runMutants = [
  ...mutantsOf(
    `${runs}/attempt-run.ts`,
    [`${runs}/attempt-run.test.ts`, `${runs}/interrupted-run.test.ts`],
    [
      ['later runs see what a crashed attempt stored', 'storage.forget();', ''],
      ['what a crashed attempt stored is written', 'storage: undefined, interruptions', 'interruptions'],
      [
        'later runs do not wait for a crash to be settled',
        'interruptions, mustSettleFirst: true }',
        'interruptions }',
      ],
      [
        'a run may crash once too often',
        'if (interruptions < tools.maxInterruptions)',
        'if (interruptions <= tools.maxInterruptions)',
      ],
      [
        'a run may be interrupted once too often',
        'interruptions >= tools.maxInterruptions',
        'interruptions > tools.maxInterruptions',
      ],
      [
        'an interruption is forgotten at the next attempt',
        'wasInterrupted: false, interruptions };',
        'wasInterrupted: false };',
      ],
      [
        'an interrupted run is made again on a lost lane',
        "=== 'fenced') return 'fenced';\n    if (settlement",
        "=== 'written') void 0;\n    if (settlement",
      ],
      ['an attempt begins again at each effect', '(begun ??= begin())', 'begin()'],
      ['an attempt begins on a lost lane', "if (written === 'fenced') throw new Fenced();", ''],
      [
        'a script whose lane is lost fails',
        ' || (fault instanceof HostFault && fault.cause instanceof Fenced)',
        '',
      ],
    ],
  ),
  ...mutantsOf(
    `${script}/run-script.ts`,
    [`${script}/run-script.test.ts`, `${script}/run-script-fetch.test.ts`],
    [
      ['parallel lanes read stale storage', 'if (isShared) view.forget();', ''],
      ['parallel lanes do not wait for storage to be settled', '|| (isShared && writes !== undefined)', ''],
      ['a run that reached outside need not be settled', 'reachedOutside = true;', ''],
      ['a fetch is sent before the beginning is written', 'await begin();', 'void begin();'],
      ['output shows secrets', 'text: redactLine(line, redact),', 'text: line.text,'],
      ['errors show secrets', 'message: redact(message),', 'message,'],
      ['stacks show secrets', 'stack === undefined ? undefined : redact(stack)', 'stack'],
      ['names of errors show secrets', 'name: redact(name),', 'name,'],
      ['integrations share connections', 'integration: integration.id };', "integration: '' };"],
      ['what a script has stored is lost', 'storage.take();', 'undefined;'],
      ['output is not shown while a script runs', 'output: (line) => liveRun.add(line),', ''],
    ],
  ),
  ...mutantsOf(
    `${script}/send-fetch.ts`,
    [`${script}/run-script-fetch.test.ts`],
    [
      [
        'requests show secrets of their URL',
        'print(describeRequest(method, url, redact));',
        'print(describeRequest(method, url, (text) => text));',
      ],
      ['operators see secrets of a URL', 'redact(reply.detail)', 'reply.detail'],
      ['a refused fetch goes unreported', "if (reply.kind === 'refused')", "if (reply.kind !== 'refused')"],
    ],
  ),
  ...mutantsOf(
    'packages/secrets/src/redact/describe-request.ts',
    ['packages/secrets/src/redact/describe-request.test.ts'],
    [
      ['requests show the query of their URL', "search === '' ? '' : '?…'", 'search'],
      [
        'requests show tokens in the path of their URL',
        'return looksLikeToken(segment) ? MASK : segment;',
        'return segment;',
      ],
      ['requests show secrets in the host of their URL', '${redact(host)}', '${host}'],
      [
        'requests show secrets in their method',
        'HTTP request ${redact(method)} ${',
        'HTTP request ${method} ${',
      ],
      ['responses show secrets in their status', '${redact(result)}', '${result}'],
      ['trials show the query of a secret URL', ': `?${MASK}` };', ': search };'],
      ['lines show secrets', "level === 'host' ? text : redact(text)", 'text'],
    ],
  ),
  ...mutantsOf(
    `${script}/live-run.ts`,
    [`${script}/live-run.test.ts`],
    [
      ['live output shows secrets', '[at, redactLine(line, redact)]', '[at, line.text]'],
      ['lines are shown twice', 'this.#waiting = [];\n    this.#isShown', 'this.#isShown'],
      ['an attempt ends before its beginning is written', 'await this.#begun;', ''],
      ['a live attempt is not begun', 'this.#begun = this.#options.begin().catch(() => undefined);', ''],
      [
        'lines are shown in any order',
        'this.#shown = this.#shown.then(() => live.append(run, attempt, lines));',
        'this.#shown = live.append(run, attempt, lines);',
      ],
    ],
  ),
] as const;
