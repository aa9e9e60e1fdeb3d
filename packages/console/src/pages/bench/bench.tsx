import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Trial } from '../../api/entities.generated.ts';
import { getProject, getScriptApi, listVariables } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { CodeEditor } from '../../parts/code-editor/code-editor.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { words } from '../../words.ts';
import { ActivityChoice, useActivityValue, type Chosen } from './activity-choice.tsx';
import type { ScriptIntegration } from './script-integration.ts';
import { PublishButton, type Base } from './publish-button.tsx';
import { runTrial } from './run-trial.ts';
import { createScriptLanguage } from './script-language.ts';
import { SourceDiff } from '../../parts/source-diff.tsx';
import { TrialView } from './trial-view.tsx';
import { SurroundingChoices, toSurroundings, usualSurroundings } from './surrounding-choices.tsx';
import { useLint } from './use-lint.ts';

interface Params {
  readonly project: string;
  readonly integration: string;
}

/** The editor, what the script is tried with, and what it did. */
export function Bench({
  params,
  integration,
  addressed,
  onChoose,
}: {
  readonly params: Params;
  readonly integration: ScriptIntegration;
  readonly addressed: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const [base, setBase] = useState<Base>({ version: integration.script_version, source: integration.script });
  const [source, setSource] = useState(base.source);
  const [chosen, choose] = useChosen(addressed, onChoose);
  const [around, setAround] = useState(usualSurroundings);
  const trial = useTrial();
  const { mistakes, problems } = useLint(params.project, source, integration.concurrency ?? 1);
  const language = useLanguage(params, useActivityValue(params.project, chosen));
  const run = () => {
    const body = { source, activity: toBody(chosen), ...toSurroundings(around) };
    void trial.run(source, (signal) => runTrial(params, body, signal));
  };
  return (
    <div className="bench">
      <div>
        <Outdated integration={integration} base={base} source={source} onRebase={setBase} />
        <CodeEditor
          label="Script"
          value={source}
          language={language}
          mistakes={mistakes}
          onChange={setSource}
          onRun={run}
        />
        <Status base={base} source={source} problems={problems} />
      </div>
      <div>
        <div className="filters">
          <ActivityChoice params={params} chosen={chosen} onChoose={choose} />
          <SurroundingChoices around={around} onChange={setAround} />
        </div>
        <div className="filters">
          <Button className="button primary" isDisabled={trial.isRunning} onPress={run}>
            {trial.isRunning ? 'Running …' : 'Try'}
          </Button>
          <PublishButton
            params={params}
            base={base}
            source={source}
            isTried={trial.triedSource === source}
            onPublished={setBase}
          />
          <span className="hint">Ctrl-Enter tries it. Nothing is sent or stored.</span>
        </div>
        {trial.problem === undefined ? null : <ProblemView problem={trial.problem} onRetry={run} />}
        {trial.shown === undefined ? null : <TrialView trial={trial.shown} />}
      </div>
    </div>
  );
}

function Status({
  base,
  source,
  problems,
}: {
  readonly base: Base;
  readonly source: string;
  readonly problems: readonly { readonly severity: string }[];
}) {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const found = `${words.errors(errors)}, ${words.warnings(problems.length - errors)}.`;
  return (
    <p className="hint" role="status">
      {source === base.source ? `Version ${base.version}.` : `Edited, based on version ${base.version}.`}{' '}
      {problems.length === 0 ? 'No problem found.' : found}
    </p>
  );
}

/** A version that was published while this one was edited: it is shown, never silently replaced. */
function Outdated({
  integration: { script, script_version: version },
  base,
  source,
  onRebase,
}: {
  readonly integration: ScriptIntegration;
  readonly base: Base;
  readonly source: string;
  readonly onRebase: (base: Base) => void;
}) {
  if (version <= base.version) return null;
  return (
    <div className="banner warn">
      <p>Version {version} was published meanwhile. From it to what stands here:</p>
      <SourceDiff from={script} to={source} />
      <Button className="button" onPress={() => onRebase({ version, source: script })}>
        Publish over version {version}
      </Button>
    </div>
  );
}

/** What is chosen stands in the address, except a text that is pasted. */
function useChosen(addressed: Chosen, onChoose: (chosen: Chosen) => void) {
  const [pasted, setPasted] = useState<Chosen>();
  const choose = (next: Chosen) => {
    setPasted(next.kind === 'pasted' ? next : undefined);
    onChoose(next);
  };
  return [pasted ?? addressed, choose] as const;
}

function useTrial() {
  const [shown, setShown] = useState<Trial>();
  const [triedSource, setTriedSource] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const [isRunning, setIsRunning] = useState(false);
  const running = useRef<AbortController>(undefined);
  const run = async (source: string, start: (signal: AbortSignal) => Promise<Trial>) => {
    running.current?.abort();
    const own = (running.current = new AbortController());
    setIsRunning(true);
    setProblem(undefined);
    try {
      const trial = await start(own.signal);
      setShown(trial);
      setTriedSource(source);
    } catch (fault) {
      if (!own.signal.aborted) setProblem(fault);
    }
    if (running.current === own) setIsRunning(false);
  };
  return { shown, triedSource, problem, isRunning, run };
}

function useLanguage({ project, integration }: Params, activity: unknown) {
  const { data: api } = useQuery({ ...ask(getScriptApi), staleTime: Infinity });
  const { data: own } = useQuery(ask(getProject, { params: { project } }));
  const { data: list } = useQuery(ask(listVariables, { params: { project, integration } }));
  return useMemo(() => {
    const variables = Object.fromEntries((list ?? []).map(({ name, value }) => [name, value ?? 'sensitive']));
    return createScriptLanguage(api, { activity, project: own, variables });
  }, [api, own, list, activity]);
}

function toBody(chosen: Chosen) {
  if (chosen.kind === 'sample') return { sample: chosen.type };
  return chosen.kind === 'recorded' ? { id: chosen.id, state: chosen.state } : { document: chosen.text };
}
